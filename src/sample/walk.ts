/**
 * One run through a model, as properties see it. Nothing is interned, and the model changes in place:
 * millions of random words leave nothing behind. What a step does not change keeps its identity, so whoever
 * looked at it need not again.
 */
import type { DeviceInput } from '../../machines/vocabulary/device-input.ts';
import type { Operation } from '../../machines/vocabulary/operation.ts';
import type { CompiledModel } from '../model/model.ts';
import { type ModelState, powerOn } from '../model/perform.ts';
import { RunningModel } from '../model/running-model.ts';
import { stateSeen, viewOfLocal } from '../model/state-view.ts';
import type { Flat } from '../numbering/flat.ts';
import { historyAfter, NO_HISTORY, type TrackedHistory } from '../property/history.ts';
import type { StateSeen, StepSeen } from '../property/property.ts';
import type { Run } from '../statechart/run.ts';

/** A model's state together with what properties see of it. */
export interface Stand {
  readonly state: ModelState;
  readonly seen: StateSeen;
}

/** The stand after power-on. */
export function standAtPowerOn(
  model: CompiledModel,
  input: DeviceInput,
  history: TrackedHistory | undefined,
): Stand {
  const state = powerOn(model);
  return { state, seen: stateSeen(model, state, history?.initial ?? NO_HISTORY, input) };
}

/** A run under way. */
export class Walk {
  readonly #model: CompiledModel;
  readonly #running: RunningModel;
  readonly #history: TrackedHistory | undefined;
  #seen: StateSeen;

  constructor(model: CompiledModel, { state, seen }: Stand, history: TrackedHistory | undefined) {
    this.#history = history;
    this.#model = model;
    this.#running = new RunningModel(model, state);
    this.#seen = seen;
  }

  /** The same object as before the last step if nothing that shows has changed in it. */
  get seen(): StateSeen {
    return this.#seen;
  }

  /** The state at this moment; the next step changes it. */
  get state(): ModelState {
    return this.#running.state;
  }

  /** The stand at hand, to keep. */
  keep(): Stand {
    return { state: this.#running.keep(), seen: this.#seen };
  }

  /** Performs one operation. */
  take(operation: Operation): StepSeen {
    const before = this.#seen;
    const { calls, observations } = this.#running.perform(operation);
    const views = this.#viewsAfter(before);
    const history = historyAfter(this.#history, before.history, operation, calls, views);
    const after = history === before.history ? views : withHistory(views, history);
    this.#seen = after;
    return { operation, calls, observations, before, after, input: before.input };
  }

  /** `seen` with new views of the parts that changed; `seen` itself when none did. */
  #viewsAfter(seen: StateSeen): StateSeen {
    // Written out, because this runs for every operation. The parts come first and in this order in every model.
    const transport = (this.#changed(0) ?? seen.transport) as StateSeen['transport'];
    const core = (this.#changed(1) ?? seen.core) as StateSeen['core'];
    const deviceClass = (this.#changed(2) ?? seen.class) as StateSeen['class'];
    const backend = (this.#changed(3) ?? seen.backend) as StateSeen['backend'];
    const isSame =
      transport === seen.transport &&
      core === seen.core &&
      deviceClass === seen.class &&
      backend === seen.backend;
    return isSame
      ? seen
      : { transport, core, class: deviceClass, backend, history: seen.history, input: seen.input };
  }

  /** What a part shows, if it changed in this step. */
  #changed(part: number): unknown {
    const run = this.#running.state[part] as Run;
    if (!run.hasChanged) return undefined;
    run.hasChanged = false;
    return viewOfLocal(this.#model, part, run);
  }
}

const withHistory = (seen: StateSeen, history: Flat): StateSeen => ({
  transport: seen.transport,
  core: seen.core,
  class: seen.class,
  backend: seen.backend,
  history,
  input: seen.input,
});
