/**
 * Performs one operation on a model, step by step, from state to state: what the faster forms are held against.
 * Exploration uses tables that are filled by the same machines; test/model/product.test.ts proves that both agree.
 */

import { toEvent } from '../../machines/to-event.ts';
import type { Observation, Operation } from '../../machines/vocabulary/operation.ts';
import { flatKey } from '../numbering/interner.ts';
import { CompileError } from '../statechart/compile-error.ts';
import type { LocalState, LocalStep } from '../statechart/compile-machine.ts';
import type { Call, Delivery, Observe, Output, PartEvent } from '../statechart/part.ts';
import { type Deliverer, deliver, neverReturns } from './deliver.ts';
import type { CompiledModel } from './model.ts';

/** One local state for each part of the model. */
export type ModelState = readonly LocalState[];

export interface Performed {
  readonly state: ModelState;
  /** Every event delivered to a part, the operation's own first. */
  readonly calls: readonly Delivery[];
  readonly observations: readonly Observation[];
}

/** The state after power-on. */
export const powerOn = (model: CompiledModel): ModelState =>
  model.machines.map((machine) => machine.initial.state);

/** How one part takes one event; the compiled form unless a test passes xstate's own. */
export type StepPart = (
  part: number,
  state: LocalState,
  event: PartEvent,
) => Pick<LocalStep, 'state' | 'outputs'>;

/**
 * Performs `operation` and tells the driver, if there is one, what it saw.
 * @throws CompileError when calls never return, or go to a part that does not exist
 */
export function perform(
  model: CompiledModel,
  before: ModelState,
  operation: Operation,
  stepPart?: StepPart,
): Performed {
  const delivery = new Performing(model, before, stepPart);
  delivery.send(toEvent(operation));
  const { state, calls, observations } = delivery;
  if (model.driver !== undefined) delivery.send({ to: 'driver', event: toDriver(operation, observations) });
  return { state, calls, observations };
}

/**
 * Delivers one event to a part, and all that it leads to: for asking what an event by itself would do.
 * @throws CompileError when calls never return, or go to a part that does not exist
 */
export function performEvent(model: CompiledModel, before: ModelState, first: Delivery): Performed {
  const delivery = new Performing(model, before, undefined);
  delivery.send(first);
  const { state, calls, observations } = delivery;
  return { state, calls, observations };
}

/** What an operation does to a state, as far as it has got. */
class Performing implements Performed, Deliverer<Output> {
  readonly state: LocalState[];
  readonly calls: Delivery[] = [];
  readonly observations: Observation[] = [];
  readonly #model: CompiledModel;
  readonly #stepPart: StepPart | undefined;

  constructor(model: CompiledModel, before: ModelState, stepPart: StepPart | undefined) {
    this.#model = model;
    this.#stepPart = stepPart;
    this.state = before.slice();
  }

  send({ to, event }: Delivery): void {
    deliver<Output>(this, { type: 'call', to, event });
  }

  isCall(output: Output): boolean {
    return output.type === 'call';
  }

  step(call: Output): readonly Output[] {
    const { to, event } = call as Call;
    const part = partAt(this.#model, to);
    this.calls.push({ to, event });
    const before = stateAt(this.state, part);
    const { state, outputs } =
      this.#stepPart?.(part, before, event) ?? machineAt(this.#model, part).step(before, event);
    this.state[part] = state;
    return outputs;
  }

  observe(output: Output): void {
    this.observations.push((output as Observe).observation);
  }

  neverReturns(call: Output): CompileError {
    const { to, event } = call as Call;
    return neverReturns(machineAt(this.#model, partAt(this.#model, to)).name, event.type);
  }
}

/** What the driver is told of a step: the end of its own operation, or a reset from outside. */
export function toDriver(operation: Operation, observations: readonly Observation[]): PartEvent {
  if (operation.kind === 'host' || operation.kind === 'backend') return { type: `host.${operation.event}` };
  let value = -1;
  let bytes = '';
  for (const observation of observations) {
    if (observation.kind === 'read') value = observation.value;
    if (observation.kind === 'config') bytes = observation.bytes;
  }
  return {
    type: 'done',
    operation: flatKey(operation),
    value,
    bytes,
    rejected: observations.some((each) => each.kind === 'commandReject'),
  };
}

/** Nothing is done in a state but by the host, for the virtual machine is paused. */
export const isPaused = ({ parts, pausable }: CompiledModel, state: ModelState): boolean =>
  pausable !== -1 && parts[pausable]?.pauses?.(stateAt(state, pausable).context) === true;

/** The operation is the host's or the back end's: it may be done while the virtual machine is paused. */
export const isOutsideGuest = ({ kind }: Operation): boolean => kind === 'host' || kind === 'backend';

/** What may be done in a state: the alphabet or the host events, and the driver's own choices. */
export function choices(model: CompiledModel, state: ModelState): readonly Operation[] {
  if (isPaused(model, state)) return model.operations.filter(isOutsideGuest);
  if (model.driver === undefined) return model.operations;
  const index = partAt(model, 'driver');
  const { leaf, context } = stateAt(state, index);
  return [...model.driver.choices(context, machineAt(model, index).values[leaf] ?? ''), ...model.operations];
}

export function partAt(model: CompiledModel, name: string): number {
  const { partNames } = model;
  // Looking through four or five names takes less than looking one up.
  for (let part = 0; part < partNames.length; part++) if (partNames[part] === name) return part;
  throw new CompileError(
    name,
    `a call goes to a part "${name}" that this model does not have; it has ${partNames.join(', ')}`,
  );
}

function machineAt(model: CompiledModel, index: number) {
  const machine = model.machines[index];
  if (machine === undefined) throw new RangeError(`part ${index} does not exist`);
  return machine;
}

function stateAt(state: readonly LocalState[], index: number): LocalState {
  const local = state[index];
  if (local === undefined) throw new RangeError(`part ${index} has no state`);
  return local;
}
