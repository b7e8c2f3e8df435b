/** What a review breaks, and where a model differs from a target, as a baseline records them. */

import { operationKind } from '../../../machines/vocabulary/operation-kind.ts';
import { formatScenario } from '../../../machines/vocabulary/scenario.ts';
import { formatComparison, type Scope } from '../../baseline/compare.ts';
import type { Entry, Occurrence } from '../../baseline/entry.ts';
import { shapeOf } from '../../baseline/of-check.ts';
import type { Mismatch } from '../../conform/mismatch.ts';
import { type ConformOutcome, isDifference, playedOf } from '../../conform/outcome.ts';
import type { ReviewRow } from '../../review/verdict-rows.ts';
import type { Trace } from '../../trace/trace.ts';
import { type AppliedBaseline, applyBaseline, type BaselineRequest, dayOf } from './baseline.ts';

const guiltyKind = ({ steps, guiltyStep }: Trace): string => {
  const operation = steps[guiltyStep ?? steps.length - 1]?.operation;
  return operation === undefined ? 'power-on' : operationKind(operation);
};

/** Each cause that a row adds; of a claim that held before, the way in which its shortest trace fails. */
export function occurrencesOfRow(row: ReviewRow): readonly Occurrence[] {
  const { property: claim, change, newCauses, trace } = row;
  if (change !== 'broken' || trace === undefined) return [];
  const scenario = formatScenario(row.scenario);
  if (newCauses === undefined) {
    const cause = { variant: '', operation: guiltyKind(trace), fields: [] };
    return [{ claim, cause, scenario, ...shapeOf(trace) }];
  }
  return newCauses.map(
    ({ variant, operation, fields, trace: own }): Occurrence => ({
      claim,
      cause: { variant, operation, fields },
      scenario,
      ...shapeOf(own),
    }),
  );
}

/** A claim was settled where a row of it is decided. */
export function scopeOfRows(rows: readonly ReviewRow[]): Scope {
  const settled = new Set(
    rows
      .filter(({ change }) => change !== 'undecided')
      .map(({ property, scenario }) => JSON.stringify([property, formatScenario(scenario)])),
  );
  return { isSettled: ({ claim, scenario }: Entry) => settled.has(JSON.stringify([claim, scenario])) };
}

/** The patch level of a target is left out: a mismatch is known on the next one too. */
export const occurrencesOfConform = (outcomes: readonly ConformOutcome[]): readonly Occurrence[] =>
  playedOf(outcomes).flatMap(({ scenario, mismatches }) =>
    mismatches.filter(isDifference).map(
      (mismatch): Occurrence => ({
        claim: `conform: ${mismatch.kind}`,
        cause: { variant: '', operation: guiltyKind(mismatch.trace), fields: fieldsOf(mismatch) },
        scenario: formatScenario(scenario),
        ...shapeOf(mismatch.trace),
      }),
    ),
  );

/** What the model shows or is left with there: the fields of inner state, or the kinds of observations. */
const fieldsOf = ({ expected }: Mismatch): readonly string[] =>
  Array.isArray(expected)
    ? expected.map(({ kind }: { readonly kind: string }) => kind)
    : Object.entries(expected).flatMap(([part, fields]) =>
        Object.keys(fields as object).map((field) => `${part}.${field}`),
      );

/** Random walks find other mismatches each time, so that only what was played to the end is settled. */
export function scopeOfConform(outcomes: readonly ConformOutcome[]): Scope {
  const settled = new Set(
    playedOf(outcomes)
      .filter(({ stoppedBy }) => stoppedBy === undefined)
      .map(({ scenario }) => formatScenario(scenario)),
  );
  return {
    isSettled: ({ claim, scenario }: Entry) => claim.startsWith('conform: ') && settled.has(scenario),
  };
}

export interface Held extends Pick<AppliedBaseline<Occurrence>, 'files'> {
  /** Everything that was found is accepted. */
  readonly allKnown: boolean;
  /** A line with the counts, and one for each that is not known or is gone. */
  readonly notes: readonly string[];
}

/** Holds occurrences against a baseline, and says in notes what came of it. */
export function holdAgainst(
  request: BaselineRequest,
  found: readonly Occurrence[],
  scope: Scope,
  today = dayOf(new Date()),
): Held {
  const { comparison, files } = applyBaseline(request, found, scope, today);
  const fresh = [...comparison.judged].filter(([, judgement]) => judgement.is !== 'known');
  const say = (word: string, { claim, scenario, cause }: Occurrence): string =>
    `${word}: ${claim} (${cause.operation}), ${scenario}`;
  return {
    files,
    allKnown: fresh.length === 0,
    notes: [
      `baseline ${request.file}: ${formatComparison(comparison)}`,
      ...fresh.map(([each, { is }]) => say(is, each)),
      ...comparison.gone.map((each) => say('gone', each)),
    ],
  };
}
