/** Generates the mutations of a machine from its configuration. It knows no machine. */
import type { AnyStateMachine } from 'xstate';
import { namesOfGuard } from '../../src/statechart/sequence.ts';
import { type EditedRows, editedRows } from './edit.ts';
import type { Mutation, Operator, Place } from './mutation.ts';
import { canonical, guardText, type Row, type RowList, rowLists } from './rows.ts';

/**
 * Every mutation of a machine that changes its structure, each change once: of two that come to the same list of
 * transitions the first is taken. What a mutation does to the machine's runs, the comparison says.
 */
export function mutationsOf(machine: AnyStateMachine): readonly Mutation[] {
  const all = rowLists(machine);
  return all.flatMap((list) => {
    const isLast = !all.some(({ state, on }) => on === list.on && isAbove(state, list.state));
    return mutationsOfList(machine, list, isLast);
  });
}

/** A state's parents are asked where it has no transition to take. */
const isAbove = (state: string, below: string): boolean =>
  state !== below && (state === '' || below.startsWith(`${state}.`));

function mutationsOfList(machine: AnyStateMachine, list: RowList, isLast: boolean): readonly Mutation[] {
  const isIdle = (step: string): boolean => isIdleStep(machine, step);
  const keyOf = ({ rows, keeps }: EditedRows): string => `${canonical(rows, isIdle, isLast)} ${keeps ?? ''}`;
  const seen = new Set([keyOf({ rows: list.rows })]);
  return list.rows
    .flatMap((row, number) => candidates(machine, list, row, number))
    .filter((mutation) => {
      const key = keyOf(editedRows(list.rows, mutation));
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    });
}

function candidates(machine: AnyStateMachine, list: RowList, row: Row, number: number): readonly Mutation[] {
  const place: Place = { state: list.state, on: list.on, row: number };
  const make = (operator: Operator, what: string, more: Partial<Mutation> = {}): Mutation => ({
    name: `${machine.id}: ${placeText(list, number)}: ${operator}${what === '' ? '' : ` ${what}`}`,
    machine: machine.id,
    place,
    operator,
    ...more,
  });
  const steps = row.actions.map((step, at) => numbered(row.actions, step, at));
  const guards = row.guard === undefined ? [] : namesOfGuard(row.guard);
  return [
    make('never', ''),
    ...guards.flatMap((guard, at) => [make('negate', guard, { at }), make('always', guard, { at })]),
    ...steps.map((step, at) => make('drop', step, { at })),
    ...steps.slice(1).map((next, at) => make('swap', `${steps[at]}, ${next}`, { at })),
    ...(row.target === undefined ? [] : [make('stay', '')]),
    ...(isReset(list, row) ? fieldsSet(machine, row).map((field) => make('keep', field, { field })) : []),
  ];
}

/** `live on modern.write.deviceStatus if statusIsZero`; two with one guard are told apart by a number. */
function placeText({ state, on, rows }: RowList, number: number): string {
  const guard = guardText(rows[number]?.guard);
  const same = rows.slice(0, number).filter((each) => guardText(each.guard) === guard).length;
  const when = guard === 'otherwise' ? (rows.length === 1 ? '' : ' otherwise') : ` if ${guard}`;
  return `${state === '' ? '' : `${state} `}on ${on}${when}${same === 0 ? '' : ` #${same + 1}`}`;
}

const numbered = (steps: readonly string[], step: string, at: number): string => {
  const same = steps.slice(0, at).filter((each) => each === step).length;
  return same === 0 ? step : `${step} #${same + 1}`;
};

/** A transition is part of a reset if its event or one of its steps is called so; to look for one is not. */
const isReset = ({ on }: RowList, { actions }: Row): boolean =>
  /(^|[._])(system|functionLevel)?reset$/i.test(on) || actions.some((name) => /^reset/i.test(name));

/** The context fields that a transition's steps set. */
function fieldsSet(machine: AnyStateMachine, { actions }: Row): readonly string[] {
  const context: object = machine.config.context ?? {};
  const fields = actions.flatMap((step): readonly string[] => {
    const assignment = assignmentOf(machine, step);
    if (assignment === undefined) return [];
    return Object.keys(typeof assignment === 'function' ? changeOf(assignment, context) : assignment);
  });
  return [...new Set(fields)];
}

/** What a function assigns when it is asked at power-on; where it needs more than that, it may set any field. */
function changeOf(assignment: object, context: object): object {
  try {
    return (assignment as (args: object) => object)({ context, event: { type: '' } });
  } catch {
    return context;
  }
}

/** What a step assigns; undefined for a step that is no `assign`. */
export function assignmentOf(machine: AnyStateMachine, step: string): object | undefined {
  const action = machine.implementations.actions[step] as { readonly assignment?: object } | undefined;
  return action?.assignment;
}

/** A step that assigns nothing. */
function isIdleStep(machine: AnyStateMachine, step: string): boolean {
  const assignment = assignmentOf(machine, step);
  return typeof assignment === 'object' && Object.keys(assignment).length === 0;
}
