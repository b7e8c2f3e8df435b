/** Traces as litmus tests, and recorded litmus tests as traces. */
import type { Trace, TraceBranch, TraceStep } from '../trace/trace.ts';
import type { Litmus, LitmusScenario, LitmusStep } from './litmus.ts';
import { printLitmus } from './print.ts';

/** A file name's worth of a property's id. */
const nameOf = ({ property = 'recorded-run' }: Trace): string => {
  const name = property.replace(/[^A-Za-z0-9_.-]+/g, '-').replace(/^[-.]+|[-.]+$/g, '');
  return name === '' ? 'recorded-run' : name;
};

/** A trace as a recorded test. */
export function litmusOf(trace: Trace): Litmus {
  const { scenario, initialState, steps, branch, property, guiltyStep, claim, violation } = trace;
  return {
    name: nameOf(trace),
    scenario,
    recorded: true,
    initialState,
    steps,
    other: branch && { after: branch.after, scenario: branch.scenario, steps: branch.steps },
    exists: {},
    violates: property,
    guiltyStep,
    keeps: [],
    claim,
    violation,
  };
}

/** A trace as text: a recorded litmus test, which `traceOfRecorded` turns back into the same trace. */
export const renderLitmus = (trace: Trace): string => printLitmus(litmusOf(trace));

const traceSteps = (steps: readonly LitmusStep[]): readonly TraceStep[] =>
  steps.map(({ operation, observations = [], state }) => ({ operation, observations, state }));

/** The trace that a recorded test is; undefined for other tests, which leave something open. */
export function traceOfRecorded(litmus: Litmus): Trace | undefined {
  const { scenario, recorded, initialState, steps, other, exists, keeps } = litmus;
  const { violates, guiltyStep, claim, violation } = litmus;
  if (!recorded || scenario.semantics === undefined) return undefined;
  if (keeps.length > 0 || Object.keys(exists).length > 0) return undefined;
  const branch = other && branchOf(other.after, other.steps, other.scenario, scenario.semantics);
  return {
    schemaVersion: 1,
    scenario: { ...scenario, semantics: scenario.semantics },
    initialState,
    steps: traceSteps(steps),
    ...(violates === undefined ? {} : { property: violates }),
    ...(guiltyStep === undefined || guiltyStep < 0 ? {} : { guiltyStep }),
    ...(claim === undefined ? {} : { claim }),
    ...(violation === undefined ? {} : { violation }),
    ...(branch === undefined ? {} : { branch }),
  };
}

function branchOf(
  after: TraceBranch['after'],
  steps: readonly LitmusStep[],
  scenario: LitmusScenario | undefined,
  base: string,
): TraceBranch {
  const own = scenario && { ...scenario, semantics: scenario.semantics ?? base };
  return { after, steps: traceSteps(steps), ...(own === undefined ? {} : { scenario: own }) };
}
