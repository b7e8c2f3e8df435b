/**
 * Blocks: what one function of the source, or one case of its switch, does to a part, with the guards and
 * actions that it uses beside the transitions that use them. A state of a machine is composed of blocks.
 *
 * xstate has `setup().extend()` and `createStateConfig()` for this, but a setup names all guards and actions in
 * one place, and what is made with one setup cannot be composed with what is made with another. A block names
 * its own, and names that it does not have are errors of type in its transitions all the same.
 */
import {
  type ActionFunction,
  type AnyStateMachine,
  createMachine,
  type EventObject,
  type MachineContext,
  type ParameterizedObject,
  type ProvidedActor,
} from 'xstate';
import { CompileError } from './compile-error.ts';
import { emitCall, type Flat, type Output, type PartEvent } from './part.ts';
import { expand, type Row, type Sequence } from './sequence.ts';

type Guard<C, E> = (args: { context: C; event: E }) => boolean;

type Action<C extends MachineContext, E extends EventObject> = ActionFunction<
  C,
  E,
  E,
  undefined,
  ProvidedActor,
  ParameterizedObject,
  ParameterizedObject,
  string,
  Output
>;

/** Transitions of one event: one, several of which the first that may is taken, or a list of statements. */
type Transitions<G extends string, A extends string, T extends string> =
  | Row<G, A>
  | readonly Row<G, A>[]
  | Sequence<G, A, T>;

export interface Block {
  readonly guards: Readonly<Record<string, unknown>>;
  readonly actions: Readonly<Record<string, unknown>>;
  readonly on: Readonly<Record<string, Transitions<string, string, string>>>;
}

/**
 * Gives blocks of one machine their types. What they answer to, and what a sequence waits for or goes on by, is an
 * event of `E`; a guard or an action that reads fields of some events only is made with `on` (on-event.ts).
 *
 * As in `block({ actions: { store: assign(…) }, on: { write: { actions: ['store'] } } })`.
 */
export const blocksOf =
  <C extends MachineContext, E extends EventObject>() =>
  <const G extends string = never, const A extends string = never>(block: {
    readonly guards?: { readonly [name in G]: Guard<C, E> };
    readonly actions?: { readonly [name in A]: Action<C, E> };
    readonly on: { readonly [type in E['type']]?: Transitions<NoInfer<G>, NoInfer<A>, E['type']> };
  }): Block => ({ guards: {}, actions: {}, ...block, on: block.on as Block['on'] });

/** A state, or the machine itself, composed of blocks. */
export interface Composed {
  readonly guards: Readonly<Record<string, unknown>>;
  readonly actions: Readonly<Record<string, unknown>>;
  readonly on: Readonly<Record<string, readonly Row[]>>;
}

/**
 * Composes blocks: their transitions one behind the other, where blocks answer to one event.
 * @param part the name by which the machine calls itself to go on with a sequence
 * @throws CompileError when two blocks mean different things by one name
 */
export function compose(part: string, blocks: readonly Block[]): Composed {
  const on = new Map<string, readonly Row[]>();
  const goesOn = new Map<string, unknown>();
  const add = (event: string, rows: readonly Row[]): void => {
    on.set(event, [...(on.get(event) ?? []), ...rows]);
  };
  for (const block of blocks) {
    for (const [event, transitions] of Object.entries(block.on)) {
      if ('statements' in transitions) {
        const expansion = expand(event, transitions);
        for (const [each, rows] of expansion.on) add(each, rows);
        for (const each of expansion.goesOn) if (!goesOn.has(each)) goesOn.set(each, goOn(part, each));
      } else add(event, 'length' in transitions ? transitions : [transitions]);
    }
  }
  return {
    guards: merge(
      part,
      blocks.map(({ guards }) => guards),
    ),
    actions: merge(part, [...blocks.map(({ actions }) => actions), Object.fromEntries(goesOn)]),
    on: Object.fromEntries(on),
  };
}

/** The step by which a part goes on with what it has begun. */
const goOn = (part: string, type: string) =>
  emitCall<MachineContext, PartEvent>(part, ({ event }) => ({ ...event, type }));

/**
 * A machine of composed states: `config` as xstate has it, with the guards and actions of all of them.
 * @throws CompileError when two of them mean different things by one name
 */
export function composedMachine(
  config: { readonly id: string; readonly context: Flat } & Readonly<Record<string, unknown>>,
  composed: readonly Composed[],
): AnyStateMachine {
  const make = createMachine as unknown as (config: object, implementations: object) => AnyStateMachine;
  return make(config, {
    guards: merge(
      config.id,
      composed.map(({ guards }) => guards),
    ),
    actions: merge(
      config.id,
      composed.map(({ actions }) => actions),
    ),
  });
}

function merge(
  where: string,
  records: readonly Readonly<Record<string, unknown>>[],
): Readonly<Record<string, unknown>> {
  const all = new Map<string, unknown>();
  for (const [name, value] of records.flatMap((record) => Object.entries(record))) {
    if (all.has(name) && all.get(name) !== value)
      throw new CompileError(where, `two blocks mean different things by "${name}"; give one another name`);
    all.set(name, value);
  }
  return Object.fromEntries(all);
}
