/** What `npm pack` would put into the package. */
import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { z } from 'zod';

const packedSchema = z.tuple([z.object({ files: z.array(z.object({ path: z.string() })) })]);

const packed = (): readonly string[] => {
  const json = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return packedSchema.parse(JSON.parse(json))[0].files.map(({ path }) => path);
};

it('the package has the program and its pages, and neither the benchmark nor the proofs nor the tests', () => {
  const files = packed();
  expect(files).toEqual(
    expect.arrayContaining([
      'dist/src/cli/main.js',
      'dist/src/index.d.ts',
      'docs/commands.md',
      'machines/index.ts',
    ]),
  );
  expect(files.filter((path) => /\bbench\/|\bprove\/|^(build|test)\/|\.test\./.test(path))).toEqual([]);
});
