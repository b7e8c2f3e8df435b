/** A review as one JSON object. src/report/review/schema.ts has its shape, docs/review.schema.json for others. */
import type { VerdictCause } from '../../check/verdict.ts';
import type { Coverage } from '../../explore/explorer.ts';
import type { LinkedPatch } from '../../mail/linked-patch.ts';
import { functionsReached } from '../../review/discussed-places.ts';
import { eventGroups, type Review } from '../../review/review.ts';
import type { Trace } from '../../trace/trace.ts';
import { stringifyTrace } from '../../trace/trace-file.ts';
import { scenarioJson } from '../scenario-json.ts';
import type { ReviewReport } from './review-report.ts';

/** Same review, same bytes, but for `seconds`. */
export function renderReviewJson({ tool, review, discussed }: ReviewReport): string {
  const { against, patches, alphabet, interrupted } = review;
  const object = {
    schemaVersion: 1,
    command: 'review',
    tool,
    against: { semantics: against.semantics, patches: against.patches },
    patches: patches.map(({ name, title, source, changes }) => ({ name, title, source, changes })),
    ...(review.insteadOf.length === 0
      ? {}
      : {
          insteadOf: review.insteadOf.map(({ name, title, source, changes }) => ({
            name,
            title,
            source,
            changes,
          })),
        }),
    ...(review.redefined.length === 0 ? {} : { redefined: review.redefined }),
    ...(discussed === undefined ? {} : { functions: functionsJson(discussed, patches) }),
    alphabet,
    interrupted,
    scenarios: review.scenarios.map(({ scenario, base, patched, compared }) => ({
      scenario: scenarioJson(scenario),
      coverage: {
        base: coverageJson(base.coverage),
        patched: coverageJson(patched.coverage),
        ...(compared === undefined ? {} : { pairs: coverageJson(compared.coverage) }),
      },
    })),
    rows: review.rows.map(({ scenario, property, rule, level, base, patched, change, newCauses, trace }) => ({
      scenario: scenarioJson(scenario),
      property,
      rule,
      level,
      base,
      patched,
      change,
      ...(newCauses === undefined ? {} : { newCauses: newCauses.map(causeJson) }),
      ...(trace === undefined ? {} : { trace: traceJson(trace) }),
    })),
    differences: review.scenarios.flatMap(({ scenario, compared }) =>
      (compared?.differences ?? []).map(({ visibleTo, trace }) => ({
        scenario: scenarioJson(scenario),
        visibleTo,
        trace: traceJson(trace),
      })),
    ),
    repetition: repetitionJson(review),
    combinations: review.combinations.map(({ other, impossible, scenarios, rows }) => ({
      with: other,
      ...(impossible === undefined ? {} : { impossible }),
      scenarios: scenarios.map(scenarioJson),
      interactions: rows.map(({ scenario, property, rule, interaction, violated, trace }) => ({
        scenario: scenarioJson(scenario),
        property,
        rule,
        interaction,
        violated,
        ...(trace === undefined ? {} : { trace: traceJson(trace) }),
      })),
    })),
  };
  return `${JSON.stringify(object, null, 2)}\n`;
}

const functionsJson = (discussed: readonly LinkedPatch[], patches: Review['patches']): readonly object[] =>
  functionsReached(discussed, patches).map(({ name, file, places }) => ({
    name,
    file,
    places: places.map(({ place: { caller, machine, actions = [], guards = [], events = [] }, hooked }) => ({
      caller,
      machine,
      steps: [...actions, ...guards],
      events,
      hooked,
    })),
  }));

function repetitionJson({ inserted, repeated }: Review): object {
  return {
    insertedSteps: inserted,
    scenarios: repeated.map(({ scenario, steps, coverage }) => ({
      scenario: scenarioJson(scenario),
      coverage: coverageJson(coverage),
      ...(steps === undefined
        ? {}
        : {
            stepsTwice: {
              coverage: coverageJson(steps.coverage),
              differences: steps.differences.map(({ visibleTo, trace }) => ({
                visibleTo,
                trace: traceJson(trace),
              })),
            },
          }),
    })),
    events: eventGroups(repeated).map(({ event, part, where, points }) => ({
      event,
      part,
      where,
      points: points.map(({ lifecycle, states, secondActs }) => ({ lifecycle, states, secondActs })),
    })),
  };
}

const coverageJson = ({ states, transitions, depth, complete, seconds, stoppedBy }: Coverage) => ({
  states,
  transitions,
  depth,
  complete,
  seconds: Math.round(seconds * 1000) / 1000,
  ...(stoppedBy === undefined ? {} : { stoppedBy }),
});

const causeJson = ({ variant, operation, fields, seenBy }: VerdictCause) => ({
  variant,
  operation,
  fields,
  ...(seenBy === undefined ? {} : { seenBy }),
});

/** By way of the trace file, whose order of fields this shares. */
const traceJson = (trace: Trace): object => JSON.parse(stringifyTrace(trace)) as object;
