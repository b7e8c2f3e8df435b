/**
 * A model under way: performs operations in place, as `perform` does from state to state. For long random
 * runs, in which hardly a state or event comes twice; test/model/running-model.test.ts proves both equal.
 */

import { toEvent } from '../../machines/to-event.ts';
import type { Observation, Operation } from '../../machines/vocabulary/operation.ts';
import { CompileError } from '../statechart/compile-error.ts';
import type { CompiledMachine } from '../statechart/compile-machine.ts';
import type { Delivery, Output } from '../statechart/part.ts';
import { keep, type Run, runFrom } from '../statechart/run.ts';
import type { CompiledModel } from './model.ts';
import { CALL_DEPTH_MAX, type ModelState, partAt, toDriver } from './perform.ts';

/** What one operation did, beside the state that it left. */
export interface Happened {
  readonly calls: readonly Delivery[];
  readonly observations: readonly Observation[];
}

export class RunningModel {
  /** By part; each changes in place, and says whether it did since `hasChanged` was last set to false. */
  readonly state: readonly Run[];
  readonly #model: CompiledModel;
  /** What parts have put out and others have not heard yet; the callers' at the front. */
  readonly #outputs: Output[] = [];
  #calls: Delivery[] = [];
  #observations: Observation[] = [];

  constructor(model: CompiledModel, from: ModelState) {
    this.#model = model;
    this.state = from.map((local) => runFrom(local, this.#outputs));
  }

  /**
   * Performs `operation` and tells the driver, if there is one, what it saw.
   * @throws CompileError when calls never return, or go to a part that does not exist
   */
  perform(operation: Operation): Happened {
    const calls: Delivery[] = [];
    const observations: Observation[] = [];
    this.#calls = calls;
    this.#observations = observations;
    this.#deliver(toEvent(operation), 0);
    if (this.#model.driver !== undefined)
      this.#deliver({ to: 'driver', event: toDriver(operation, observations) }, 0);
    return { calls, observations };
  }

  /** The state at hand, to keep. */
  keep(): ModelState {
    return this.state.map(keep);
  }

  #deliver(delivery: Delivery, depth: number): void {
    const { to, event } = delivery;
    const part = partAt(this.#model, to);
    const machine = this.#model.machines[part] as CompiledMachine;
    if (depth > CALL_DEPTH_MAX) {
      throw new CompileError(
        machine.name,
        `event "${event.type}": calls are nested more than ${CALL_DEPTH_MAX} deep and never return`,
      );
    }
    this.#calls.push(delivery);
    const outputs = this.#outputs;
    const first = outputs.length;
    machine.advance(this.state[part] as Run, event);
    const end = outputs.length;
    for (let at = first; at < end; at++) {
      const output = outputs[at] as Output;
      if (output.type === 'call') this.#deliver(output, depth + 1);
      else this.#observations.push(output.observation);
    }
    while (outputs.length > first) outputs.pop();
  }
}
