/** What the pages and the examples tell users to import is exported: every import is compiled against the package. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';

/** Where the package's entries are built from. */
const ENTRIES: ReadonlyMap<string, string> = new Map([
  ['virtio-verify', 'src/index.ts'],
  ['virtio-verify/machines', 'src/machines.ts'],
  ['virtio-verify/properties', 'properties/index.ts'],
  ['virtio-verify/workers', 'src/workers/pools.ts'],
]);

const FILES = [
  'README.md',
  'CONTRIBUTING.md',
  ...['docs', 'docs/examples'].flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => /\.(md|ts)$/.test(name))
      .map((name) => join(folder, name)),
  ),
];

/** Import statements, in code blocks and in the text, with where they stand. */
const IMPORTS = FILES.flatMap((file) =>
  [...readFileSync(file, 'utf8').matchAll(/import (type )?\{([^}]*)\} from '(virtio-verify[^']*)'/g)].map(
    ([, type = '', names = '', from = '']) => ({ file, type, names: names.trim(), from }),
  ),
);

it('every import of every page names what is exported', () => {
  expect(IMPORTS.length).toBeGreaterThan(5);
  for (const name of ['habits', 'passedOn', 'configBytes', 'Part'])
    expect(
      IMPORTS.some(({ names }) => new RegExp(`\\b${name}\\b`).test(names)),
      name,
    ).toBe(true);
  const folder = mkdtempSync(resolve('node_modules/.virtio-verify-imports-'));
  try {
    const lines = IMPORTS.map(({ file, type, names, from }, at) => {
      const entry = ENTRIES.get(from);
      expect(entry, `${file}: ${from}`).toBeDefined();
      const renamed = names
        .split(',')
        .map((each) => each.trim())
        .filter((each) => each !== '')
        .map((each, index) => `${each} as name${at}_${index}`);
      return `import ${type}{ ${renamed.join(', ')} } from '${resolve(entry ?? '')}'; // ${file}`;
    });
    writeFileSync(join(folder, 'imports.ts'), `${lines.join('\n')}\n`);
    const options = {
      noUnusedLocals: false,
      noEmit: true,
      rewriteRelativeImportExtensions: false,
      allowImportingTsExtensions: true,
    };
    const config = {
      extends: resolve('tsconfig.json'),
      compilerOptions: options,
      include: [],
      files: ['imports.ts'],
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
    const { stdout, status } = spawnSync('npx', ['tsc', '-p', folder], { encoding: 'utf8' });
    expect(stdout).toBe('');
    expect(status).toBe(0);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 300_000);
