/**
 * A part of a model: one xstate statechart with small local states, and the outputs by which parts talk.
 *
 * Parts talk only through named events. A part that calls another emits a *call*; the call runs to
 * completion, depth first, before the caller's next output, as a C call does. A part that needs the
 * answer ends its list of actions with the call and goes on when the answer arrives as an event.
 * What becomes visible outside is emitted as an *observation*.
 */
import { type AnyStateMachine, type EventObject, emit, type MachineContext } from 'xstate';
import type { Observation, Operation } from '../../machines/vocabulary/operation.ts';
import type { Flat } from '../numbering/flat.ts';

/** Events and contexts are flat, so that they can be interned, compared and printed. */
export type { Flat, FlatValue } from '../numbering/flat.ts';

/** An internal event: a type and flat fields. */
export type PartEvent = { readonly type: string } & Flat;

export interface Call {
  readonly type: 'call';
  readonly to: string;
  readonly event: PartEvent;
}

/** An event on its way to a part. */
export interface Delivery {
  readonly to: string;
  readonly event: PartEvent;
}

export interface Observe {
  readonly type: 'observe';
  readonly observation: Observation;
}

export type Output = Call | Observe;

/** One part of a model. */
export interface Part {
  /** Its role: `transport`, `core`, `class`, `backend`, `driver`. Calls name it. */
  readonly name: string;
  readonly machine: AnyStateMachine;
  /**
   * What properties see of a local state, in words common to every semantics.
   * @param value the statechart's state as a path: `negotiating.legacy`
   */
  readonly view: (context: Flat, value: string) => Flat;
  /** While it holds, the virtual machine is paused: no driver does anything, only the host. */
  readonly pauses?: (context: Flat) => boolean;
  /**
   * Counters of the context that nothing but themselves depends on, each with a modulus: an exploration counts modulo
   * it, so that it comes to an end. Runs and traces count on.
   */
  readonly counters?: Readonly<Record<string, number>>;
}

/** An action that calls another part, whatever the call. Machines use the `call` of their table: caller.ts. */
export function emitCall<TContext extends MachineContext, TEvent extends EventObject>(
  to: string,
  event: (args: { context: TContext; event: TEvent }) => PartEvent,
) {
  return emit<TContext, TEvent, undefined, TEvent, Output>((args) => ({
    type: 'call',
    to,
    event: event(args),
  }));
}

/** An action that makes something visible outside. */
export function observe<TContext extends MachineContext, TEvent extends EventObject>(
  observation: (args: { context: TContext; event: TEvent }) => Observation,
) {
  const action = emit<TContext, TEvent, undefined, TEvent, Output>((args) => ({
    type: 'observe',
    observation: observation(args),
  }));
  Object.assign(action, { build: observation });
  return action;
}

/**
 * A driver: a part that issues the operations. In each of its states it may do any of `choices`; after an
 * operation it gets the event `done`: which `operation` it was (as `flatKey` writes it), and what it saw:
 * `value` of the last register read (-1 for none), `bytes` of the last configuration read (empty for
 * none), `rejected` for a command reject.
 */
export interface DriverPart extends Part {
  readonly name: 'driver';
  readonly choices: (context: Flat, value: string) => readonly Operation[];
}
