/** Turns a list of operations into a trace, by performing it on the model. */
import type { Operation } from '../../machines/vocabulary/operation.ts';
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import type { Finding } from '../explore/explorer.ts';
import { deviceOnly } from '../model/device-only.ts';
import type { CompiledModel } from '../model/model.ts';
import { type ModelState, perform, powerOn } from '../model/perform.ts';
import { innerState } from '../model/state-view.ts';
import type { Trace, TraceBranch, TraceStep } from '../trace/trace.ts';

/** Performs `operations` from `from` and records each step. */
export function recordSteps(
  model: CompiledModel,
  from: ModelState,
  operations: readonly Operation[],
): { readonly steps: readonly TraceStep[]; readonly end: ModelState } {
  const steps: TraceStep[] = [];
  let state = from;
  for (const operation of operations) {
    const performed = perform(model, state, operation);
    state = performed.state;
    steps.push({ operation, observations: performed.observations, state: innerState(model, state) });
  }
  return { steps, end: state };
}

/** The trace of a finding; `other` is the second scenario's model when the branch runs there. */
export function traceOf(
  scenarioModel: CompiledModel,
  finding: Finding,
  other?: { readonly model: CompiledModel; readonly scenario: Scenario },
): Trace {
  // The driver has had its say: what it chose is in the finding's operations, and scripts are not its own.
  const model = deviceOnly(scenarioModel);
  const start = powerOn(model);
  const { steps } = recordSteps(model, start, finding.operations);
  return {
    schemaVersion: 1,
    scenario: model.scenario,
    initialState: innerState(model, start),
    steps,
    property: finding.property,
    guiltyStep: finding.guiltyStep,
    violation: finding.message,
    ...(finding.branch === undefined ? {} : { branch: branchOf(model, finding, finding.branch, other) }),
  };
}

function branchOf(
  model: CompiledModel,
  finding: Finding,
  branch: NonNullable<Finding['branch']>,
  other: { readonly model: CompiledModel; readonly scenario: Scenario } | undefined,
): TraceBranch {
  if (other !== undefined) {
    const { steps } = recordSteps(other.model, powerOn(other.model), branch.operations);
    return { after: 'powerOn', steps, scenario: other.scenario };
  }
  const shared = branch.after === 'powerOn' ? [] : finding.operations.slice(0, branch.after);
  const { end } = recordSteps(model, powerOn(model), shared);
  return { after: branch.after, steps: recordSteps(model, end, branch.operations).steps };
}
