/** What of a model's machines an exploration exercised: derived from its tables when it has ended. */
import { FROM_OUTSIDE } from '../../machines/calls/from-outside.ts';
import { eventsIn } from '../statechart/events-in.ts';
import { type Exercise, exercise } from '../statechart/exercise.ts';
import type { Product } from './product.ts';

/** What of one machine was exercised. */
export interface ExercisedMachine extends Exercise {
  readonly part: string;
  /** Events from outside the device that it takes in some state, and whether any operation brought it. */
  readonly operations: readonly { readonly event: string; readonly drawn: boolean }[];
}

/** Of each part, in the model's order. */
export function exercisedBy(product: Product): readonly ExercisedMachine[] {
  return product.model.parts.map(({ name, machine }, part): ExercisedMachine => {
    const heard = new Set(product.eventsHeardBy(part).map((number) => product.event(number).type));
    const outside = name === 'driver' ? [] : (FROM_OUTSIDE[name] ?? []);
    const takes = eventsIn(machine);
    return {
      part: name,
      ...exercise(machine, product.stepsTaken(part)),
      operations: outside
        .filter((event) => takes.has(event))
        .map((event) => ({ event, drawn: heard.has(event) })),
    };
  });
}

/** What several explorations exercised together, by machine; a transition that differs between them counts as two. */
export function together(all: readonly (readonly ExercisedMachine[])[]): readonly ExercisedMachine[] {
  const machines = new Map<string, ExercisedMachine>();
  for (const each of all.flat()) {
    const before = machines.get(each.machine);
    machines.set(each.machine, before === undefined ? each : merged(before, each));
  }
  return [...machines.values()];
}

function merged(one: ExercisedMachine, other: ExercisedMachine): ExercisedMachine {
  return {
    part: one.part,
    machine: one.machine,
    transitions: mergedBy(
      [...one.transitions, ...other.transitions],
      ({ taken: _, ...rest }) => JSON.stringify(rest),
      (a, b) => ({ ...a, taken: a.taken || b.taken }),
    ),
    guards: mergedBy(
      [...one.guards, ...other.guards],
      ({ name }) => name,
      (a, b) => ({ ...a, wasTrue: a.wasTrue || b.wasTrue, wasFalse: a.wasFalse || b.wasFalse }),
    ),
    operations: mergedBy(
      [...one.operations, ...other.operations],
      ({ event }) => event,
      (a, b) => ({ ...a, drawn: a.drawn || b.drawn }),
    ),
  };
}

function mergedBy<T>(all: readonly T[], key: (each: T) => string, join: (a: T, b: T) => T): readonly T[] {
  const byKey = new Map<string, T>();
  for (const each of all) {
    const before = byKey.get(key(each));
    byKey.set(key(each), before === undefined ? each : join(before, each));
  }
  return [...byKey.values()];
}
