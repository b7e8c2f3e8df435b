/** Carries a mutation out: on a list of transitions, and on a machine. The machine itself is never changed. */
import { type AnyStateMachine, and, assign, createMachine, not } from 'xstate';
import { namesOfGuard } from '../../src/statechart/sequence.ts';
import type { Mutation } from './mutation.ts';
import { type Row, rowLists, withRows } from './rows.ts';

export interface EditedRows {
  readonly rows: readonly Row[];
  /** The field that the place's steps no longer set (`keep`). */
  readonly keeps?: string;
}

/** The list with the mutation in it. */
export function editedRows(rows: readonly Row[], { place, operator, at = 0, field }: Mutation): EditedRows {
  const replaced = (edited: readonly Row[]): EditedRows => ({
    rows: rows.flatMap((row, number) => (number === place.row ? edited : [row])),
  });
  const row = rows[place.row];
  if (row === undefined) throw new RangeError(`no transition ${place.row} in a list of ${rows.length}`);
  const { guard, target, ...rest } = row;
  switch (operator) {
    case 'never':
      return replaced([]);
    case 'stay':
      return replaced([{ ...rest, ...(guard === undefined ? {} : { guard }) }]);
    case 'drop':
      return replaced([{ ...row, actions: row.actions.filter((_, step) => step !== at) }]);
    case 'swap':
      return replaced([{ ...row, actions: swapped(row.actions, at) }]);
    case 'negate':
    case 'always': {
      const names = namesOfGuard(guard);
      const kept = names.flatMap((name, number): readonly unknown[] =>
        number !== at ? [name] : operator === 'negate' ? [not(name)] : [],
      );
      return replaced([{ ...rest, ...(target === undefined ? {} : { target }), ...joined(kept) }]);
    }
    case 'keep':
      return { rows, keeps: `${place.row} ${field}` };
  }
}

function joined(guards: readonly unknown[]): { readonly guard?: unknown } {
  const [first] = guards;
  if (first === undefined) return {};
  return { guard: guards.length === 1 ? first : and(guards as [string, string]) };
}

const swapped = (steps: readonly string[], at: number): readonly string[] =>
  steps.map((step, number) =>
    number === at ? (steps[at + 1] ?? step) : number === at + 1 ? (steps[at] ?? step) : step,
  );

/**
 * The machine with the mutation in it; undefined if it has no such place, as a machine of another scenario may not.
 */
export function mutated(machine: AnyStateMachine, mutation: Mutation): AnyStateMachine | undefined {
  const { place, field } = mutation;
  const list = rowLists(machine).find(({ state, on }) => state === place.state && on === place.on);
  const row = list?.rows[place.row];
  if (list === undefined || row === undefined) return undefined;
  const { actions, guards } = machine.implementations;
  const keeping = field === undefined ? {} : keepingSteps(actions, row.actions, field);
  const rows =
    field === undefined
      ? editedRows(list.rows, mutation).rows
      : list.rows.map((each, number) =>
          number !== place.row
            ? each
            : {
                ...each,
                actions: each.actions.map((step) =>
                  named(step, field) in keeping ? named(step, field) : step,
                ),
              },
        );
  const make = createMachine as unknown as (config: object, implementations: object) => AnyStateMachine;
  return make(withRows(machine.config as Record<string, unknown>, place, rows), {
    actions: { ...actions, ...keeping },
    guards,
  });
}

const named = (step: string, field: string): string => `${step}, keeping ${field}`;

type Assignment = ((args: unknown, params: unknown) => object) | Readonly<Record<string, unknown>>;

/** Steps that assign all that they did but one field, by their new names. */
function keepingSteps(
  actions: Readonly<Record<string, unknown>>,
  steps: readonly string[],
  field: string,
): Readonly<Record<string, unknown>> {
  const without = (change: object): object =>
    Object.fromEntries(Object.entries(change).filter(([key]) => key !== field));
  return Object.fromEntries(
    steps.flatMap((step) => {
      const { assignment } = actions[step] as { readonly assignment?: Assignment };
      if (assignment === undefined) return [];
      const kept =
        typeof assignment === 'function'
          ? (args: unknown, params: unknown) => without(assignment(args, params))
          : without(assignment);
      return [[named(step, field), assign(kept as never)]];
    }),
  );
}
