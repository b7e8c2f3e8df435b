/** Two targets held against each other: models that are the same, differ in one step, die, or are missing. */

import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { operationSequence } from '../../machines/drivers/adversary/arbitraries.ts';
import { SMALL_OPERATIONS } from '../../machines/drivers/adversary/operation-names.ts';
import type { Observation, Operation } from '../../machines/vocabulary/operation.ts';
import { pathCover } from '../../src/conform/path-cover.ts';
import { randomWalks, simplerWalks } from '../../src/conform/random.ts';
import { buildModel } from '../../src/model/build-model.ts';
import {
  type CompareTargetsOptions,
  compareTargets,
  type SequenceSource,
} from '../../src/review/binaries/compare-targets.ts';
import { shorten } from '../../src/review/binaries/shorten.ts';
import { reviewAlphabet } from '../../src/review/scope.ts';
import type { Target } from '../../src/targets/target.ts';
import { fake, mortal, small } from '../conform/scenarios.ts';

const LIMITS: CompareTargetsOptions = { timeMsMax: 30_000, differencesMax: 10, replaysMax: 1000 };
const SCENARIO = small();
// Smaller than the default: what is played is not the point here, and in a paused machine no status is read.
const BUILT = buildModel(SCENARIO, { patches: [], alphabet: reviewAlphabet(SCENARIO, 'small') });
const READ: Operation = { kind: 'read', interface: 'legacy', register: 'deviceStatus' };
const write = (value: number): Operation => ({
  kind: 'write',
  interface: 'legacy',
  register: 'deviceStatus',
  value,
});

const same = (one: Operation, other: Operation): boolean => isDeepStrictEqual(one, other);

/** A model that, once it saw these operations in this order, falsifies what it reads from the status. */
async function falsifying(triggers: readonly Operation[]): Promise<Target> {
  const target = await fake()(SCENARIO);
  let seen = 0;
  return {
    ...target,
    reset: () => {
      seen = 0;
      return target.reset();
    },
    apply: async (operation) => {
      const observations = await target.apply(operation);
      const next = triggers[seen];
      if (next !== undefined && same(next, operation)) seen++;
      return seen < triggers.length ? observations : observations.map(falsified);
    },
  };
}

const falsified = (observation: Observation): Observation =>
  observation.kind === 'read' && observation.register === 'deviceStatus'
    ? { ...observation, value: observation.value ^ 0x20 }
    : observation;

const directed = (): SequenceSource => ({ kind: 'directed', sequences: pathCover(BUILT.model).paths });
const random = (runs: number, seed = 1): SequenceSource => ({
  kind: 'random',
  sequences: [...randomWalks(BUILT.input, { seed, runs, maxLength: 100, canPlay: () => true })].map(
    (operations) => ({ operations }),
  ),
});
const simpler = (operations: readonly Operation[]) => simplerWalks(BUILT.input, operations);

describe('two targets that do the same', () => {
  it('have no difference, on everything that the model can do and on random walks', async () => {
    const cover = pathCover(BUILT.model);
    const result = await compareTargets(
      await fake()(SCENARIO),
      await fake()(SCENARIO),
      [{ kind: 'directed', sequences: cover.paths }, random(20)],
      LIMITS,
    );
    expect(result).toMatchObject({ differences: [], covered: cover.total, replays: 0 });
    expect(result.sequences.random).toBe(20);
    expect(result.operations).toBeGreaterThan(cover.total / 4);
    expect(result.stoppedBy).toBeUndefined();
  });
});

