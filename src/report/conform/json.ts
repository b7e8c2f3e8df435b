/** A conformance as one JSON object. src/report/conform/schema.ts has its shape. */
import type { Conformance } from '../../conform/conformance.ts';
import type { Mismatch } from '../../conform/mismatch.ts';
import type { ConformOutcome } from '../../conform/outcome.ts';
import { stringifyTrace } from '../../trace/trace-file.ts';
import { scenarioJson } from '../scenario-json.ts';
import type { ConformReport } from './conform-report.ts';

export function renderConformJson({ tool, outcomes, interrupted, notBegun = [] }: ConformReport): string {
  const object = {
    schemaVersion: 1,
    command: 'conform',
    tool,
    interrupted,
    scenarios: outcomes.map(outcomeJson),
    ...(notBegun.length === 0 ? {} : { notBegun: notBegun.map(scenarioJson) }),
  };
  return `${JSON.stringify(object, null, 2)}\n`;
}

function outcomeJson(outcome: ConformOutcome): object {
  if (outcome.kind === 'not opened')
    return { scenario: scenarioJson(outcome.scenario), error: outcome.because };
  return conformanceJson(outcome.result);
}

/** One scenario's, for any report that holds one. */
export function conformanceJson(result: Conformance): object {
  return {
    scenario: scenarioJson(result.scenario),
    target: result.target,
    steps: result.steps,
    transitionsCovered: result.transitionsCovered,
    transitionsTotal: result.transitionsTotal,
    ...(result.cover === undefined ? {} : { cover: result.cover }),
    mismatches: result.mismatches.map(mismatchJson),
    runs: result.runs,
    seed: result.seed,
    unobserved: result.unobserved,
    // To the millisecond.
    seconds: Math.round(result.seconds * 1000) / 1000,
    operationsPerSecond: result.operationsPerSecond,
    ...(result.stoppedBy === undefined ? {} : { stoppedBy: result.stoppedBy }),
  };
}

const mismatchJson = ({ kind, step, expected, actual, trace }: Mismatch): object => ({
  kind,
  step,
  expected,
  actual,
  // By way of the trace file, whose order of fields this shares.
  trace: JSON.parse(stringifyTrace(trace)) as object,
});
