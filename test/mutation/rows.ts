/** The transitions of a machine's configuration as lists of rows: read, compared, and one of them replaced. */
import type { AnyStateMachine } from 'xstate';
import { namesOfGuard } from '../../src/statechart/sequence.ts';
import type { Place } from './mutation.ts';

type Json = { readonly [key: string]: unknown };

/** One transition in xstate's own form, its parts always lists. */
export interface Row {
  readonly guard?: unknown;
  readonly actions: readonly string[];
  readonly target?: string;
  readonly reenter?: boolean;
}

/** The transitions of one event in one state, in the order in which they are tried. */
export interface RowList {
  readonly state: string;
  readonly on: string;
  readonly rows: readonly Row[];
}

/** Every list of transitions of a machine, parents before their children. */
export function rowLists(machine: AnyStateMachine): readonly RowList[] {
  const visit = (state: Json, path: string): readonly RowList[] => [
    ...Object.entries((state.on ?? {}) as Json).map(([on, own]) => ({ state: path, on, rows: rowsOf(own) })),
    ...(state.always === undefined ? [] : [{ state: path, on: 'always', rows: rowsOf(state.always) }]),
    ...Object.entries((state.states ?? {}) as Json).flatMap(([name, child]) =>
      visit(child as Json, path === '' ? name : `${path}.${name}`),
    ),
  ];
  return visit(machine.config as Json, '');
}

function rowsOf(own: unknown): readonly Row[] {
  const list: readonly unknown[] = Array.isArray(own) ? own : own === undefined ? [] : [own];
  return list.map((each): Row => {
    if (typeof each === 'string') return { actions: [], target: each };
    const { guard, actions, target, reenter } = each as Json;
    const steps: readonly unknown[] = Array.isArray(actions)
      ? actions
      : actions === undefined
        ? []
        : [actions];
    const unnamed = steps.find((step) => typeof step !== 'string');
    if (unnamed !== undefined) throw new TypeError('expected steps by name, found one that has none');
    return {
      ...(guard === undefined ? {} : { guard }),
      actions: steps as readonly string[],
      ...(target === undefined ? {} : { target: target as string }),
      ...(reenter === undefined ? {} : { reenter: reenter as boolean }),
    };
  });
}

/** A configuration with other rows in one place. */
export function withRows(config: Json, { state, on }: Omit<Place, 'row'>, rows: readonly Row[]): Json {
  if (state === '')
    return on === 'always'
      ? { ...config, always: rows }
      : { ...config, on: { ...(config.on as Json), [on]: rows } };
  const [name = '', ...rest] = state.split('.');
  const states = config.states as Json;
  return {
    ...config,
    states: { ...states, [name]: withRows(states[name] as Json, { state: rest.join('.'), on }, rows) },
  };
}

/** A guard in words: its name, or those of an `and`. */
export const guardText = (guard: unknown): string =>
  guard === undefined ? 'otherwise' : namesOfGuard(guard).join(' & ');

/**
 * A list as text, equal for lists that do the same whatever the guards answer: what stands behind a transition
 * without a guard is never tried, steps that change nothing count for nothing, and a guarded transition that does
 * what the one behind it does in any case decides nothing.
 * @param isIdle says of a step that it changes nothing
 * @param isLast nothing is asked behind this list: then a last transition that does nothing may as well be absent
 */
export function canonical(rows: readonly Row[], isIdle: (step: string) => boolean, isLast: boolean): string {
  const open = rows.findIndex(({ guard }) => guard === undefined);
  const texts = rows.slice(0, open === -1 ? rows.length : open + 1).map((row) => ({
    guard: row.guard === undefined ? '' : guardKey(row.guard),
    does: doesOf(row, isIdle),
  }));
  while (texts.length > 1 && texts.at(-1)?.guard === '' && texts.at(-1)?.does === texts.at(-2)?.does)
    texts.splice(-2, 1);
  while (isLast && texts.at(-1)?.does === NOTHING) texts.pop();
  return texts.map(({ guard, does }) => `${guard}?${does}`).join(';');
}

const doesOf = ({ target, reenter, actions }: Row, isIdle: (step: string) => boolean): string =>
  JSON.stringify([target, reenter, actions.filter((step) => !isIdle(step))]);

const NOTHING = doesOf({ actions: [] }, () => false);

/** Names, with what they are joined by. */
function guardKey(guard: unknown): string {
  if (typeof guard === 'string') return guard;
  const { guards, check } = guard as {
    readonly guards?: readonly unknown[];
    readonly check?: { name: string };
  };
  return `${check?.name ?? ''}(${(guards ?? []).map(guardKey).join()})`;
}
