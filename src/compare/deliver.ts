/**
 * Delivers one internal event to a part, and all the calls that it leads to, depth first. Operations from
 * outside begin in src/model/perform.ts; this is for asking what an event by itself would do.
 */

import type { Observation } from '../../machines/vocabulary/operation.ts';
import type { CompiledModel } from '../model/model.ts';
import { type ModelState, partAt } from '../model/perform.ts';
import type { Delivery } from '../statechart/part.ts';

/** Where the event leads, and what it shows outside. Calls that never return were found by the exploration. */
export function deliver(
  model: CompiledModel,
  before: ModelState,
  first: Delivery,
): { readonly state: ModelState; readonly observations: readonly Observation[] } {
  const state = [...before];
  const observations: Observation[] = [];
  const give = ({ to, event }: Delivery): void => {
    const part = partAt(model, to);
    const [machine, local] = [model.machines[part], state[part]];
    if (machine === undefined || local === undefined) throw new RangeError(`part ${to} has no state`);
    const step = machine.step(local, event);
    state[part] = step.state;
    for (const output of step.outputs) {
      if (output.type === 'call') give(output);
      else observations.push(output.observation);
    }
  };
  give(first);
  return { state, observations };
}
