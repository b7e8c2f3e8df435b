/** The package as its users have it: what is in it, what compiles against it, and what runs with it. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { installPackage } from './helpers/installed.ts';

const project = installPackage(['@types', 'typescript', 'vitest']);
afterAll(project.remove);

it('has the program and its pages, and neither the benchmark nor the proofs nor the tests', () => {
  expect(project.files).toEqual(
    expect.arrayContaining([
      'dist/src/cli/main.js',
      'dist/src/index.d.ts',
      'docs/commands.md',
      'machines/index.ts',
    ]),
  );
  expect(project.files.filter((path) => /\bbench\/|\bprove\/|^(build|test)\/|\.test\./.test(path))).toEqual(
    [],
  );
});

const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];

/** Import statements of the pages, in code blocks and in the text. */
const IMPORTS = PAGES.flatMap((page) =>
  [
    ...readFileSync(page, 'utf8').matchAll(/import (?:(type )?\{([^}]*)\} from )?'(virtio-verify[^']*)'/g),
  ].map(([, type = '', names = '', from = '']) => ({ page, type, names: names.trim(), from })),
);

/** Every import of every page in one module, under names of their own. */
const importsOfPages = (): string =>
  IMPORTS.map(({ page, type, names, from }, at) => {
    const renamed = names
      .split(',')
      .map((each) => each.trim())
      .filter((each) => each !== '')
      .map((each, index) => `${each} as name${at}_${index}`);
    return renamed.length === 0
      ? `import '${from}'; // ${page}`
      : `import ${type}{ ${renamed.join(', ')} } from '${from}'; // ${page}`;
  }).join('\n');

