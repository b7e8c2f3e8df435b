/**
 * One run through a model, as properties see it. Nothing is interned: millions of random words leave
 * nothing behind. What a step does not change keeps its identity, so whoever looked at it need not again.
 */
import type { DeviceInput } from '../../machines/device-input.ts';
import type { PartName } from '../../machines/views.ts';
import type { Operation } from '../../machines/vocabulary/operation.ts';
import { extendHistory, type History, NO_HISTORY } from '../check/history.ts';
import type { StateSeen, StepSeen } from '../check/property.ts';
import type { LocalState } from '../model/compile-machine.ts';
import type { CompiledModel } from '../model/model.ts';
import type { Flat } from '../model/part.ts';
import { type ModelState, perform, powerOn } from '../model/perform.ts';

/** A model's state together with what properties see of it. */
export interface Stand {
  readonly state: ModelState;
  readonly seen: StateSeen;
}

/** The stand after power-on. */
export function standAtPowerOn(model: CompiledModel, input: DeviceInput): Stand {
  const state = powerOn(model);
  const view = (part: PartName): unknown => viewOf(model, state, part);
  const seen: StateSeen = {
    transport: view('transport') as StateSeen['transport'],
    core: view('core') as StateSeen['core'],
    class: view('class') as StateSeen['class'],
    backend: view('backend') as StateSeen['backend'],
    history: NO_HISTORY,
    input,
  };
  return { state, seen };
}

export interface Walked {
  readonly stand: Stand;
  readonly step: StepSeen;
}

/** Performs one operation. `stand.seen` is the same object as before if nothing that shows has changed. */
export function walk(model: CompiledModel, { state, seen }: Stand, operation: Operation): Walked {
  const performed = perform(model, state, operation);
  const views = viewsAfter(model, state, performed.state, seen);
  const history = sameOr(seen.history, extendHistory(seen.history, operation, performed.calls, views));
  const after = history === seen.history ? views : withHistory(views, history);
  return {
    stand: { state: performed.state, seen: after },
    step: {
      operation,
      calls: performed.calls,
      observations: performed.observations,
      before: seen,
      after,
      input: seen.input,
    },
  };
}

/** `seen` with new views of the parts that changed; `seen` itself when none did. */
function viewsAfter(model: CompiledModel, before: ModelState, after: ModelState, seen: StateSeen): StateSeen {
  // Written out, because this runs for every operation. The parts come first and in this order in every model.
  const isSame = (part: number): boolean => isSameLocal(before[part], after[part]);
  const view = (name: PartName): unknown => viewOf(model, after, name);
  const transport = isSame(0) ? seen.transport : (view('transport') as StateSeen['transport']);
  const core = isSame(1) ? seen.core : (view('core') as StateSeen['core']);
  const deviceClass = isSame(2) ? seen.class : (view('class') as StateSeen['class']);
  const backend = isSame(3) ? seen.backend : (view('backend') as StateSeen['backend']);
  const hasChanged =
    transport !== seen.transport ||
    core !== seen.core ||
    deviceClass !== seen.class ||
    backend !== seen.backend;
  return hasChanged
    ? { transport, core, class: deviceClass, backend, history: seen.history, input: seen.input }
    : seen;
}

const withHistory = (seen: StateSeen, history: History): StateSeen => ({
  transport: seen.transport,
  core: seen.core,
  class: seen.class,
  backend: seen.backend,
  history,
  input: seen.input,
});

const isSameLocal = (one: LocalState | undefined, two: LocalState | undefined): boolean =>
  one === two || (one?.leaf === two?.leaf && one?.context === two?.context);

/** What a part shows of its state. */
export function viewOf(model: CompiledModel, state: ModelState, name: PartName): Flat {
  const index = model.partIndex.get(name) ?? -1;
  const local = state[index];
  if (local === undefined) throw new RangeError(`this model has no part "${name}"`);
  return model.parts[index]?.view(local.context, model.machines[index]?.values[local.leaf] ?? '') ?? {};
}

/** The old history when the new one says the same. */
const sameOr = (old: History, now: History): History =>
  old.interfaceUsed === now.interfaceUsed &&
  old.wroteFeatures === now.wroteFeatures &&
  old.version1 === now.version1 &&
  old.failed === now.failed
    ? old
    : now;
