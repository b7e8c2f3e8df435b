/**
 * A model under way: performs operations in place, as `perform` does from state to state. For long random
 * runs, in which hardly a state or event comes twice; test/model/running-model.test.ts proves both equal.
 */

import { toEvent } from '../../machines/to-event.ts';
import type { Observation, Operation } from '../../machines/vocabulary/operation.ts';
import type { CompileError } from '../statechart/compile-error.ts';
import type { CompiledMachine } from '../statechart/compile-machine.ts';
import type { Call, Delivery, Observe, Output } from '../statechart/part.ts';
import { keep, type Run, runFrom } from '../statechart/run.ts';
import { type Deliverer, deliver, neverReturns } from './deliver.ts';
import type { CompiledModel } from './model.ts';
import { type ModelState, type Performed, partAt, toDriver } from './perform.ts';

export class RunningModel implements Deliverer<Output> {
  /** By part; each changes in place, and says whether it did since `hasChanged` was last set to false. */
  readonly state: readonly Run[];
  readonly #model: CompiledModel;
  /** By how many calls are under way: what the last part called there has put out. Reused from call to call. */
  readonly #outputs: Output[][] = [];
  #calls: Delivery[] = [];
  #observations: Observation[] = [];

  constructor(model: CompiledModel, from: ModelState) {
    this.#model = model;
    this.state = from.map((local) => runFrom(local, []));
  }

  /**
   * Performs `operation` and tells the driver, if there is one, what it saw.
   * @throws CompileError when calls never return, or go to a part that does not exist
   */
  perform(operation: Operation): Pick<Performed, 'calls' | 'observations'> {
    const calls: Delivery[] = [];
    const observations: Observation[] = [];
    this.#calls = calls;
    this.#observations = observations;
    this.#send(toEvent(operation));
    if (this.#model.driver !== undefined)
      this.#send({ to: 'driver', event: toDriver(operation, observations) });
    return { calls, observations };
  }

  /** The state at hand, to keep. */
  keep(): ModelState {
    return this.state.map(keep);
  }

  #send({ to, event }: Delivery): void {
    deliver<Output>(this, { type: 'call', to, event });
  }

  isCall(output: Output): boolean {
    return output.type === 'call';
  }

  step(output: Output, depth: number): readonly Output[] {
    const call = output as Call;
    const part = partAt(this.#model, call.to);
    this.#calls.push(call);
    const run = this.state[part] as Run;
    const outputs = this.#outputsAt(depth);
    run.outputs = outputs;
    (this.#model.machines[part] as CompiledMachine).advance(run, call.event);
    return outputs;
  }

  observe(output: Output): void {
    this.#observations.push((output as Observe).observation);
  }

  neverReturns(output: Output): CompileError {
    const { to, event } = output as Call;
    return neverReturns((this.#model.machines[partAt(this.#model, to)] as CompiledMachine).name, event.type);
  }

  /** An empty list for what a call puts out that `depth` others are under way around. */
  #outputsAt(depth: number): Output[] {
    const known = this.#outputs[depth];
    if (known !== undefined) {
      // One by one, because a list whose length is set to 0 gives its memory back.
      while (known.length > 0) known.pop();
      return known;
    }
    const made: Output[] = [];
    this.#outputs[depth] = made;
    return made;
  }
}
