/** The violations of a check as a baseline records them. */

import { operationKind } from '../../machines/vocabulary/operation-kind.ts';
import { formatScenario } from '../../machines/vocabulary/scenario.ts';
import type { ScenarioResult, Verdict } from '../check/check.ts';
import type { VerdictCause } from '../check/verdict.ts';
import type { Trace } from '../trace/trace.ts';
import type { Scope } from './compare.ts';
import type { Entry, Occurrence } from './entry.ts';

/** One cause of a violation, with where it comes from. */
export interface CauseOccurrence extends Occurrence {
  readonly of: VerdictCause;
  readonly verdict: Verdict;
}

/** Operations of both runs of a trace. */
export function shapeOf({ steps, branch }: Trace): Pick<Occurrence, 'steps' | 'shape'> {
  const other =
    branch === undefined ? [] : ['or', ...branch.steps.map(({ operation }) => operationKind(operation))];
  return {
    steps: steps.length + (branch?.steps.length ?? 0),
    shape: [...steps.map(({ operation }) => operationKind(operation)), ...other],
  };
}

export const occurrencesIn = (results: readonly ScenarioResult[]): readonly CauseOccurrence[] =>
  results.flatMap(({ scenario, verdicts }) =>
    verdicts.flatMap((verdict) =>
      verdict.verdict !== 'violated'
        ? []
        : verdict.causes.map((of): CauseOccurrence => {
            const { variant, operation, fields, trace } = of;
            const cause = { variant, operation, fields };
            return {
              claim: verdict.property,
              cause,
              scenario: formatScenario(scenario),
              ...shapeOf(trace),
              of,
              verdict,
            };
          }),
    ),
  );

/** Settled is what was looked at to the end, and has no more causes than were listed. */
export function scopeOf(results: readonly ScenarioResult[]): Scope {
  const settled = new Set(
    results.flatMap(({ scenario, coverage, verdicts }) =>
      verdicts.flatMap((verdict) => {
        const isOpen =
          verdict.verdict === 'inconclusive' ||
          (verdict.verdict === 'violated' && (verdict.causesCut === true || !coverage.complete));
        return isOpen ? [] : [keyOf(verdict.property, formatScenario(scenario))];
      }),
    ),
  );
  return { isSettled: ({ claim, scenario }: Entry) => settled.has(keyOf(claim, scenario)) };
}

const keyOf = (claim: string, scenario: string): string => JSON.stringify([claim, scenario]);
