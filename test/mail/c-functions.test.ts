/** The map from C to machines names nothing that does not exist, and leaves no action out. */
import { describe, expect, it } from 'vitest';
import type { AnyStateMachine } from 'xstate';
import {
  ACTIONS_WITHOUT_SOURCE,
  MACHINES_WITHOUT_SOURCE,
  SOURCE_FUNCTIONS,
  sourceFunctions,
} from '../../machines/c-functions/index.ts';
import { buildModel } from '../../src/model/build-model.ts';
import { MACHINE_IDS, MACHINES } from '../../src/scenarios/machine-table.ts';

/** By id; the machine of QEMU's base where several bases have one of that id. */
const machines: ReadonlyMap<string, AnyStateMachine> = new Map(
  MACHINES.map(({ id, scenario }) => {
    const part = buildModel(scenario, { patches: [] }).model.parts.find(({ machine }) => machine.id === id);
    if (part === undefined) throw new Error(`${id} takes no part in its scenario`);
    return [id, part.machine];
  }),
);

interface State {
  readonly on?: Readonly<Record<string, unknown>>;
  readonly states?: Readonly<Record<string, State>>;
}

/** The names of a machine, by kind. */
function namesOf(
  id: string,
): Readonly<Record<'actions' | 'guards' | 'events' | 'states', ReadonlySet<string>>> {
  const machine = machines.get(id);
  if (machine === undefined) throw new Error(`no machine "${id}"`);
  const events = new Set<string>();
  const states = new Set<string>();
  const visit = ({ on = {}, states: inner = {} }: State, path: string): void => {
    for (const event of Object.keys(on)) events.add(event);
    for (const [name, state] of Object.entries(inner)) {
      const here = path === '' ? name : `${path}.${name}`;
      states.add(here);
      visit(state, here);
    }
  };
  visit(machine.config as State, '');
  const { actions, guards } = machine.implementations;
  return { actions: new Set(Object.keys(actions)), guards: new Set(Object.keys(guards)), events, states };
}

const label = ({ name, file }: { readonly name: string; readonly file: string }) => `${name} (${file})`;

describe('the table of source functions', () => {
  it('names only what its machines have', () => {
    const missing = SOURCE_FUNCTIONS.flatMap((each) =>
      each.models.flatMap(({ machine, ...named }) => {
        const names = namesOf(machine);
        return (['actions', 'guards', 'events', 'states'] as const).flatMap((kind) =>
          (named[kind] ?? [])
            .filter((name) => !names[kind].has(name))
            .map((name) => `${label(each)}: ${machine} has no ${kind} "${name}"`),
        );
      }),
    );
    expect(missing).toEqual([]);
  });

  it('says something of every function: steps, or why there are none', () => {
    for (const each of SOURCE_FUNCTIONS) {
      expect(each.note, label(each)).toMatch(/^\S.*[^.]$/);
      for (const { machine, ...named } of each.models)
        expect(Object.values(named).flat().length, `${label(each)}, ${machine}`).toBeGreaterThan(0);
    }
  });

  it('has a function once in each file', () => {
    expect(new Set(SOURCE_FUNCTIONS.map(label)).size).toBe(SOURCE_FUNCTIONS.length);
  });

  it('tells functions of one name apart by their file', () => {
    expect(sourceFunctions('virtio_ccw_reset').length).toBe(2);
    expect(sourceFunctions('virtio_ccw_reset', 'hw/s390x/virtio-ccw.c').map(({ file }) => file)).toEqual([
      'hw/s390x/virtio-ccw.c',
    ]);
    expect(sourceFunctions('main')).toEqual([]);
  });

  it.each(MACHINE_IDS.filter((id) => MACHINES_WITHOUT_SOURCE[id] === undefined))(
    'names every action of %s, or says that it has no function',
    (id) => {
      const named = new Set(
        SOURCE_FUNCTIONS.flatMap(({ models }) =>
          models.filter(({ machine }) => machine === id).flatMap(({ actions = [] }) => actions),
        ),
      );
      const without = Object.keys(ACTIONS_WITHOUT_SOURCE[id] ?? {});
      expect([...namesOf(id).actions].filter((name) => !named.has(name) && !without.includes(name))).toEqual(
        [],
      );
      expect(without.filter((name) => named.has(name) || !namesOf(id).actions.has(name))).toEqual([]);
    },
  );

  it('says of every other machine what it follows', () => {
    expect(Object.keys(MACHINES_WITHOUT_SOURCE).filter((id) => !MACHINE_IDS.includes(id))).toEqual([]);
    const named = new Set(SOURCE_FUNCTIONS.flatMap(({ models }) => models.map(({ machine }) => machine)));
    expect(Object.keys(MACHINES_WITHOUT_SOURCE).filter((id) => named.has(id))).toEqual([]);
  });
});
