/** The events that a machine has transitions for, those that change nothing included: xstate's own list leaves them out. */
import type { AnyStateMachine } from 'xstate';

interface State {
  readonly on?: Readonly<Record<string, unknown>>;
  readonly states?: Readonly<Record<string, State>>;
}

/** By machine, which never changes. */
const known = new WeakMap<AnyStateMachine, ReadonlySet<string>>();

export function eventsIn(machine: AnyStateMachine): ReadonlySet<string> {
  const found = known.get(machine);
  if (found !== undefined) return found;
  const events = new Set<string>();
  const visit = ({ on = {}, states = {} }: State): void => {
    for (const event of Object.keys(on)) events.add(event);
    for (const inner of Object.values(states)) visit(inner);
  };
  visit(machine.config as State);
  known.set(machine, events);
  return events;
}
