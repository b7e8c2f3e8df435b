import { expect, test } from 'vitest';
import type { ScenarioResult, Verdict } from '../../../src/check/check.ts';
import { EXIT, exitCodeOf } from '../../../src/cli/output/exit-code.ts';
import type { Level } from '../../../src/property/level.ts';
import { scenario } from '../../sample/scenarios.ts';

const verdict = (word: 'holds' | 'violated' | 'inconclusive', level: Level): Verdict => {
  const base = { property: 'p', rule: 'R1', level, kind: 'step' } as const;
  if (word === 'holds') return { ...base, verdict: word, applied: 1 };
  if (word === 'inconclusive') return { ...base, verdict: word, because: 'a bound' };
  const trace = { schemaVersion: 1 as const, scenario: scenario(), initialState: {}, steps: [] };
  return { ...base, verdict: word, trace, applied: 1, causes: [] };
};

const resultOf = (...verdicts: readonly Verdict[]): readonly ScenarioResult[] => [
  {
    scenario: scenario(),
    coverage: { states: 1, transitions: 1, depth: 1, complete: true, seconds: 0 },
    verdicts,
  },
];

const HOLDS = verdict('holds', 'must');

test.each(['must', 'should', 'derived'] as const)('a violation of the level %s is one', (level) => {
  expect(exitCodeOf(resultOf(HOLDS, verdict('violated', level)))).toBe(EXIT.violated);
});

test.each(['choice', 'thread', 'inner'] as const)(
  'one of the level %s is none, unless asked for',
  (level) => {
    const results = resultOf(HOLDS, verdict('violated', level));
    expect(exitCodeOf(results)).toBe(EXIT.holds);
    expect(exitCodeOf(results, { everyLevelCounts: true })).toBe(EXIT.violated);
  },
);

test('a bound that was hit outweighs what stands apart', () => {
  const results = resultOf(verdict('violated', 'choice'), verdict('inconclusive', 'must'));
  expect(exitCodeOf(results)).toBe(EXIT.inconclusive);
});