describe('a target that differs in one step', () => {
  it('is found on a directed path, and the sequence is the shortest one', async () => {
    const result = await compareTargets(
      await fake()(SCENARIO),
      await falsifying([write(7)]),
      [directed()],
      LIMITS,
    );
    expect(result.differences).toMatchObject([
      {
        visibleTo: 'driver',
        foundBy: 'directed',
        operations: [write(7), READ],
        step: 1,
        isMinimal: true,
        isSteady: true,
      },
    ]);
    const [{ runs }] = result.differences as [(typeof result.differences)[number]];
    expect(runs.base.steps[1]?.observations).toEqual([{ kind: 'read', register: 'deviceStatus', value: 7 }]);
    expect(runs.patched.steps[1]?.observations).toEqual([
      { kind: 'read', register: 'deviceStatus', value: 0x27 },
    ]);
  });

  it('is made as short as can be, whatever the operations are that it takes', async () => {
    const word = fc.constantFrom(...BUILT.model.operations.filter((each) => !same(each, READ)));
    const noise = operationSequence(BUILT.input, { maxLength: 20, only: SMALL_OPERATIONS });
    await fc.assert(
      fc.asyncProperty(
        fc.array(word, { minLength: 1, maxLength: 4 }),
        fc.array(noise, { minLength: 5, maxLength: 5 }),
        async (triggers, noises) => {
          const operations = [...triggers.flatMap((each, at) => [...(noises[at] ?? []), each]), READ];
          const { differences } = await compareTargets(
            await fake()(SCENARIO),
            await falsifying(triggers),
            [{ kind: 'random', sequences: [{ operations }] }],
            { ...LIMITS, simpler },
          );
          expect(differences).toHaveLength(1);
          // What differs may be seen by any read of the status, and must be by the last operation only.
          expect(differences[0]?.operations.slice(0, -1)).toEqual(triggers);
          expect(differences[0]).toMatchObject({ isMinimal: true, isSteady: true });
        },
      ),
      { numRuns: 40, seed: 7 },
    );
  });

  it('tells what only inner state shows from what the driver sees, and where each begins', async () => {
    const lying = await falsifying([write(4)]);
    const patched: Target = {
      ...lying,
      observe: async () => {
        const { core = {}, ...others } = await lying.observe();
        const started = core.deviceStatus === 7 ? !core.started : (core.started ?? false);
        return { ...others, core: { ...core, broken: true, started } };
      },
    };
    const { differences } = await compareTargets(
      await fake()(SCENARIO),
      patched,
      [{ kind: 'random', sequences: [{ operations: [write(4), READ, write(3), write(7), READ] }] }],
      LIMITS,
    );
    const told = differences.map(({ visibleTo, key, operations }) => [visibleTo, key, operations]);
    expect(told).toEqual([
      ['driver', expect.stringContaining('read deviceStatus'), [write(4), READ]],
      ['internal', 'internal: core.broken', []],
      ['internal', 'internal: core.started', [write(7)]],
    ]);
  });
});

describe('making a sequence short', () => {
  const numbers = fc.array(fc.nat({ max: 6 }), { minLength: 1, maxLength: 40 });
  const asOperations = (values: readonly number[]) => values.map(write);
  const valuesOf = (operations: readonly Operation[]) =>
    operations.map((each) => ('value' in each && each.value !== undefined ? each.value : 0));

  it('leaves nothing that could be left out, whatever the condition is', async () => {
    await fc.assert(
      fc.asyncProperty(numbers, fc.integer({ min: 1, max: 12 }), async (values, least) => {
        // Neither monotone nor easy: the sum of the differences between neighbours.
        const differs = (all: readonly number[]) =>
          all.reduce((sum, each, at) => sum + Math.abs(each - (all[at - 1] ?? each)), 0) >= least;
        fc.pre(differs(values));
        const { operations, isMinimal } = await shorten(asOperations(values), 'found', {
          play: async (tried) => (differs(valuesOf(tried)) ? 'found' : undefined),
          upTo: () => Number.POSITIVE_INFINITY,
          simpler: () => [],
          mayGoOn: () => true,
        });
        const left = valuesOf(operations);
        expect(isMinimal).toBe(true);
        expect(differs(left)).toBe(true);
        for (const at of left.keys()) expect(differs(left.toSpliced(at, 1))).toBe(false);
      }),
    );
  });

  it('says so when it had to stop before', async () => {
    let attempts = 0;
    const { isMinimal, operations } = await shorten(asOperations([1, 2, 3, 4, 5, 6]), 'found', {
      play: async () => undefined,
      upTo: () => 6,
      simpler: () => [],
      mayGoOn: () => ++attempts < 4,
    });
    expect({ isMinimal, length: operations.length }).toEqual({ isMinimal: false, length: 6 });
  });
});

