/** Every litmus test on every semantics that test/litmus/kinds.txt names. */
import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../machines/semantics/catalogue/index.ts';
import { PATCHES } from '../../machines/semantics/index.ts';
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import { PROPERTIES } from '../../properties/index.ts';
import { parseKinds } from '../../src/litmus/kinds.ts';
import type { Litmus } from '../../src/litmus/litmus.ts';
import { type ChosenSemantics, playLitmus } from '../../src/litmus/play.ts';
import { type BuiltModel, buildModel } from '../../src/model/build-model.ts';
import { KINDS, LITMUS_FILES } from './files.ts';

const build = (scenario: Scenario): BuiltModel =>
  buildModel(scenario, {
    patches: scenario.patches.map((name) => {
      const patch = PATCHES.get(name);
      if (patch === undefined) throw new Error(`there is no patch ${name}`);
      return patch;
    }),
  });

const play = (litmus: Litmus, { semantics, patches }: ChosenSemantics) =>
  playLitmus(litmus, { semantics, patches }, build, PROPERTIES);

const rowsOf = (name: string) => KINDS.filter((row) => row.name === name);
const sayOf = ({ semantics, patches }: ChosenSemantics): string => [semantics, ...patches].join('+');

describe.each(LITMUS_FILES)('$name', ({ name, litmus }) => {
  const rows = rowsOf(name);

  it('is named as its file, has rows in the table, and says something that can fail', () => {
    expect(litmus.name).toBe(name);
    expect(rows.length).toBeGreaterThan(1);
    expect(contradictions(litmus).length).toBeGreaterThan(0);
  });

  it.each(rows.map((row) => [`${row.kind} on ${sayOf(row)}`, row] as const))('is %s', (_say, row) => {
    const { shown, differences, violates, notKept } = play(litmus, row);
    const why = JSON.stringify({ differences, violates, notKept });
    expect(shown ? 'allowed' : 'forbidden', why).toBe(row.kind);
  });

  it('can fail: it is forbidden somewhere, or as soon as it says something else', () => {
    if (rows.some(({ kind }) => kind === 'forbidden')) return;
    const [row] = rows;
    if (row === undefined) throw new Error('there are rows');
    for (const other of contradictions(litmus)) expect(play(other, row).shown).toBe(false);
  });
});

/** The test with one thing changed that it says of an observation or of the inner state. */
function contradictions(litmus: Litmus): readonly Litmus[] {
  const { steps } = litmus;
  const changed = steps.flatMap((step, at): Litmus[] => {
    const said = step.observations !== undefined && (step.observations.length > 0 || !litmus.recorded);
    if (!said) return [];
    const observations = [{ kind: 'hostEvent', name: 'NEVER' } as const];
    return [{ ...litmus, steps: steps.with(at, { ...step, observations }) }];
  });
  const end = Object.keys(litmus.exists).length > 0 || litmus.violates !== undefined;
  return end ? [...changed, { ...litmus, exists: { core: { lifecycle: 'never' } } }] : changed;
}

describe('the table', () => {
  it('names only tests that there are', () => {
    const names = new Set(LITMUS_FILES.map(({ name }) => name));
    expect(KINDS.filter(({ name }) => !names.has(name))).toEqual([]);
  });

  it.each(CATALOGUE.map((pair) => [pair.name, pair] as const))(
    'tells %s from its fix, where they part and by each property',
    (name, { scenario, bug, fix, tells }) => {
      const kindOn = (test: string, patches: readonly { readonly name: string }[]) =>
        rowsOf(test).find(
          (row) => sayOf(row) === [scenario.semantics, ...patches.map((each) => each.name)].join('+'),
        )?.kind;
      for (const test of [name, ...tells.map((property) => `${name}.${property}`)]) {
        const kinds = [kindOn(test, bug), kindOn(test, fix)].sort();
        expect([test, ...kinds]).toEqual([test, 'allowed', 'forbidden']);
      }
    },
  );

  it.each([
    ['mtu qemu-7.2', 'line 1: expected a name, semantics, and "allowed" or "forbidden"'],
    ['mtu qemu-7.2 alowed', 'did you mean "allowed"'],
    ['# a\nmtu a allowed\nmtu a forbidden', 'line 3: expected one row for each test and semantics'],
    ['mtu a+ allowed', 'expected the name of a patch after "+"'],
  ])('is refused with one sentence: %j', (text, sentence) => {
    expect(() => parseKinds(text, 'kinds.txt')).toThrow(sentence);
  });
});
