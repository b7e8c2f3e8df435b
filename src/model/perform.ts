/**
 * Performs one operation on a model, step by step: the meaning of "a call runs to completion, depth
 * first, in the implementation's order". Exploration uses tables that are filled by the same machines;
 * test/model/product.test.ts proves that both agree.
 */

import { toEvent } from '../../machines/to-event.ts';
import type { Observation, Operation } from '../../machines/vocabulary/operation.ts';
import { flatKey } from '../numbering/interner.ts';
import { CompileError } from '../statechart/compile-error.ts';
import type { LocalState, LocalStep } from '../statechart/compile-machine.ts';
import type { Delivery, PartEvent } from '../statechart/part.ts';
import type { CompiledModel } from './model.ts';

/** One local state for each part of the model. */
export type ModelState = readonly LocalState[];

export interface Performed {
  readonly state: ModelState;
  /** Every event delivered to a part, the operation's own first. */
  readonly calls: readonly Delivery[];
  readonly observations: readonly Observation[];
}

/** Calls nested deeper than this never come back. */
export const CALL_DEPTH_MAX = 200;

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
  const running: Running = { model, stepPart, state: before.slice(), calls: [], observations: [] };
  deliver(running, toEvent(operation), 0);
  const { observations } = running;
  if (model.driver !== undefined)
    deliver(running, { to: 'driver', event: toDriver(operation, observations) }, 0);
  return { state: running.state, calls: running.calls, observations };
}

/** An operation under way. */
interface Running extends Performed {
  readonly model: CompiledModel;
  readonly stepPart: StepPart | undefined;
  readonly state: LocalState[];
  readonly calls: Delivery[];
  readonly observations: Observation[];
}

function deliver(running: Running, { to, event }: Delivery, depth: number): void {
  const { model, stepPart, state } = running;
  const part = partAt(model, to);
  if (depth > CALL_DEPTH_MAX) {
    throw new CompileError(
      machineAt(model, part).name,
      `event "${event.type}": calls are nested more than ${CALL_DEPTH_MAX} deep and never return`,
    );
  }
  running.calls.push({ to, event });
  const before = stateAt(state, part);
  const step =
    stepPart === undefined ? machineAt(model, part).step(before, event) : stepPart(part, before, event);
  state[part] = step.state;
  for (const output of step.outputs) {
    if (output.type === 'call') deliver(running, output, depth + 1);
    else running.observations.push(output.observation);
  }
}

/** What the driver hears of a step: the end of its own operation, or a reset from outside. */
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

/** What may be done in a state: the alphabet or the host events, and the driver's own choices. */
export function choices(model: CompiledModel, state: ModelState): readonly Operation[] {
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
