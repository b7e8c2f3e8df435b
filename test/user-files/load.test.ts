import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runHere, temporaryFolder, USER_FILES } from '../cli/run-here.ts';

const CCW = ['check', '--transport', 'ccw'];

it('lays a patch from a TypeScript file over the semantics, and names it by its path', async () => {
  const patch = `${USER_FILES}/one-step-more.ts`;
  const argv = [...CCW, '--property', 'earlyIndicationIsNeutral', '--patch', patch, '--json'];
  const { exitCode, stdout, error } = await runHere(argv);
  expect({ exitCode, error }).toEqual({ exitCode: 0, error: undefined });
  const [{ scenario, verdicts }] = JSON.parse(stdout).scenarios;
  expect(scenario.patches).toEqual([patch]);
  expect(verdicts[0]).toMatchObject({ property: 'earlyIndicationIsNeutral', verdict: 'holds' });
});

it('takes one of several exports by name', async () => {
  const argv = [...CCW, '--property', 'resetClearsStatus', '--patch', `${USER_FILES}/two.ts#b`];
  expect((await runHere(argv)).exitCode).toBe(0);
});

it('resolves imports in a folder that has no node_modules', async () => {
  const folder = temporaryFolder();
  const text = `import { definePatch, call, observe } from 'virtio-verify';
    import { assign } from 'xstate';
    export const mine = definePatch({ name: 'm', title: 't', source: 's', machines: () => ({}) });
    if ([call, observe, assign].some((each) => typeof each !== 'function')) throw new Error('missing');`;
  writeFileSync(join(folder, 'mine.mjs'), text);
  const argv = [...CCW, '--property', 'resetClearsStatus', '--patch', './mine.mjs'];
  expect(await runHere(argv, { cwd: folder })).toMatchObject({ exitCode: 0 });
});

it('says where a file is not TypeScript', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'broken.ts'), 'export default {\n  name: {;\n');
  const { exitCode, error } = await runHere([...CCW, '--patch', './broken.ts'], { cwd: folder });
  expect(exitCode).toBe(2);
  expect(error).toMatch(/^\.\/broken\.ts: .*Unexpected token at line 2, column \d+; correct the file[^\n]*$/);
});

it('checks a property from a file, and replays its violation', async () => {
  const properties = ['--properties', `${USER_FILES}/never-accepted.ts`];
  const checked = await runHere([...CCW, '--property', 'neverAccepted', ...properties, '--out', 'x']);
  expect(checked.exitCode).toBe(1);
  expect(checked.stdout).toContain('VIOLATED 1 of 1: neverAccepted (mine, must)');
  expect(checked.stdout).toContain(`neverAccepted.json --properties ${properties[1]}`);
  const file = join(temporaryFolder(), 'trace.json');
  writeFileSync(file, checked.files?.[0]?.text ?? '');
  expect(await runHere(['replay', file, ...properties])).toMatchObject({ exitCode: 1 });
  const without = await runHere(['replay', file]);
  expect(without.exitCode).toBe(2);
  expect(without.error).toContain('add --properties FILE');
});

const remembering = (reads: string, fields: string): string => `export const mine = {
  id: 'mine', claim: 'Mine.', rules: ['mine'], kind: 'step', reads: [${reads}], ${fields}
  applies: () => true,
  violation: ({ before }) => before.history.failed || before.history.count > 2 ? 'it is remembered' : undefined,
};`;

const checkMine = async (text: string) => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'mine.mjs'), text);
  return runHere([...CCW, '--property', 'mine', '--properties', './mine.mjs'], { cwd: folder });
};

it('a property from a file sees what the driver did, unless it brings a history of its own', async () => {
  expect(await checkMine(remembering("'history'", ''))).toMatchObject({ exitCode: 1 });
  const counting = (next: string): string => `history: {
    name: 'operations', initial: { count: 0 }, ofOperation: () => ({}), next: ${next},
  },`;
  const upTo3 = counting('({ count }) => ({ count: Math.min(count + 1, 3) })');
  expect(await checkMine(remembering("'history'", upTo3))).toMatchObject({ exitCode: 1 });
  const random = await checkMine(remembering("'history'", counting('() => ({ count: Math.random() })')));
  expect(random.exitCode).toBe(2);
  expect(random.error).toMatch(/^history "operations" must be a pure function in `next`[^\n]*$/);
});

it('says what is wrong with a history in a file', async () => {
  const { exitCode, error } = await checkMine(
    remembering("'history'", "history: { name: 'x', initial: [] },"),
  );
  expect(exitCode).toBe(2);
  expect(error).toMatch(/^\.\/mine\.mjs, export "mine", field history\.[^\n]*expected [^\n]*$/);
});

it('is not led astray by a history variable that says it adds nothing', async () => {
  const file = `${USER_FILES}/lying-history.mjs`;
  const scenario = ['check', '--semantics', 'spec-1.4', '--transport', 'ccw', '--driver', 'linux-5.18'];
  for (const engine of ['exhaustive', 'sampled']) {
    const own = [
      '--properties',
      file,
      '--property',
      'statusIs*',
      '--engine',
      engine,
      '--seed',
      '1',
      '--json',
    ];
    const { exitCode, stdout } = await runHere([...scenario, ...own]);
    const verdicts = JSON.parse(stdout).scenarios[0].verdicts.map(
      ({ property, verdict }: { readonly property: string; readonly verdict: string }) => [property, verdict],
    );
    expect(verdicts).toEqual([
      ['statusIsLeftAlone', 'violated'],
      ['statusIsNeverWritten', 'violated'],
    ]);
    expect(exitCode).toBe(1);
  }
});
