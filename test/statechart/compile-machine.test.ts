import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AnyStateMachine, and, assign, enqueueActions, not, or, raise, setup, stateIn } from 'xstate';
import { vhost } from '../../machines/backends/vhost.ts';
import { blk, net } from '../../machines/classes/device-classes.ts';
import { virtioBlk } from '../../machines/classes/virtio-blk.ts';
import { virtioNet } from '../../machines/classes/virtio-net.ts';
import { qemuVirtioDevice } from '../../machines/core/qemu-virtio-device.ts';
import { virtioPci } from '../../machines/transports/pci/index.ts';
import { type DeviceClass, deviceInput } from '../../machines/vocabulary/device-input.ts';
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import { CompileError } from '../../src/statechart/compile-error.ts';
import { compileMachine } from '../../src/statechart/compile-machine.ts';
import { emitCall as call, type Output, type PartEvent } from '../../src/statechart/part.ts';
import { agreesWithXstate, eventsOf } from '../helpers/agrees-with-xstate.ts';

const input = (deviceClass: DeviceClass, changes: Partial<Scenario> = {}) =>
  deviceInput(
    {
      semantics: 'qemu-7.2',
      patches: [],
      transport: 'pci',
      flavour: 'transitional',
      device: deviceClass.name,
      backend: 'none',
      driver: 'adversary',
      byteOrder: 'big',
      features: deviceClass === net ? ['MTU', 'MQ', 'STANDBY', 'ACCESS_PLATFORM'] : ['ACCESS_PLATFORM'],
      ...changes,
    },
    deviceClass,
  );

const vhostUser = { backend: 'vhost-user' };

describe("the machines' compiled form agrees with xstate", () => {
  it.each(
    [
      virtioPci(input(net)),
      qemuVirtioDevice(input(net)),
      qemuVirtioDevice(input(blk, { byteOrder: 'little' })),
      virtioNet(input(net)),
      virtioBlk(input(blk)),
      virtioBlk(input(blk, vhostUser)),
      vhost(input(net, vhostUser)),
    ].map((part) => ({ id: part.machine.id, part })),
  )('$id', ({ part }) => {
    agreesWithXstate(part, eventsOf(part));
  });
});

// Small machines, one for each feature. Their events carry one number, their actions say when they run.

interface Event {
  type: string;
  value: number;
}

interface Context {
  count: number;
}

/** A setup whose action `say` emits its parameter, so that order and moment are seen. */
const base = setup({
  types: { context: {} as Context, events: {} as Event, emitted: {} as Output },
  guards: {
    isPositive: ({ event }) => event.value > 0,
    isEven: ({ event }) => event.value % 2 === 0,
    atLeast: ({ context, event }, params: { least: number }) => context.count + event.value >= params.least,
    countIsSmall: ({ context }) => context.count < 5,
    isPositiveAndEven: and(['isPositive', 'isEven']),
  },
  actions: {
    say: call<Context, Event>('core', ({ context, event }) => ({
      type: 'said',
      count: context.count,
      value: event.value ?? -1,
      on: event.type,
    })),
    sayA: call<Context, Event>('core', ({ context }) => ({ type: 'a', count: context.count })),
    sayB: call<Context, Event>('core', ({ context }) => ({ type: 'b', count: context.count })),
    sayC: call<Context, Event>('core', ({ context }) => ({ type: 'c', count: context.count })),
    count: assign({ count: ({ context }) => context.count + 1 }),
    add: assign(({ context }, params: { amount: number }) => ({ count: context.count + params.amount })),
    clear: assign({ count: 0 }),
  },
});

/** Events `names` with a small number. */
const events = (...names: string[]): fc.Arbitrary<PartEvent> =>
  fc.record({ type: fc.constantFrom(...names, 'other'), value: fc.integer({ min: -2, max: 4 }) });

