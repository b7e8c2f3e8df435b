/** Where a target and the model say different things of one step. */
import type { Observation } from '../../machines/vocabulary/operation.ts';
import type { CompiledModel } from '../model/model.ts';
import type { ModelState } from '../model/perform.ts';
import { viewOfLocal } from '../model/state-view.ts';
import type { FlatValue } from '../statechart/part.ts';
import { sameObservations } from '../targets/replay.ts';
import type { InnerState } from '../trace/trace.ts';

/** What was seen of a step: observations, or the fields of the inner state that differ. */
export type Difference =
  | {
      readonly where: 'observation';
      readonly expected: readonly Observation[];
      readonly actual: readonly Observation[];
    }
  | { readonly where: 'inner state'; readonly expected: InnerState; readonly actual: InnerState };

/** Compares what became visible, as far as the target sees it. */
export function observationDifference(
  modelled: readonly Observation[],
  actual: readonly Observation[],
  sees: ReadonlySet<Observation['kind']>,
): Difference | undefined {
  const expected = modelled.filter(({ kind }) => sees.has(kind));
  return sameObservations(expected, actual) ? undefined : { where: 'observation', expected, actual };
}

/** Compares the fields that the target shows and the model knows. */
export function innerDifference(
  model: CompiledModel,
  state: ModelState,
  actual: InnerState,
): Difference | undefined {
  const expected: Record<string, Record<string, FlatValue>> = {};
  const shown: Record<string, Record<string, FlatValue>> = {};
  for (const [part, fields] of Object.entries(actual)) {
    for (const [field, value] of Object.entries(fields)) {
      const modelled = modelledField(model, state, part, field);
      if (modelled === undefined || modelled === value) continue;
      expected[part] = { ...expected[part], [field]: modelled };
      shown[part] = { ...shown[part], [field]: value };
    }
  }
  return Object.keys(shown).length === 0 ? undefined : { where: 'inner state', expected, actual: shown };
}

/** The inner fields that the model has and the target does not show. */
export function unshownFields(
  model: CompiledModel,
  state: ModelState,
  actual: InnerState,
): readonly string[] {
  const shown = new Set(Object.values(actual).flatMap((fields) => Object.keys(fields)));
  return model.parts.flatMap((part, index) => {
    const local = state[index];
    if (local === undefined || part.name === 'driver') return [];
    return Object.keys(viewOfLocal(model, index, local))
      .filter((field) => !shown.has(field))
      .map((field) => `${part.name}.${field}`);
  });
}

/**
 * A field of a part: from its view, else from its own context, which may hold what no property speaks of.
 * The target's core shows the number of queues, which the model's class decides.
 */
function modelledField(
  model: CompiledModel,
  state: ModelState,
  part: string,
  field: string,
): FlatValue | undefined {
  for (const name of [part, 'class']) {
    const index = model.partIndex.get(name);
    const local = index === undefined ? undefined : state[index];
    if (index === undefined || local === undefined) continue;
    const value = viewOfLocal(model, index, local)[field] ?? local.context[field];
    if (value !== undefined) return value;
  }
  return undefined;
}
