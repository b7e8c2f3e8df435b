/** `check --coverage`, `--alphabet` and `--operations`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkSchema } from '../../../src/report/check/schema.ts';
import { expectGolden } from '../../report/golden.ts';
import { runHere, temporaryFolder } from '../run-here.ts';

const PLAIN = [
  'check',
  '--transport',
  'ccw',
  '--device',
  'plain',
  '--features',
  'none',
  '--property',
  'resetClearsStatus',
];

describe('--coverage', () => {
  it('names what of the machines was not exercised', async () => {
    const { stdout } = await runHere([...PLAIN, '--coverage']);
    expectGolden(stdout, 'test/golden/cli/check-coverage.txt');
  });

  it('says more of a smaller alphabet, and what it leaves undrawn', async () => {
    const { stdout } = await runHere([...PLAIN, '--coverage', '--alphabet', 'small', '--json']);
    const { machines } = checkSchema.parse(JSON.parse(stdout));
    const core = machines?.find(({ part }) => part === 'core');
    expect(core?.operations.neverDrawn).toEqual([
      'host.pause',
      'host.resume',
      'host.linkDown',
      'host.linkUp',
    ]);
    expect(core?.transitions.neverTaken).toContainEqual({
      state: '',
      on: 'host.pause',
      place: 0,
      guards: [],
      actions: ['storeVmRunning', 'tellClassRunState'],
    });
  });

  it('adds up over scenarios', async () => {
    const missing = async (...argv: readonly string[]): Promise<number> => {
      const { stdout } = await runHere([...PLAIN, '--coverage', '--json', ...argv]);
      const { machines = [] } = checkSchema.parse(JSON.parse(stdout));
      return machines.reduce((sum, { transitions }) => sum + transitions.neverTaken.length, 0);
    };
    const modern = await missing();
    const both = await missing('--flavour', 'modern,transitional');
    expect(both).toBeLessThan(modern);
  });

  it('changes nothing else, and is absent without the option', async () => {
    const { stdout } = await runHere([...PLAIN, '--json']);
    const object = JSON.parse(stdout) as Record<string, unknown>;
    expect(Object.keys(object)).toEqual(['schemaVersion', 'command', 'tool', 'interrupted', 'scenarios']);
    const { machines, ...rest } = JSON.parse(
      (await runHere([...PLAIN, '--json', '--coverage'])).stdout,
    ) as Record<string, unknown>;
    expect(machines).toHaveLength(4);
    expect(rest).toEqual(object);
  });
});

describe('--operations', () => {
  const states = async (...argv: readonly string[]): Promise<number | undefined> =>
    checkSchema.parse(JSON.parse((await runHere([...PLAIN, '--json', ...argv])).stdout)).scenarios[0]
      ?.coverage.states;

  it('restricts what is drawn, by names or by a file of names', async () => {
    const few = await states('--operations', 'revisions,statuses');
    expect(few).toBeLessThan((await states('--alphabet', 'small')) ?? 0);
    const file = join(temporaryFolder(), 'few.txt');
    writeFileSync(file, '# how far one comes\nrevisions\n  statuses # and no further\n');
    expect(await states('--operations', `@${file}`)).toBe(few);
  });

  it('is in the command that checks again', async () => {
    const argv = ['check', '--transport', 'ccw', '--property', 'modernConfigLittleEndianBeforeFeatures'];
    const { stdout } = await runHere([...argv, '--operations', 'revisions,configReads']);
    expect(stdout).toContain(' --operations revisions,configReads');
  });

  it.each([
    [
      ['--operations', 'linkdown'],
      /^operation "linkdown" is not known \(did you mean "linkDown"\?\); there are/,
    ],
    [['--operations', ' , '], /names no operation; `virtio-verify list operations` has the names$/],
    [['--operations', '@nowhere.txt'], /^--operations @nowhere.txt: there is no such file that can be read$/],
    [['--operations', 'pause', '--alphabet', 'small'], /cannot be used with/],
    [['--alphabet', 'tiny'], /Allowed choices are small, full/],
    [['--coverage', '--engine', 'sampled'], /^--coverage tells what an exploration exercised/],
  ] as const)('is refused in one sentence: %j', async (argv, sentence) => {
    const { exitCode, error } = await runHere([...PLAIN, ...argv]);
    expect(exitCode).toBe(2);
    expect(error).toMatch(sentence);
  });
});