describe('each feature of the compiled form agrees with xstate', () => {
  it('nested targets, with entry and exit actions from the inside out and back', () => {
    const machine = base.createMachine({
      id: 'nested',
      context: { count: 0 },
      initial: 'left',
      entry: ['say'],
      exit: ['say'],
      states: {
        left: {
          initial: 'outer',
          entry: ['sayA', 'count'],
          exit: ['count', 'sayA'],
          states: {
            outer: {
              initial: 'inner',
              entry: ['sayB', 'count'],
              exit: ['count', 'sayB'],
              states: {
                inner: {
                  entry: ['sayC'],
                  exit: ['sayC'],
                  on: { SIDE: 'other', CROSS: { target: '#right-deep', actions: ['say'] } },
                },
                other: { on: { SIDE: { target: 'inner', actions: ['say'] }, UP: '#left' } },
              },
            },
          },
          id: 'left',
          on: {
            INTO: { target: '.outer.other', actions: ['say'] },
            SELF: { target: 'left', actions: ['say'] },
          },
        },
        right: {
          initial: 'shallow',
          entry: ['sayB'],
          exit: ['sayC', 'count'],
          states: {
            shallow: { on: { DEEPER: 'deep' } },
            deep: {
              id: 'right-deep',
              entry: ['count'],
              on: { CROSS: { target: '#left', actions: ['sayA'] } },
            },
          },
        },
      },
      on: { HOME: { target: '.left', actions: ['say'] }, ROOT: '#nested' },
    });
    agreesWithXstate({ machine }, events('SIDE', 'CROSS', 'UP', 'INTO', 'SELF', 'DEEPER', 'HOME', 'ROOT'));
  });

  it('reenter, of a leaf, a compound state, a descendant and the root', () => {
    const machine = base.createMachine({
      id: 'reenter',
      context: { count: 0 },
      initial: 'box',
      entry: ['say'],
      exit: ['say'],
      states: {
        box: {
          initial: 'one',
          entry: ['sayA'],
          exit: ['sayB', 'count'],
          states: {
            one: {
              entry: ['sayC'],
              exit: ['sayC'],
              on: { LEAF: { target: 'one', reenter: true }, STAY: { target: 'one', actions: ['say'] } },
            },
            two: {
              on: {
                ROOT_FROM_BELOW: '#reenter',
                ROOT_AGAIN_FROM_BELOW: { target: '#reenter', reenter: true },
              },
            },
          },
          on: {
            BOX: { target: 'box', reenter: true, actions: ['say'] },
            BOX_INSIDE: { target: 'box', actions: ['say'] },
            CHILD: { target: '.two', reenter: true },
            CHILD_INSIDE: { target: '.two' },
            NOWHERE: { reenter: true, actions: ['count'] },
          },
        },
      },
      on: { ROOT: { target: '#reenter', reenter: true }, ROOT_CHILD: { target: '.box.two', reenter: true } },
    });
    agreesWithXstate(
      { machine },
      events(
        'LEAF',
        'STAY',
        'BOX',
        'BOX_INSIDE',
        'CHILD',
        'CHILD_INSIDE',
        'NOWHERE',
        'ROOT',
        'ROOT_CHILD',
        'ROOT_FROM_BELOW',
        'ROOT_AGAIN_FROM_BELOW',
      ),
    );
  });

  it('chains of eventless transitions', () => {
    const machine = base.createMachine({
      id: 'always',
      context: { count: 0 },
      initial: 'first',
      states: {
        first: { always: { target: 'second', actions: ['sayA', 'count'] } },
        second: {
          entry: ['say'],
          always: [{ guard: 'countIsSmall', actions: ['count', 'sayB'] }, { target: 'third' }],
        },
        third: { on: { AGAIN: { target: 'first', actions: ['clear'] } } },
      },
    });
    agreesWithXstate({ machine }, events('AGAIN'));
  });

  it('eventless transitions that look at the event, even one that nothing takes', () => {
    const machine = base.createMachine({
      id: 'always-event',
      context: { count: 0 },
      initial: 'off',
      states: {
        off: { always: { guard: ({ event }) => event.value === 3, target: 'on', actions: ['say'] } },
        on: { on: { OFF: { target: 'off', actions: ['count'] } } },
      },
    });
    agreesWithXstate({ machine }, events('OFF'));
  });

  it('eventless transitions that change nothing run once', () => {
    const machine = base.createMachine({
      id: 'always-same',
      context: { count: 0 },
      initial: 'only',
      states: {
        only: { always: { guard: 'isPositive', actions: ['say'] }, on: { COUNT: { actions: ['count'] } } },
      },
    });
    agreesWithXstate({ machine }, events('COUNT'));
  });

  it('enqueueActions, with check', () => {
    const machine = base.createMachine({
      id: 'enqueue',
      context: { count: 0 },
      entry: [
        enqueueActions(({ enqueue }) => {
          enqueue('count');
          enqueue('sayA');
        }),
      ],
      on: {
        GO: {
          actions: [
            'count',
            enqueueActions(({ context, event, enqueue, check }) => {
              enqueue('say');
              if (check('isPositive')) enqueue.assign({ count: context.count + event.value });
              if (check({ type: 'atLeast', params: { least: 4 } }))
                enqueue({ type: 'add', params: { amount: -3 } });
              if (check(not('isPositiveAndEven')))
                enqueue.assign(({ context: now }) => ({ count: now.count + 1 }));
              enqueue.emit({ type: 'call', to: 'class', event: { type: 'fixed' } });
              enqueue.emit(({ context: now }) => ({
                type: 'call',
                to: 'class',
                event: { type: 'late', count: now.count },
              }));
              enqueue(assign({ count: ({ context: now }) => now.count % 7 }));
            }),
            'say',
          ],
        },
      },
    });
    agreesWithXstate({ machine }, events('GO'));
  });

  it('params on guards and actions, fixed and computed', () => {
    const machine = base.createMachine({
      id: 'params',
      context: { count: 0 },
      initial: 'low',
      states: {
        low: {
          exit: [{ type: 'add', params: { amount: 10 } }, 'say'],
          on: {
            GO: [
              { guard: { type: 'atLeast', params: { least: 3 } }, target: 'high' },
              {
                actions: [
                  { type: 'add', params: ({ context, event }) => ({ amount: event.value - context.count }) },
                  'say',
                ],
              },
            ],
          },
        },
        high: {
          on: {
            GO: {
              guard: { type: 'atLeast', params: ({ event }) => ({ least: event.value + 5 }) },
              target: 'low',
              actions: ['clear'],
            },
          },
        },
      },
    });
    agreesWithXstate({ machine }, events('GO'));
  });

  it('and, or and not, inline, nested and by name', () => {
    const machine = base.createMachine({
      id: 'composite',
      context: { count: 0 },
      on: {
        AND: { guard: and(['isPositive', 'isEven']), actions: ['say'] },
        OR: { guard: or(['isPositive', 'isEven']), actions: ['say'] },
        NOT: { guard: not('isPositive'), actions: ['say'] },
        NAMED: { guard: 'isPositiveAndEven', actions: ['say'] },
        NESTED: {
          guard: and([
            not(and(['isPositive', 'isEven'])),
            or(['countIsSmall', { type: 'atLeast', params: { least: 4 } }]),
          ]),
          actions: ['count', 'say'],
        },
        NONE: { guard: or([]), actions: ['say'] },
        INLINE: { guard: ({ event }) => event.value === 1, actions: ['say'] },
        ALL: { guard: and([]), actions: ['say'] },
      },
    });
    agreesWithXstate({ machine }, events('AND', 'OR', 'NOT', 'NAMED', 'NESTED', 'INLINE', 'NONE', 'ALL'));
  });

  it('wildcards, longest first, when the exact transitions do not apply', () => {
    const machine = base.createMachine({
      id: 'wildcard',
      context: { count: 0 },
      initial: 'inner',
      states: {
        inner: {
          on: {
            'modern.write.status': { guard: 'isPositive', actions: ['sayA'] },
            'modern.*': { guard: 'isEven', actions: ['sayB'] },
            'modern.write.*': { guard: { type: 'atLeast', params: { least: 3 } }, actions: ['sayC'] },
            forbidden: {},
          },
        },
      },
      on: { '*': { actions: ['say'] }, 'modern.read': { actions: ['count'] } },
    });
    agreesWithXstate(
      { machine },
      events(
        'modern',
        'modern.write',
        'modern.write.status',
        'modern.write.other.deep',
        'modern.read',
        'modernity',
        'forbidden',
      ),
    );
  });

  it('transitions without a target, and those that forbid what the parent allows', () => {
    const machine = base.createMachine({
      id: 'forbidden',
      context: { count: 0 },
      initial: 'a',
      states: {
        a: { on: { GO: { target: 'b' }, NOTED: { actions: ['count', 'say'] }, HELD: {} } },
        b: { on: { GO: [{ guard: 'isPositive' }, { target: 'a' }] } },
      },
      on: { HELD: { actions: ['say'] }, NOTED: { actions: ['sayB'] } },
    });
    agreesWithXstate({ machine }, events('GO', 'NOTED', 'HELD'));
  });
});

