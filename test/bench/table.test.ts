import { describe, expect, it } from 'vitest';
import { goalsOf, isMet } from '../../src/bench/goals.ts';
import type { Contestant, Results, SizeResult } from '../../src/bench/results.ts';
import { machineLine, renderMarkdown, renderText, short, tablesOf } from '../../src/bench/table.ts';
import { expectGolden } from '../report/golden.ts';

const contestant = (name: string, kind: Contestant['kind'], runSeconds: number): Contestant => ({
  name,
  kind,
  buildSeconds: kind === 'spin' ? 1.25 : 0.01,
  runSeconds,
  processorSeconds: runSeconds + 0.1,
  endToEndSeconds: runSeconds + (kind === 'spin' ? 1.25 : 0.15),
  peakKilobytes: kind === 'spin' ? 204_800 : 102_400,
  ...(kind === 'ours' ? { bytesPerState: { visited: 0.5, withTraces: 1.75 } } : {}),
});

const size = (name: string, states: number, transitions: number, ours: number, spin: number): SizeResult => ({
  size: name,
  letters: ['MRG_RXBUF', 'VERSION_1'],
  counts: { states, transitions, violations: { kickStartIsForLegacy: 1500, onlyZeroResets: 0 } },
  contestants: [
    contestant('virtio-verify', 'ours', ours),
    contestant('Spin dfs -O2', 'spin', spin * 1.5),
    contestant('Spin dfs -O3', 'spin', spin),
  ],
});

/** Invented, with round numbers, so that what is worked out of them can be checked by eye. */
const results: Results = {
  schemaVersion: 1,
  machine: {
    processor: 'A Processor',
    cores: 2,
    memoryGigabytes: 16,
    kernel: '6.0',
    node: 'v20.0.0',
    spin: 'Spin Version 6.5.2',
    gcc: 'gcc 12',
  },
  rounds: 3,
  sizes: [
    size('10k', 8_000, 200_000, 0.2, 0.02),
    size('2M', 2_000_000, 50_000_000, 0.5, 10),
    size('7M', 7_000_000, 200_000_000, 4, 20),
  ],
  sampling: [
    { name: 'virtio-verify, sampled', kind: 'ours', operations: 4_000_000, seconds: 2 },
    { name: 'fast-check commands with xstate', kind: 'fast-check', operations: 40_000, seconds: 4 },
  ],
  steppingMicroseconds: 12,
};

describe('the tables of a run', () => {
  it('as text', () => {
    const text = [`${machineLine(results)}\n`, ...tablesOf(results).map(renderText)].join('\n');
    expectGolden(text, 'test/golden/bench/table.txt');
  });

  it('as Markdown', () => {
    expectGolden(tablesOf(results).map(renderMarkdown).join('\n'), 'test/golden/bench/table.md');
  });
});

describe('goals', () => {
  const goals = new Map(goalsOf(results).map((goal) => [goal.goal, goal]));

  it.each([
    ['run at 2M, over the best of Spin', 0.05, true],
    ['run at 7M, over the best of Spin', 0.2, false],
    ['end to end at every size from 10k, over the best of Spin', 0.35 / 1.27, true],
    ['peak memory at 2M and 7M, over the least of Spin', 0.5, true],
    ['time for a transition from 100k on: the longest over the shortest', 2, false],
    ['sampled operations a second', 2e6, true],
    ['sampled operations a second, over fast-check with xstate', 200, true],
    ["seconds to the default scenario's first shortest counterexample", undefined, undefined],
    ["microseconds for a step of xstate's own", 12, true],
  ])('%s', (name, measured, met) => {
    const goal = goals.get(name);
    if (goal === undefined) throw new Error(`no goal "${name}"`);
    if (measured === undefined) expect(goal.measured).toBeUndefined();
    else expect(goal.measured).toBeCloseTo(measured, 10);
    expect(isMet(goal)).toBe(met);
  });

  it('are not met by a part of what they ask for', () => {
    const alone: Results = {
      ...results,
      sizes: results.sizes.map((each) => ({
        ...each,
        contestants: each.contestants.filter(({ kind }) => kind !== 'spin' || each.size === '2M'),
      })),
    };
    const goal = goalsOf(alone).find(({ goal }) => goal.startsWith('end to end at every size'));
    expect(goal?.measured).toBeUndefined();
  });
});

it.each([
  [0.01234, '0.012'],
  [1.2345, '1.23'],
  [12.345, '12.3'],
  [123.45, '123'],
  [1_234_567.8, '1,234,568'],
  [undefined, '–'],
])('short(%d) is %s', (value, expected) => {
  expect(short(value)).toBe(expected);
});
