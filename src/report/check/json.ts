/** A check as one JSON object. src/report/check/schema.ts has its shape, docs/check.schema.json for others. */
import type { ScenarioResult, Verdict } from '../../check/check.ts';
import type { VerdictCause } from '../../check/verdict.ts';
import type { Trace } from '../../trace/trace.ts';
import { stringifyTrace } from '../../trace/trace-file.ts';
import type { CheckReport } from './check-report.ts';
import type { Confirmation } from './confirmation.ts';
import { exercisedIn, exercisedJson } from './exercised.ts';

/** Same check, same bytes, but for `seconds`. */
export function renderCheckJson(report: CheckReport): string {
  const { tool, results } = report;
  const scenarios = results.map((result) => scenarioJson(result, report.confirmationOf));
  const exercised = exercisedIn(results);
  const object = {
    schemaVersion: 1,
    command: 'check',
    tool,
    scenarios,
    ...(exercised === undefined ? {} : { machines: exercisedJson(exercised) }),
  };
  return `${JSON.stringify(object, null, 2)}\n`;
}

function scenarioJson(
  { scenario, coverage, sampling, verdicts }: ScenarioResult,
  confirmationOf: CheckReport['confirmationOf'],
): object {
  const { states, transitions, depth, complete, seconds } = coverage;
  const { semantics, patches, transport, flavour, device, backend, driver, byteOrder, features } = scenario;
  return {
    // Field by field, so that the order does not depend on who made the scenario.
    scenario: { semantics, patches, transport, flavour, device, backend, driver, byteOrder, features },
    coverage: { states, transitions, depth, complete, seconds: rounded(seconds) },
    ...(sampling === undefined ? {} : { sampling: samplingJson(sampling) }),
    verdicts: verdicts.map((verdict) => verdictJson(verdict, confirmationOf)),
  };
}

/** To the millisecond. */
const rounded = (seconds: number): number => Math.round(seconds * 1000) / 1000;

const samplingJson = ({
  runs,
  operations,
  seed,
  maxLength,
  seconds,
}: NonNullable<ScenarioResult['sampling']>) => ({
  runs,
  operations,
  seed,
  maxLength,
  seconds: rounded(seconds),
});

function verdictJson(verdict: Verdict, confirmationOf: CheckReport['confirmationOf']): object {
  const { property, rule, level, kind, assumes } = verdict;
  const base = {
    property,
    rule,
    level,
    ...(assumes === undefined ? {} : { assumes }),
    kind,
    verdict: verdict.verdict,
  };
  switch (verdict.verdict) {
    case 'holds':
      return base;
    case 'violated': {
      const confirmation = confirmationOf?.(verdict);
      return {
        ...base,
        ...(confirmation === undefined ? {} : { confirmation: confirmationJson(confirmation) }),
        trace: traceJson(verdict.trace),
        causes: verdict.causes.map(causeJson),
        ...(verdict.causesCut === true ? { causesCut: true } : {}),
      };
    }
    case 'inconclusive':
    case 'skipped':
    case 'vacuous':
      return { ...base, because: verdict.because };
  }
}

/** By way of the trace file, whose order of fields this shares. */
const traceJson = (trace: Trace): object => JSON.parse(stringifyTrace(trace)) as object;

const causeJson = ({ variant, operation, fields, seenBy, consequence, trace }: VerdictCause): object => ({
  cause: { variant, operation, fields, ...(seenBy === undefined ? {} : { seenBy }) },
  ...(consequence === undefined ? {} : { consequence }),
  trace: traceJson(trace),
});

const confirmationJson = ({ outcome, on, because }: Confirmation) => ({
  outcome,
  on,
  ...(because === undefined ? {} : { because }),
});