describe('a step', () => {
  const machine = compileMachine(
    base.createMachine({
      id: 'steps',
      context: { count: 0 },
      on: { STAY: {}, COUNT: { actions: ['count'] } },
    }),
  );

  it('says whether a transition took the event', () => {
    const { state } = machine.initial;
    expect(machine.step(state, { type: 'STAY' })).toEqual({ state, outputs: [], taken: true });
    expect(machine.step(state, { type: 'COUNT' })).toMatchObject({
      state: { context: { count: 1 } },
      taken: true,
    });
    expect(machine.step(state, { type: 'OTHER' })).toEqual({ state, outputs: [], taken: false });
  });

  it('does not change the state that it starts from', () => {
    const { state } = machine.initial;
    machine.step(state, { type: 'COUNT' });
    expect(state.context).toEqual({ count: 0 });
  });

  it('refuses a leaf that does not exist', () => {
    expect(() => machine.step({ leaf: 7, context: {} }, { type: 'COUNT' })).toThrow(
      'leaf 7 of machine "steps" does not exist',
    );
  });
});

describe('what the compiled form refuses', () => {
  // Wrong on purpose, beyond what the types of setup() would let through.
  const make = (config: object) =>
    setup({}).createMachine({ id: 'wrong', context: {}, ...config } as never) as unknown as AnyStateMachine;

  it.each<[string, object, string]>([
    ['a parallel state', { type: 'parallel', states: { a: {}, b: {} } }, 'state "wrong" is parallel'],
    ['a history state', { initial: 'a', states: { a: {}, h: { type: 'history' } } }, 'state "h" is history'],
    ['a final state', { initial: 'a', states: { a: {}, end: { type: 'final' } } }, 'state "end" is final'],
    ['invoke', { initial: 'a', states: { a: { invoke: { src: 'x' } } } }, 'state "a" uses invoke or after'],
    ['after', { initial: 'a', states: { a: { after: { 10: 'a' } } } }, 'state "a" uses invoke or after'],
    [
      'onDone',
      { initial: 'a', states: { a: { initial: 'b', states: { b: {} }, onDone: 'a' } } },
      'need final states',
    ],
    [
      'actions on an initial transition',
      { initial: { target: 'a', actions: ['x'] }, states: { a: {} } },
      'actions on its initial transition',
    ],
    [
      'two targets',
      { initial: 'a', states: { a: { on: { X: { target: ['a', 'b'] } } }, b: {} } },
      'state "a" on "X": has more than one target',
    ],
    ['a context function', { context: () => ({}) }, 'the context must be a plain object'],
    ['an object in the context', { context: { word: { low: 0 } } }, '"word" is object'],
    ['null in the context', { context: { word: null } }, '"word" is null'],
    ['a bigint in the context', { context: { word: 1n } }, '"word" is bigint'],
    [
      'a guard without implementation',
      { on: { X: { guard: 'missing' } } },
      'state "wrong" on "X": guard "missing" does not exist; the machine has none',
    ],
    [
      'an action without implementation',
      { on: { X: { actions: ['missing'] } } },
      'state "wrong" on "X": action "missing" does not exist; the machine has none',
    ],
    [
      'a missing action on entry',
      { initial: 'a', states: { a: { entry: ['missing'] } } },
      'state "a" on entry: action "missing"',
    ],
    [
      'a missing action on exit',
      { initial: 'a', states: { a: { exit: ['missing'] } } },
      'state "a" on exit: action "missing"',
    ],
    [
      'a missing guard of an eventless transition',
      { initial: 'a', states: { a: { always: { guard: 'missing' } } } },
      'state "a" on "always": guard "missing"',
    ],
    [
      'a missing guard inside not()',
      { on: { X: { guard: not('missing' as never) } } },
      'guard "missing" does not exist',
    ],
    ['stateIn', { on: { X: { guard: stateIn('a') } } }, 'such as stateIn'],
    [
      'a plain function as action',
      { on: { X: { actions: [() => {}] } } },
      'action "(inline)" is neither assign, emit',
    ],
    [
      'raise',
      { on: { X: { actions: [raise({ type: 'Y' } as never)] } } },
      'action "(inline)" is neither assign, emit',
    ],
    [
      'an eventless loop',
      { initial: 'a', states: { a: { always: 'b' }, b: { always: 'a' } } },
      'never settles',
    ],
  ])('%s', (_, config, message) => {
    expect(() => compileMachine(make(config))).toThrow(message);
    expect(() => compileMachine(make(config))).toThrow(CompileError);
  });

  it('names what a machine does have', () => {
    const machine = base.createMachine({
      id: 'typo',
      context: { count: 0 },
      on: { X: { actions: ['coumt' as never] } },
    });
    expect(() => compileMachine(machine)).toThrow(
      'machine "typo": state "typo" on "X": action "coumt" does not exist; the machine has add, clear, count, say, sayA, sayB, sayC',
    );
  });

  it.each<[string, unknown, string]>([
    [
      'an assignment of another type',
      assign({ count: 'many' } as never),
      'changes the type of context field "count" from number to string',
    ],
    [
      'an assignment to an unknown field',
      assign({ other: 1 } as never),
      'changes the type of context field "other" from undefined to number',
    ],
    [
      'an enqueued raise',
      enqueueActions(({ enqueue }) => enqueue.raise({ type: 'Y' } as never)),
      'may enqueue only named actions, assign and emit',
    ],
    [
      'an enqueued action without implementation',
      enqueueActions(({ enqueue }) => enqueue('missing' as never)),
      'action "missing" does not exist',
    ],
    [
      'an emitted event of another kind',
      enqueueActions(({ enqueue }) => enqueue.emit({ type: 'message' } as never)),
      'neither a call nor an observation',
    ],
  ])('%s, when it happens', (_, action, message) => {
    const machine = base.createMachine({
      id: 'late',
      context: { count: 0 },
      on: { X: { actions: [action as never] } },
    });
    const compiled = compileMachine(machine);
    expect(() => compiled.step(compiled.initial.state, { type: 'X' })).toThrow(message);
    expect(() => compiled.step(compiled.initial.state, { type: 'X' })).toThrow(CompileError);
  });
});
