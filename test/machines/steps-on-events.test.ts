/** A guard or an action made with `on` stands only where the events are taken that it says it reads. */
import { expect, it } from 'vitest';
import { buildModel } from '../../src/model/build-model.ts';
import { MACHINES } from '../../src/scenarios/machine-table.ts';
import { eventsRead } from '../../src/statechart/on-event.ts';
import { namesOfGuard } from '../../src/statechart/sequence.ts';

interface State {
  readonly on?: Readonly<Record<string, unknown>>;
  readonly states?: Readonly<Record<string, State>>;
}

interface Transition {
  readonly guard?: unknown;
  readonly actions?: unknown;
}

const listed = (value: unknown): readonly unknown[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

const nameOf = (reference: unknown): string =>
  typeof reference === 'string' ? reference : String((reference as { readonly type?: string }).type);

/** Each event of a machine, and a guard or action that stands on it. */
function* stepsOf(
  state: State,
): Generator<readonly [event: string, kind: 'guards' | 'actions', name: string]> {
  for (const [event, transitions] of Object.entries(state.on ?? {})) {
    for (const { guard, actions } of listed(transitions) as readonly Transition[]) {
      for (const each of listed(guard).flatMap(namesOfGuard)) yield [event, 'guards', each];
      for (const each of listed(actions)) yield [event, 'actions', nameOf(each)];
    }
  }
  for (const inner of Object.values(state.states ?? {})) yield* stepsOf(inner);
}

/** What an implementation reads; of an action, what the function in it reads. */
function readBy(implementation: unknown): readonly string[] | undefined {
  const { assignment, build } = implementation as { readonly assignment?: unknown; readonly build?: unknown };
  return [implementation, assignment, build]
    .flatMap((each) => (typeof each === 'function' ? [eventsRead(each)] : []))
    .find((each) => each !== undefined);
}

it.each(MACHINES.map(({ id, scenario }) => [id, scenario] as const))('%s', (id, scenario) => {
  const { parts } = buildModel(scenario, { patches: [] }).model;
  const machine = parts.find((part) => part.machine.id === id)?.machine;
  if (machine === undefined) throw new Error(`${id} takes no part in its scenario`);
  const strays = [...stepsOf(machine.config as State)].filter(([event, kind, name]) => {
    const read = readBy(machine.implementations[kind][name]);
    return read !== undefined && !read.includes(event);
  });
  expect(strays).toEqual([]);
});
