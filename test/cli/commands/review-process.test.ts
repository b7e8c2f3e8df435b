/** What only threads can show of `review`. Runs the built program, as `npm test` makes it first. */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { PROJECT, runHere, temporaryFolder } from '../run-here.ts';

const PROGRAM = join(PROJECT, 'dist/src/cli/main.js');
const SMALL = [
  ...['--transport', 'ccw', '--flavour', 'transitional', '--device', 'net', '--backend', 'none'],
  ...['--driver', 'adversary,linux-5.18'],
];

const runProgram = (argv: readonly string[]) =>
  new Promise<{ readonly code: unknown; readonly stdout: string; readonly stderr: string }>((resolve) => {
    execFile(process.execPath, [PROGRAM, ...argv], { cwd: PROJECT }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
  });

it('says in threads what it says here, and with one thread what it says with one for each processor', async () => {
  const argv = ['review', '--patch', 'force-modern-v2', ...SMALL];
  const here = await runHere(argv);
  for (const workers of [[], ['--workers', '1']]) {
    const { code, stdout, stderr } = await runProgram([...argv, ...workers]);
    expect({ code, stderr }).toEqual({ code: here.exitCode, stderr: '' });
    expect(stdout).toBe(here.stdout);
  }
});

// Most of it is waiting for the limit, so side by side.
it.concurrent.for([
  [
    'an action',
    'assign(() => { for (;;); })',
    '',
    /: action "look" of virtio-ccw, on event "statusWritten": /,
  ],
  ['the file itself', 'assign({})', 'for (;;);', /: the file, while it is loaded: /],
] as const)(
  'ends a patch that never comes back: %s',
  { timeout: 120_000 },
  async ([_what, action, first, place], { onTestFinished }) => {
    const file = join(temporaryFolder(onTestFinished), 'endless.mjs');
    writeFileSync(
      file,
      `import { assign } from 'xstate';
    ${first}
    export default { name: 'x', title: 't', source: 's', machines: () => ({
      'virtio-ccw': { actions: { look: ${action} }, after: { resetFromStatus: ['look'] } } }) };`,
    );
    const { code, stdout, stderr } = await runProgram(['review', '--patch', file, ...SMALL]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(file);
    expect(stderr).toMatch(place);
    expect(stderr.trimEnd()).not.toContain('\n');
  },
);

it('a name that a thread does not know is said with its option', async () => {
  const { code, stderr } = await runProgram(['review', '--patch', 'force-modern-v3', ...SMALL]);
  expect(code).toBe(2);
  expect(stderr).toMatch(
    /^virtio-verify: --patch "force-modern-v3" is not known \(did you mean "force-modern-v\d"\?\)/,
  );
});