/** Code blocks that are whole files: those that import from the package. */
const BLOCKS = PAGES.flatMap((page) =>
  [...readFileSync(page, 'utf8').matchAll(/```ts\n([\s\S]*?)```/g)]
    .map(([, code = '']) => code)
    .filter((code) => /^import .* from 'virtio-verify/m.test(code))
    .map((code, at) => ({ name: `${page.replaceAll(/\W/g, '_')}_${at}.ts`, code })),
);

describe('in a project of its own', () => {
  it('every import and every example of the pages compiles, strictly, and so do the declarations', () => {
    for (const name of ['habits', 'passedOn', 'configBytes', 'Part', 'describeClaims', 'check'])
      expect(
        IMPORTS.some(({ names }) => new RegExp(`\\b${name}\\b`).test(names)),
        name,
      ).toBe(true);
    const folder = join(project.folder, 'compiled');
    mkdirSync(folder);
    writeFileSync(join(folder, 'imports-of-pages.ts'), `${importsOfPages()}\n`);
    for (const { name, code } of BLOCKS) writeFileSync(join(folder, name), code);
    for (const name of readdirSync('docs/examples').filter((each) => each.endsWith('.ts')))
      copyFileSync(join('docs/examples', name), join(folder, name));
    const compilerOptions = {
      target: 'es2022',
      lib: ['es2023'],
      module: 'nodenext',
      strict: true,
      noUncheckedIndexedAccess: true,
      noEmit: true,
      types: ['node'],
      // What compiles with the declarations looked at compiles without that as well.
      skipLibCheck: false,
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
    const { stdout, status } = spawnSync(process.execPath, [TSC, '-p', folder], { encoding: 'utf8' });
    expect(stdout).toBe('');
    expect(status).toBe(0);
  }, 600_000);

  it('the program starts', () => {
    const { stdout, status } = spawnSync(
      process.execPath,
      [join(project.folder, 'node_modules/virtio-verify/dist/src/cli/main.js'), 'list', 'transports'],
      { cwd: project.folder, encoding: 'utf8' },
    );
    expect(stdout).toContain('ccw');
    expect(status).toBe(0);
  });
});

/** Runs a test file of the project's own, and tells what its runner said. */
function runTests(file: string, code: string, ...runner: readonly string[]) {
  writeFileSync(join(project.folder, file), code);
  const { stdout, stderr, status } = spawnSync(process.execPath, [...runner, file], {
    cwd: project.folder,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', CI: 'true', VITEST: '', NODE_TEST_CONTEXT: undefined },
  });
  return { text: stdout + stderr, status };
}

/** A suite of four claims: one that holds, one that is violated, one that does not apply, one that is vacuous. */
const SUITE = `describeClaims({
  scenarios: { transport: 'mmio', driver: 'linux-5.18' },
  claims: ['offeredOnly', 'generationMoves*', 'resetDeviceUsesNoQueue', 'earlyIndicationIsNeutral*', 'legacy*'],
});`;

describe('claims as tests', () => {
  it('of Vitest: what is violated is told, what is open is red', () => {
    const { text, status } = runTests(
      'claims.test.js',
      `import { expect, it } from 'vitest';
import { describeClaims } from 'virtio-verify/vitest';
${SUITE}
const scenario = { transport: 'mmio', driver: 'linux-5.18' };
it('A holds', { timeout: 60_000 }, async ({ signal }) => {
  await expect(scenario).toHold('offeredOnly', { signal });
  await expect(scenario).not.toHold('generationMovesWithByteOrder', { signal });
});
it('B is open', { timeout: 60_000 }, () => expect(scenario).not.toHold('offeredOnly', { statesMax: 5 }));
it('C is vacuous', { timeout: 60_000 }, () => expect(scenario).toHold('legacyMayKickBeforeDriverOk'));
it('D nobody awaits', { timeout: 60_000 }, () => { expect(scenario).not.toHold('offeredOnly'); });
it('E is ended', { timeout: 1500 }, ({ signal }) => expect({}).toHold('resetForgets', { signal }));
`,
      join(project.folder, 'node_modules/vitest/vitest.mjs'),
      'run',
      '--reporter=verbose',
    );
    expect(status, text).toBe(1);
    expect(text).toMatch(/✓ .*> offeredOnly/);
    expect(text).toMatch(/× .*> generationMovesWithByteOrder/);
    expect(text).toMatch(/↓ .*> legacyMayKickBeforeDriverOk/);
    expect(text).toMatch(/✓ .*A holds/);
    for (const each of ['B is open', 'C is vacuous', 'D nobody awaits', 'E is ended'])
      expect(text).toMatch(new RegExp(`× .*${each}`));
    expect(text).toContain('generationMovesWithByteOrder (');
    expect(text).toContain('<-- here');
    expect(text).toContain('Replay:');
    expect(text).toContain('offeredOnly is inconclusive');
  }, 300_000);

  it('of Node: what is violated is told, what is open is red', () => {
    const { text, status } = runTests(
      'claims.js',
      `import { it } from 'node:test';
import { assertHolds, describeClaims } from 'virtio-verify/node-test';
${SUITE}
const scenario = { transport: 'mmio', driver: 'linux-5.18' };
it('A holds', (test) => assertHolds(scenario, 'offeredOnly', { signal: test.signal }));
it('B is open', () => assertHolds(scenario, 'offeredOnly', { statesMax: 5 }));
it('E is ended', { timeout: 1500 }, (test) => assertHolds({}, 'resetForgets', { signal: test.signal }));
`,
      '--test-reporter=tap',
    );
    expect(status, text).toBe(1);
    expect(text).toMatch(/^ +ok \d+ - offeredOnly/m);
    expect(text).toMatch(/^ +not ok \d+ - generationMovesWithByteOrder/m);
    expect(text).toMatch(/^ +ok \d+ - legacyMayKickBeforeDriverOk # SKIP/m);
    expect(text).toMatch(/^ok \d+ - A holds/m);
    expect(text).toMatch(/^not ok \d+ - B is open/m);
    expect(text).toMatch(/^not ok \d+ - E is ended/m);
    expect(text).toContain('<-- here');
  }, 300_000);
});

const TSC = resolve('node_modules/typescript/bin/tsc');
