import fc from 'fast-check';
import { type AnyStateMachine, createMachine } from 'xstate';
import type { Statechart } from '../../src/diagram/chart.ts';

/** Names that renderers have to escape, and names that only look as if. */
const NAMES = [
  ...[
    'a',
    'b1',
    'FEATURES_OK',
    'driver ok',
    'x-y',
    'x_y',
    '1st',
    'end',
    'state',
    'note',
    'default',
    'direction TB',
  ],
  ...[
    '<b>&amp;',
    '"quoted"',
    "it's",
    'a:b;c',
    '{x}',
    '[[fork]]',
    '[*]',
    '%% no',
    '#35;',
    '$$x$$',
    'é…漢',
    '*i*',
  ],
  ...[
    '__proto__x',
    'constructor',
    '-->',
    '- item',
    '1) item',
    '`code`',
    'class x',
    ']]>',
    '<!--',
    'A --> B : c',
  ],
];

interface StateShape {
  readonly name: string;
  readonly children: readonly StateShape[];
}

interface TransitionShape {
  readonly from: number;
  readonly to: number | undefined;
  readonly event: string;
  readonly guard: string | undefined;
  readonly actions: readonly string[];
  readonly described: boolean;
}

const name = fc.constantFrom(...NAMES);

const states: fc.Arbitrary<readonly StateShape[]> = fc.letrec<{ states: readonly StateShape[] }>((tie) => ({
  states: fc.uniqueArray(
    fc.record({
      name,
      children: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc.constant([]),
        fc.oneof(fc.constant([]), tie('states')),
      ),
    }),
    { selector: (state) => state.name, minLength: 1, maxLength: 4 },
  ),
})).states;

const transition: fc.Arbitrary<TransitionShape> = fc.record({
  from: fc.nat(),
  to: fc.option(fc.nat(), { nil: undefined }),
  event: name,
  guard: fc.option(name, { nil: undefined }),
  actions: fc.array(name, { maxLength: 6 }),
  described: fc.boolean(),
});

/** Small machines with boxes in boxes, odd names, and transitions from anywhere to anywhere. */
export const machine: fc.Arbitrary<AnyStateMachine> = fc
  .record({ states, transitions: fc.array(transition, { maxLength: 10 }), parallel: fc.boolean() })
  .map(({ states, transitions, parallel }) => {
    const paths = ['root', ...pathsOf(states, 'root')];
    const pathAt = (index: number): string => paths[index % paths.length] ?? 'root';
    const on = new Map<string, Map<string, readonly object[]>>();
    for (const { from, to, event, guard, actions, described } of transitions) {
      const source = pathAt(from);
      const events = on.get(source) ?? new Map<string, readonly object[]>();
      on.set(source, events);
      const transition = {
        ...(to === undefined ? {} : { target: `#${pathAt(to)}` }),
        ...(guard === undefined ? {} : { guard }),
        ...(described ? { description: `About ${event}` } : {}),
        actions: [...actions],
      };
      events.set(event, [...(events.get(event) ?? []), transition]);
    }
    return createMachine({
      id: 'root',
      ...(parallel ? { type: 'parallel' as const } : { initial: states[0]?.name ?? '' }),
      on: Object.fromEntries(on.get('root') ?? []),
      states: configOf(states, 'root', on),
    });
  });

function pathsOf(states: readonly StateShape[], parent: string): readonly string[] {
  return states.flatMap(({ name, children }) => [
    `${parent}/${name}`,
    ...pathsOf(children, `${parent}/${name}`),
  ]);
}

function configOf(
  states: readonly StateShape[],
  parent: string,
  on: ReadonlyMap<string, ReadonlyMap<string, readonly object[]>>,
): Record<string, object> {
  return Object.fromEntries(
    states.map(({ name, children }) => {
      const id = `${parent}/${name}`;
      const inside =
        children[0] === undefined ? {} : { initial: children[0].name, states: configOf(children, id, on) };
      return [
        name,
        {
          id,
          entry: [name],
          description: `State ${name}`,
          on: Object.fromEntries(on.get(id) ?? []),
          ...inside,
        },
      ];
    }),
  );
}

/** Flat charts, denser than any machine here. */
export const chart: fc.Arbitrary<Statechart> = fc
  .record({
    labels: fc.uniqueArray(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 8 }),
    edges: fc.array(fc.tuple(fc.nat(), fc.nat(), fc.string({ unit: 'grapheme' })), { maxLength: 20 }),
  })
  .map(({ labels, edges }) => {
    const idAt = (index: number): string => `s${index % labels.length}`;
    return {
      name: 'any',
      states: labels.map((label, index) => ({ id: idAt(index), label, initial: index === 0 })),
      edges: edges.map(([from, to, label]) => ({ from: idAt(from), to: idAt(to), label })),
    };
  });