describe('a comparison that cannot go on', () => {
  it('ends with the target that failed, and keeps what was found', async () => {
    const diesOf = (operation: Operation) => operation.kind === 'notify';
    const dying = await mortal(diesOf)(SCENARIO);
    const result = await compareTargets(
      await falsifying([write(1)]),
      dying,
      [
        { kind: 'directed', sequences: [{ operations: [write(3), write(1), READ] }] },
        {
          kind: 'random',
          sequences: [{ operations: [write(1), { kind: 'notify', interface: 'legacy', queue: 0 }] }],
        },
        { kind: 'random', sequences: [{ operations: [READ] }] },
      ],
      LIMITS,
    );
    expect(result.failed).toMatchObject({ which: 'patched', because: 'the process exited with code 1' });
    expect(result.failed?.operations).toHaveLength(2);
    expect(result.stoppedBy).toContain('the target failed');
    expect(result.differences).toMatchObject([{ operations: [write(1), READ] }]);
    expect(result.sequences).toEqual({ directed: 1, random: 1 });
  });

  it('does not play again what killed a target', async () => {
    let deaths = 0;
    const dying = await mortal((operation) => operation.kind === 'notify' && ++deaths > 0)(SCENARIO);
    const operations: readonly Operation[] = [
      write(1),
      READ,
      { kind: 'notify', interface: 'legacy', queue: 0 },
    ];
    const { differences } = await compareTargets(
      await falsifying([write(1)]),
      dying,
      [{ kind: 'random', sequences: [{ operations }] }],
      LIMITS,
    );
    expect(deaths).toBe(1);
    expect(differences).toMatchObject([{ operations: [write(1), READ], isMinimal: false }]);
    expect(differences[0]).not.toHaveProperty('isSteady');
  });

  it('says which bound it hit', async () => {
    const pair = async () => [await fake()(SCENARIO), await falsifying([write(7)])] as const;
    const late = await compareTargets(...(await pair()), [directed()], { ...LIMITS, timeMsMax: -1 });
    expect(late).toMatchObject({ operations: 0, stoppedBy: expect.stringContaining('the time limit') });
    const enough = await compareTargets(...(await pair()), [directed(), random(5)], {
      ...LIMITS,
      differencesMax: 1,
    });
    expect(enough).toMatchObject({ stoppedBy: 'the limit of 1 difference', differences: [{ step: 1 }] });
    let calls = 0;
    const stopped = await compareTargets(...(await pair()), [directed()], {
      ...LIMITS,
      onProgress: () => ++calls < 30,
    });
    expect(stopped.stoppedBy).toBe('an interruption');
    expect(stopped.operations).toBeGreaterThan(0);
  });

  it('makes room for random walks when the directed share is over', async () => {
    const pair = [await fake()(SCENARIO), await fake()(SCENARIO)] as const;
    const result = await compareTargets(...pair, [{ ...directed(), untilMs: 0 }, random(3)], LIMITS);
    expect(result.sequences).toEqual({ directed: 0, random: 3 });
    expect(result.stoppedBy).toContain('the directed sequences’ share');
  });

  it('is not silent about what happens only once', async () => {
    const base = await fake()(SCENARIO);
    let lies = 0;
    const fickle: Target = {
      ...base,
      ...(await fake()(SCENARIO)),
      apply: async (operation) => {
        const observations = await base2.apply(operation);
        return operation.kind === 'read' && lies++ === 0 ? observations.map(falsified) : observations;
      },
    };
    const base2 = await fake()(SCENARIO);
    const { differences } = await compareTargets(
      base,
      fickle,
      [{ kind: 'random', sequences: [{ operations: [READ] }] }],
      LIMITS,
    );
    expect(differences).toMatchObject([{ isSteady: false, operations: [READ] }]);
  });
});
