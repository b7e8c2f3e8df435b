/** One part of a model, driven by hand: events in, calls and observations out. */
import type { Observation } from '../../machines/vocabulary/operation.ts';
import { compileMachine } from '../../src/statechart/compile-machine.ts';
import type { Flat, Part, PartEvent } from '../../src/statechart/part.ts';

/** A call with its receiver beside the event's own fields, or an observation as it is. */
export type Shown = (PartEvent & { readonly to: string }) | Observation;

export interface Driven {
  /** Sends one event; returns what came out, in order. */
  send(type: string, fields?: Flat): readonly Shown[];
  /** The state's path: `enabled.revisionUnset`. */
  value(): string;
  view(): Flat;
}

/** Drives `part` from its initial state. */
export function driven(part: Part): Driven {
  const machine = compileMachine(part.machine);
  let { state } = machine.initial;
  const value = (): string => machine.values[state.leaf] ?? '';
  return {
    send(type, fields = {}) {
      const step = machine.step(state, { type, ...fields });
      state = step.state;
      return step.outputs.map((output) =>
        output.type === 'call' ? { to: output.to, ...output.event } : output.observation,
      );
    },
    value,
    view: () => part.view(state.context, value()),
  };
}
