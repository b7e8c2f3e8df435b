/**
 * What of a machine was exercised: which of its transitions were taken, and which answers its guards gave. It is worked
 * out after a search, from the steps that the search had the machine take, by taking each of them once more.
 */
import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { compileMachine } from './compile-machine.ts';
import { type CompiledTransition, compileNodes } from './compile-nodes.ts';
import type { Args, Implementation } from './implementation.ts';
import type { LocalState } from './local-state.ts';
import type { PartEvent } from './part.ts';

/** A transition of a machine. */
export interface ExercisedTransition {
  /** The path of the state whose transition it is; empty for the machine itself. */
  readonly state: string;
  /** The event, or `always`. */
  readonly on: string;
  /** Its place among those on the same event, from 0. */
  readonly place: number;
  readonly guards: readonly string[];
  readonly actions: readonly string[];
  readonly taken: boolean;
}

/** A named guard, and which answers it gave. */
export interface ExercisedGuard {
  readonly name: string;
  readonly wasTrue: boolean;
  readonly wasFalse: boolean;
}

export interface Exercise {
  readonly machine: string;
  readonly transitions: readonly ExercisedTransition[];
  readonly guards: readonly ExercisedGuard[];
}

/** Takes the steps again, and says what they exercise. */
export function exercise(
  machine: AnyStateMachine,
  steps: Iterable<{ readonly state: LocalState; readonly event: PartEvent }>,
): Exercise {
  const answers = new Map<string, { wasTrue: boolean; wasFalse: boolean }>();
  const taken = new Set<string>();
  const watched = machine.provide({ guards: watchedGuards(machine, answers) } as never) as AnyStateMachine;
  const compiled = compileMachine(watched, (transition) => taken.add(keyOf(transition)));
  for (const { state, event } of steps) compiled.step(state, event);
  const transitions = [...compileNodes(machine)].flatMap(([node, { on, always }]) => [
    ...ownTypes(node).flatMap((type) => on(type).filter((each) => each.on === type)),
    ...always,
  ]);
  const used = [...new Set(transitions.flatMap(({ guardNames }) => guardNames))];
  return {
    machine: machine.id,
    transitions: transitions.map((each) => ({
      state: each.source.path.join('.'),
      on: each.on,
      place: each.place,
      guards: each.guardNames,
      actions: each.actionNames,
      taken: taken.has(keyOf(each)),
    })),
    guards: used
      .filter((name) => Object.hasOwn(machine.implementations.guards, name))
      .map((name) => ({ name, ...(answers.get(name) ?? { wasTrue: false, wasFalse: false }) })),
  };
}

const ownTypes = (node: AnyStateNode): readonly string[] => [...node.transitions.keys()];

const keyOf = ({ source, on, place }: CompiledTransition): string => JSON.stringify([source.path, on, place]);

/** The machine's guards, each of which notes what it answers. */
function watchedGuards(
  machine: AnyStateMachine,
  answers: Map<string, { wasTrue: boolean; wasFalse: boolean }>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(machine.implementations.guards as Readonly<Record<string, Implementation>>).map(
      ([name, guard]) => [name, guard.check === undefined ? watch(name, guard, answers) : guard],
    ),
  );
}

function watch(
  name: string,
  guard: Implementation,
  answers: Map<string, { wasTrue: boolean; wasFalse: boolean }>,
): (args: Args, params: unknown) => boolean {
  return (args, params) => {
    const answer = Boolean(guard(args, params));
    const before = answers.get(name) ?? { wasTrue: false, wasFalse: false };
    answers.set(name, { wasTrue: before.wasTrue || answer, wasFalse: before.wasFalse || !answer });
    return answer;
  };
}
