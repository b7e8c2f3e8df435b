/** One step of a machine speaks for all local states that look alike to it: against asking the machine each time. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assign, setup } from 'xstate';
import { type CompiledModel, compileModel } from '../../src/model/model.ts';
import { Product } from '../../src/model/product.ts';
import { CompileError } from '../../src/statechart/compile-error.ts';
import { compileMachine } from '../../src/statechart/compile-machine.ts';
import { type Flat, type Output, observe, type Part } from '../../src/statechart/part.ts';

interface Context {
  one: number;
  two: number;
  three: number;
  flag: boolean;
}

interface Event {
  type: string;
  value: number;
}

type Numbers = 'one' | 'two' | 'three';

/** What a step may do: set a field to a number, to another field, to the event's value, or to what it is. */
type Action =
  | { readonly set: Numbers; readonly to: number | Numbers | 'value' }
  | { readonly toggle: true }
  | { readonly copyAll: Numbers }
  | { readonly show: Numbers };

interface Transition {
  readonly if: { readonly field: Numbers; readonly is: number } | undefined;
  readonly actions: readonly Action[];
  readonly target: 'here' | 'there' | undefined;
}

type Args = { context: Context; event: Event };

const actionOf = (action: Action) => {
  if ('show' in action)
    return observe<Context, Event>(({ context }) => ({
      kind: 'read',
      register: 'deviceStatus',
      value: context[action.show],
    }));
  if ('toggle' in action) return assign(({ context }: Args) => ({ flag: !context.flag }));
  if ('copyAll' in action) return assign(({ context }: Args) => ({ ...context, [action.copyAll]: 0 }));
  const { set, to } = action;
  return assign(({ context, event }: Args) => ({
    [set]: typeof to === 'number' ? to : to === 'value' ? event.value : context[to],
  }));
};

const transitionOf = ({ if: condition, actions, target }: Transition) => ({
  ...(condition === undefined
    ? {}
    : { guard: ({ context }: Args) => context[condition.field] === condition.is }),
  ...(target === undefined ? {} : { target }),
  actions: actions.map(actionOf),
});

/** Two events that reach a transport as they are. */
const A = 'WRITE_FEAT';
const B = 'WRITE_STATUS';

/** A machine of two states that takes both events. */
function machineOf(on: Readonly<Record<typeof A | typeof B, readonly Transition[]>>) {
  const transitions = { [A]: on[A].map(transitionOf), [B]: on[B].map(transitionOf) };
  return setup({
    types: { context: {} as Context, events: {} as Event, emitted: {} as Output },
  }).createMachine({
    id: 'small',
    context: { one: 0, two: 1, three: 2, flag: false },
    initial: 'here',
    states: {
      here: { on: transitions as object },
      there: {
        on: {
          [A]: { actions: assign(({ context }: Args) => ({ one: context.two })) },
          [B]: { target: 'here' },
        },
        always: { guard: ({ context }: Args) => context.three === 3, target: 'here' },
      },
    },
  });
}

function modelOf(machine: Part['machine']): CompiledModel {
  const parts = ['transport', 'core', 'class', 'backend'].map((name) => ({
    name,
    machine,
    view: (context: Flat) => context,
  }));
  const scenario = {
    semantics: 'none',
    patches: [],
    transport: 'pci',
    flavour: 'modern',
    device: 'plain',
    backend: 'none',
    driver: 'adversary',
    byteOrder: 'big',
    features: [],
  } as const;
  return compileModel({ scenario, parts, driver: undefined, operations: [] });
}

const numbers = fc.constantFrom<Numbers>('one', 'two', 'three');
const actions = fc.oneof(
  fc.record({ set: numbers, to: fc.oneof(fc.nat(3), numbers, fc.constant('value' as const)) }),
  fc.constant({ toggle: true as const }),
  fc.record({ copyAll: numbers }),
  fc.record({ show: numbers }),
);
const transitions = fc.array(
  fc.record({
    if: fc.option(fc.record({ field: numbers, is: fc.nat(3) }), { nil: undefined }),
    actions: fc.array(actions, { maxLength: 3 }),
    target: fc.constantFrom('here' as const, 'there' as const, undefined),
  }),
  { maxLength: 3 },
);

describe('shared steps', () => {
  it('are what the machine does', () => {
    fc.assert(
      fc.property(
        fc.record({ [A]: transitions, [B]: transitions }),
        fc.array(fc.record({ command: fc.constantFrom(A, B), value: fc.nat(3) }), { maxLength: 60 }),
        (on, commands) => {
          const machine = machineOf(on);
          const compiled = compileMachine(machine);
          const product = new Product(modelOf(machine));
          const row = product.powerOn();
          for (const { command, value } of commands) {
            const local = row[0] ?? -1;
            const before = product.local(0, local);
            const expected = compiled.step(before, { type: command, value });
            const operation = product.operationId({ kind: 'ccw', command, value });
            const { observations } = product.transcript(product.perform(row, operation));
            expect(product.local(0, row[0] ?? -1)).toEqual(expected.state);
            expect(observations).toEqual(
              expected.outputs.map((output) => (output.type === 'observe' ? output.observation : undefined)),
            );
            // The context that was lent is as it was.
            expect(product.localNumber(0, product.local(0, local))).toBe(local);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('cannot be had of a machine that is not pure', () => {
    let times = 0;
    const moody = setup({
      types: { context: {} as Context, events: {} as Event, emitted: {} as Output },
    }).createMachine({
      id: 'moody',
      context: { one: 0, two: 1, three: 2, flag: false },
      on: {
        [A]: {
          actions: assign(({ context }: Args) => ({ one: context.one + 1, two: context.two + 1 })),
        },
        [B]: {
          guard: ({ context }: Args) => {
            times++;
            return (times === 1 ? context.one : context.two) === 7;
          },
          actions: assign({ three: 0 }),
        },
      },
    });
    const product = new Product(modelOf(moody));
    const perform = (command: typeof A | typeof B, row: Int32Array): void => {
      product.perform(row, product.operationId({ kind: 'ccw', command }));
    };
    perform(B, product.powerOn());
    const raised = product.powerOn();
    perform(A, raised);
    expect(() => perform(B, raised)).toThrow(CompileError);
    expect(() => perform(B, raised)).toThrow(/pure functions of context and event/);
  });
});
