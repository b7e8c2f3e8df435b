/** A history variable that a property brings is kept exactly, by itself and beside others. */
import { describe, expect, it } from 'vitest';
import { failedNeverLive } from '../../properties/driver-conduct.ts';
import { driverHistory } from '../../properties/driver-history.ts';
import { RequestError } from '../../src/errors/errors.ts';
import { explore } from '../../src/explore/explorer.ts';
import type { Flat } from '../../src/numbering/flat.ts';
import { BadHistoryError, type HistoryVariable } from '../../src/property/history.ts';
import { MissingHistoryError } from '../../src/property/one-history.ts';
import type { Property, StepProperty } from '../../src/property/property.ts';
import { sample } from '../../src/sample/sample.ts';
import { loadProperties } from '../../src/user-files/load.ts';
import { base, built, SMALL } from '../helpers/explored-scenarios.ts';
import { plainSearch } from '../helpers/plain-search.ts';
import { violates } from '../sample/violates.ts';

const scene = { ...base, transport: 'ccw', semantics: 'spec-1.4' } as const;
const alphabet = { ...SMALL, letters: [{ low: 0, high: 1 }], hostEvents: [] };
const { model, input, properties: shipped } = built(scene, alphabet);
const refusedSetIsNotTriedAgain = (
  await loadProperties('docs/examples/refused-once.ts', { cwd: process.cwd(), modules: async () => ({}) })
)[0] as StepProperty;

const agreesWithPlainSearch = (properties: readonly Property[]) => {
  const plain = plainSearch(model, input, properties);
  const found = explore(model, input, properties, { countViolations: true });
  const { states, transitions, depth, complete } = found.coverage;
  expect({ states, transitions, depth, complete }).toEqual({
    states: plain.states,
    transitions: plain.transitions,
    depth: plain.depth,
    complete: true,
  });
  expect(new Map([...found.findings].sort())).toEqual(new Map([...plain.findings].sort()));
  expect(new Map([...(found.violatingTransitions ?? [])].sort())).toEqual(
    new Map([...plain.violating].sort()),
  );
  return found;
};

describe("a history variable of one's own", () => {
  it('is kept as a plain search keeps it', () => {
    const found = agreesWithPlainSearch([refusedSetIsNotTriedAgain]);
    expect(found.findings.get('refusedSetIsNotTriedAgain')?.message).toContain('was refused');
  });

  it('is kept beside the history of the shipped properties', () => {
    const all = [...shipped, refusedSetIsNotTriedAgain];
    const found = agreesWithPlainSearch(all);
    const without = explore(model, input, shipped);
    expect(found.coverage.states).toBeGreaterThan(without.coverage.states);
    expect([...found.findings.keys()]).toEqual([...without.findings.keys(), 'refusedSetIsNotTriedAgain']);
    for (const [id, finding] of without.findings) expect(found.findings.get(id)).toEqual(finding);
  });

  it('is seen by scripts and by claims about states', () => {
    const { history } = refusedSetIsNotTriedAgain;
    const common = {
      claim: 'Mine.',
      rules: ['mine'],
      level: 'must' as const,
      reads: ['history' as const],
      ...(history && { history }),
    };
    agreesWithPlainSearch([
      {
        ...common,
        kind: 'state',
        id: 'neverRefused',
        applies: () => true,
        violation: (state) => (state.history.wasRefused === true ? 'it was refused' : undefined),
      },
      {
        ...common,
        kind: 'reachability',
        id: 'nothingIsShownOnceRefused',
        applies: (state) => state.history.wasRefused === true,
        scripts: () => [{ name: 'one', operations: [{ kind: 'ccw', command: 'READ_STATUS' }] }],
        violation: (_end, observations) => (observations.length > 0 ? 'something is shown' : undefined),
      },
      failedNeverLive,
    ]);
  });

  it('is sampled: what is found is a violation', () => {
    for (const properties of [[refusedSetIsNotTriedAgain], [failedNeverLive, refusedSetIsNotTriedAgain]]) {
      const { findings } = sample(model, input, properties, { runs: 200, seed: 3 });
      const finding = findings.get('refusedSetIsNotTriedAgain');
      expect(finding).toBeDefined();
      if (finding !== undefined)
        expect(violates(model, input, refusedSetIsNotTriedAgain, finding)).toBe(true);
    }
  });
});

