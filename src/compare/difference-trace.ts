/** A difference as a trace: the run on the patched device, with the same run on the base as its branch. */
import { recordSteps } from '../check/build-trace.ts';
import { deviceOnly } from '../model/device-only.ts';
import type { CompiledModel } from '../model/model.ts';
import { powerOn } from '../model/perform.ts';
import { innerState } from '../model/state-view.ts';
import type { Trace } from '../trace/trace.ts';
import type { ModelDifference } from './compare-models.ts';
import type { Visibility } from './visibility.ts';

const WHERE: Readonly<Record<Visibility, string>> = {
  driver: 'in what the driver sees',
  backend: 'in what the back end and the host see',
  internal: 'in its inner state, which nobody sees at this step',
};

/** Performs a difference on both models. */
export function differenceTrace(
  base: CompiledModel,
  patched: CompiledModel,
  difference: ModelDifference,
): Trace {
  const { operations, onlyOn, visibleTo } = difference;
  const run = (of: CompiledModel, without: boolean) => {
    // The driver has had its say: what it chose is in the operations.
    const model = deviceOnly(of);
    const start = powerOn(model);
    const { steps } = recordSteps(model, start, without ? operations.slice(0, -1) : operations);
    return { initialState: innerState(model, start), steps };
  };
  const { initialState, steps } = run(patched, onlyOn === 'base');
  const guiltyStep = steps.length - 1;
  return {
    schemaVersion: 1,
    scenario: patched.scenario,
    initialState,
    steps,
    ...(guiltyStep < 0 ? {} : { guiltyStep }),
    violation: sentence(operations.length, visibleTo, onlyOn),
    branch: { after: 'powerOn', steps: run(base, onlyOn === 'patched').steps, scenario: base.scenario },
  };
}

function sentence(length: number, visibleTo: Visibility, onlyOn: ModelDifference['onlyOn']): string {
  if (onlyOn === 'patched') return `Only the patched driver may do operation ${length}.`;
  if (onlyOn === 'base') return `The patched driver no longer does operation ${length} of the base's run.`;
  const when = length === 0 ? 'At power-on' : `After ${length} ${length === 1 ? 'operation' : 'operations'}`;
  return `${when} the patched device differs from the base ${WHERE[visibleTo]}.`;
}
