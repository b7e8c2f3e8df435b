/** A check as one JSON object. src/report/check/schema.ts has its shape, docs/check.schema.json for others. */
import type { Judgement } from '../../baseline/compare.ts';
import type { ScenarioResult, Verdict } from '../../check/check.ts';
import type { VerdictCause } from '../../check/verdict.ts';
import type { Trace } from '../../trace/trace.ts';
import { stringifyTrace } from '../../trace/trace-file.ts';
import { scenarioJson } from '../scenario-json.ts';
import type { BaselineReport, CheckReport } from './check-report.ts';
import type { Confirmation } from './confirmation.ts';
import { exercisedIn, exercisedJson } from './exercised.ts';
import { endedEarly } from './unfinished.ts';

/** Same check, same bytes, but for `seconds`. */
export function renderCheckJson(report: CheckReport): string {
  const { tool, results, notBegun = [] } = report;
  const scenarios = results.map((result) => resultJson(report, result));
  const exercised = exercisedIn(results);
  const object = {
    schemaVersion: 1,
    command: 'check',
    tool,
    interrupted: endedEarly(report),
    scenarios,
    ...(notBegun.length === 0 ? {} : { notBegun: notBegun.map(scenarioJson) }),
    ...(report.baseline === undefined ? {} : { baseline: baselineJson(report.baseline) }),
    ...(exercised === undefined ? {} : { machines: exercisedJson(exercised) }),
  };
  return `${JSON.stringify(object, null, 2)}\n`;
}

function resultJson(report: CheckReport, { scenario, coverage, sampling, verdicts }: ScenarioResult): object {
  const { states, transitions, depth, complete, seconds, stoppedBy } = coverage;
  return {
    scenario: scenarioJson(scenario),
    coverage: {
      states,
      transitions,
      depth,
      complete,
      seconds: rounded(seconds),
      ...(stoppedBy === undefined ? {} : { stoppedBy }),
    },
    ...(sampling === undefined ? {} : { sampling: samplingJson(sampling) }),
    verdicts: verdicts.map((verdict) => verdictJson(report, verdict)),
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
  stoppedBy,
}: NonNullable<ScenarioResult['sampling']>) => ({
  runs,
  operations,
  seed,
  maxLength,
  seconds: rounded(seconds),
  ...(stoppedBy === undefined ? {} : { stoppedBy }),
});

function verdictJson(report: CheckReport, verdict: Verdict): object {
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
      const confirmation = report.confirmationOf?.(verdict);
      return {
        ...base,
        ...(confirmation === undefined ? {} : { confirmation: confirmationJson(confirmation) }),
        trace: traceJson(verdict.trace),
        causes: verdict.causes.map((cause) => causeJson(cause, report.baseline?.judgementOf(cause))),
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

const causeJson = (
  { variant, operation, fields, seenBy, consequence, trace }: VerdictCause,
  judgement: Judgement | undefined,
): object => ({
  cause: { variant, operation, fields, ...(seenBy === undefined ? {} : { seenBy }) },
  ...(consequence === undefined ? {} : { consequence }),
  ...(judgement === undefined ? {} : { baseline: judgement.is }),
  trace: traceJson(trace),
});

const confirmationJson = ({ outcome, on, because }: Confirmation) => ({
  outcome,
  on,
  ...(because === undefined ? {} : { because }),
});

function baselineJson({ file, comparison: { judged, gone } }: BaselineReport): object {
  const count = (is: Judgement['is']): number =>
    [...judged.values()].filter((judgement) => judgement.is === is).length;
  return {
    file,
    known: count('known'),
    new: count('new'),
    shorter: count('shorter'),
    expired: count('expired'),
    gone: gone.map(({ claim, scenario, cause }) => ({ claim, scenario, cause })),
  };
}
