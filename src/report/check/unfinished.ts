/**
 * What of a check was cut off: a report that says nothing of it would pass for a clean one.
 *
 * A sampling that ran to its end is whole, although it proves nothing: its verdicts say so themselves.
 */
import { formatScenario, type Scenario } from '../../../machines/vocabulary/scenario.ts';
import type { ScenarioResult } from '../../check/check.ts';
import { INTERRUPTION } from '../../explore/explorer.ts';
import type { CheckReport } from './check-report.ts';

export interface CutOff {
  readonly scenario: Scenario;
  /** `stopped by the limit of 50 states`, `not begun`. */
  readonly because: string;
}

/** What stopped the engines of one scenario before they were done. */
export function stoppersOf({ coverage, sampling }: ScenarioResult): readonly string[] {
  const isExplored = sampling === undefined || coverage.states > 0;
  const explored = isExplored && !coverage.complete ? [coverage.stoppedBy ?? 'a bound'] : [];
  return [...new Set([...explored, ...(sampling?.stoppedBy === undefined ? [] : [sampling.stoppedBy])])];
}

/** Every scenario that was not looked at to the end, in the order of the check. */
export const cutOffIn = ({ results, notBegun = [] }: CheckReport): readonly CutOff[] => [
  ...results.flatMap((result) =>
    stoppersOf(result).map((each) => ({ scenario: result.scenario, because: `stopped by ${each}` })),
  ),
  ...notBegun.map((scenario) => ({ scenario, because: NOT_BEGUN })),
];

export const NOT_BEGUN = 'not begun';

/** `3 scenarios were not begun`, and each name; undefined if there is none. */
export function sayNotBegun({ notBegun = [] }: CheckReport): string | undefined {
  const [only] = notBegun;
  if (only === undefined) return undefined;
  return notBegun.length === 1
    ? `1 scenario was not begun: ${formatScenario(only)}`
    : `${notBegun.length} scenarios were not begun`;
}

/** True if the user or a time limit ended it: the next run of the same check may say more. */
export const endedEarly = (report: CheckReport): boolean =>
  report.interrupted ||
  (report.notBegun ?? []).length > 0 ||
  report.results.some((result) =>
    stoppersOf(result).some((each) => each === INTERRUPTION || each.startsWith('the time limit')),
  );