const counting = (changes: Partial<HistoryVariable>): StepProperty => ({
  id: 'mine',
  claim: 'Mine.',
  rules: ['mine'],
  level: 'must' as const,
  kind: 'step',
  reads: ['history'],
  history: {
    name: 'counter',
    initial: { count: 0 },
    ofOperation: ({ kind }) => ({ kind }),
    next: (history) => history,
    ...changes,
  },
  applies: ({ before }) => before.history.count === 0,
  violation: () => undefined,
});

describe('a history variable in a file that is not type checked', () => {
  const unlikeInitial = (changes: Partial<HistoryVariable>): StepProperty => ({
    ...counting(changes),
    applies: () => true,
    violation: ({ after }) =>
      after.history.count === 0 ? undefined : `it is ${String(after.history.count)}`,
  });
  const violated = (changes: Partial<HistoryVariable>): readonly boolean[] => {
    const mine = unlikeInitial(changes);
    return [
      agreesWithPlainSearch([mine]).findings.has('mine'),
      sample(model, input, [mine], { runs: 50, seed: 1 }).findings.has('mine'),
    ];
  };

  it('is not shown the transport where it looks at the device, by any engine', () => {
    const ofDevice = (views: object) => ({ sees: 'transport' in views });
    const next = (_: Flat, { device }: { readonly device: Flat }) => ({
      count: device.sees === true ? 1 : 0,
    });
    expect(violated({ ofDevice, next })).toEqual([false, false]);
  });

  it('notices a call where it gives a true value that is not `true`', () => {
    const noticesCall = (() => 1) as unknown as () => boolean;
    const next = (_: Flat, { noticed }: { readonly noticed: boolean }) => ({ count: noticed ? 1 : 0 });
    expect(violated({ noticesCall, next })).toEqual([true, true]);
  });

  it('may give its fields in another order', () => {
    const initial = { count: 0, name: 'x' };
    expect(violated({ initial, next: ({ count = 0 }) => ({ name: 'x', count }) })).toEqual([false, false]);
  });
});

describe('a history variable that is not pure is refused', () => {
  let calls = 0;
  it.each<[string, Partial<HistoryVariable>, string]>([
    ['a counter of its own', { next: () => ({ count: ++calls }) }, 'must be a pure function in `next`'],
    [
      'a counter in what it takes of an operation',
      { ofOperation: () => ({ count: ++calls }) },
      'must be a pure function in `ofOperation`',
    ],
    [
      'what it takes of an operation, and changes',
      {
        next: (history: Flat, { operation }: { readonly operation: Flat }) => {
          (operation as Record<string, string>).kind = 'none';
          return history;
        },
      },
      'must not change a value in `next`',
    ],
    [
      'a value that it changes',
      {
        next: (history: Flat) => {
          (history as Record<string, number>).count = 7;
          return history;
        },
      },
      'must not change a value in `next`',
    ],
    ['fields that come and go', { next: () => ({ number: 1 }) }, 'must keep its fields: expected count'],
    [
      'nested values',
      { next: () => ({ count: [] }) as unknown as Flat },
      'must give a flat record in `next`',
    ],
  ])('%s', (_name, changes, message) => {
    for (const engine of [explore, sample]) {
      const run = () => engine(model, input, [counting(changes)]);
      expect(run).toThrow(BadHistoryError);
      expect(run).toThrow(`history "counter" ${message}`);
    }
  });

  it('and so is a property that reads a history and brings none', () => {
    const { history: _, ...bare } = counting({});
    expect(() => explore(model, input, [bare])).toThrow(MissingHistoryError);
    expect(() => explore(model, input, [{ ...bare, history: driverHistory }])).not.toThrow();
  });
});

it('more history variables than one check may have are refused with one sentence', () => {
  const many = Array.from({ length: 31 }, (_, at) => ({ ...counting({}), id: `mine${at}` }));
  expect(() => explore(model, input, many)).toThrow(RequestError);
  expect(() => explore(model, input, many)).toThrow(
    'at most 30 history variables, and these properties bring 31',
  );
});
