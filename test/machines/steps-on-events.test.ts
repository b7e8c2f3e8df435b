/** A guard or an action made with `on` stands only where the events are taken that it says it reads. */
import { describe, expect, it } from 'vitest';
import type { AnyStateMachine } from 'xstate';
import { CALLS } from '../../machines/calls/index.ts';
import { PATCHES } from '../../machines/semantics/index.ts';
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import { buildModel } from '../../src/model/build-model.ts';
import { MACHINES } from '../../src/scenarios/machine-table.ts';
import { typicalInput } from '../../src/scenarios/typical.ts';
import type { CallTable } from '../../src/statechart/call-table.ts';
import { eventsRead } from '../../src/statechart/on-event.ts';
import type { Part } from '../../src/statechart/part.ts';
import { applyPatch } from '../../src/statechart/patch.ts';
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

/** Where a machine's guards and actions stand on events that they do not read. */
const strays = ({ config, implementations }: AnyStateMachine): readonly unknown[] =>
  [...stepsOf(config as State)].filter(([event, kind, name]) => {
    const read = readBy(implementations[kind][name]);
    return read !== undefined && !read.includes(event);
  });

/** The part of a scenario whose machine this is. */
function partWith(scenario: Scenario, id: string): Part {
  const part = buildModel(scenario, { patches: [] }).model.parts.find(({ machine }) => machine.id === id);
  if (part === undefined) throw new Error(`${id} takes no part in its scenario`);
  return part;
}

describe.each(MACHINES.map(({ id, scenario }) => [id, scenario] as const))('%s', (id, scenario) => {
  const part = partWith(scenario, id);

  it('has no step on an event that it does not read', () => {
    expect(strays(part.machine)).toEqual([]);
  });

  const patches = [...PATCHES.values()].filter((patch) =>
    Object.hasOwn(patch.machines(typicalInput(scenario)), id),
  );
  it.each(patches.map((patch) => [patch.name, patch] as const))('has none under patch %s', (_, patch) => {
    const [patched] = applyPatch([part], patch, typicalInput(scenario));
    expect(patched && strays(patched.machine)).toEqual([]);
  });
});

it('lets a sequence go on by an event that has the fields of the event at hand', () => {
  const calls: CallTable[string] = CALLS.transport;
  const argumentsOf = (event: string) => (Object.hasOwn(calls, event) ? calls[event]?.takes : undefined);
  const goesOn = MACHINES.flatMap(({ id, part, scenario }) =>
    part === 'transport' ? [...stepsOf(partWith(scenario, id).machine.config as State)] : [],
  ).filter(([, kind, name]) => kind === 'actions' && Object.hasOwn(calls, name));
  expect(goesOn.length).toBeGreaterThan(0);
  for (const [event, , name] of goesOn) expect(argumentsOf(event)).toEqual(argumentsOf(name));
});
