import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assign } from 'xstate';
import type { DeviceInput } from '../../machines/vocabulary/device-input.ts';
import { blocksOf, compose, composedMachine } from '../../src/statechart/blocks.ts';
import { emitCall, type Flat, type PartEvent } from '../../src/statechart/part.ts';
import { applyPatch } from '../../src/statechart/patch.ts';
import { expand, type Sequence, type Statement, sequence } from '../../src/statechart/sequence.ts';
import { agreesWithXstate } from '../helpers/agrees-with-xstate.ts';
import { driven } from '../helpers/driven.ts';

/** What `expand` says, with the operands of guards in place of functions. */
const expansion = (statements: readonly Statement[]) =>
  Object.fromEntries(
    [...expand('write', { statements } as Sequence).on].map(([event, rows]) => [
      event,
      rows.map(({ guard, actions = [] }) => {
        const operands = (guard as unknown as { guards?: readonly string[] } | undefined)?.guards;
        return [(operands ?? (guard === undefined ? [] : [guard])).join(' & '), actions.join(' ')];
      }),
    ]),
  );

describe('expand', () => {
  it('makes one list of steps that are always taken', () => {
    expect(expansion(['a', 'b'])).toEqual({ write: [['', 'a b']] });
  });

  it('makes a transition of each way through the conditions', () => {
    expect(
      expansion([
        'a',
        { if: 'p', do: ['b'] },
        { unless: 'q', do: ['c'] },
        { if: 'r', do: ['d'], else: ['e'] },
      ]),
    ).toEqual({
      write: [
        ['p & q & r', 'a b d'],
        ['p & q', 'a b e'],
        ['p & r', 'a b c d'],
        ['p', 'a b c e'],
        ['q & r', 'a d'],
        ['q', 'a e'],
        ['r', 'a c d'],
        ['', 'a c e'],
      ],
    });
  });

  it('does nothing more where the function returns', () => {
    expect(expansion([{ if: 'p', do: ['a'], ends: true }, { if: 'q', ends: true }, 'b'])).toEqual({
      write: [
        ['p', 'a'],
        ['q', ''],
        ['', 'b'],
      ],
    });
  });

  it('goes on when the answer comes, and when its own turn comes', () => {
    expect(
      expansion([
        'a',
        { ask: 'b', answer: 'answered', mine: 'm' },
        { if: 'p', do: ['c'] },
        { goOn: 'further' },
        { if: 'q', do: ['d'] },
      ]),
    ).toEqual({
      write: [['', 'a b']],
      answered: [
        ['m & p', 'c further'],
        ['m', 'further'],
      ],
      further: [['m & q', 'd']],
    });
  });

  it('says nothing of what is left to do where nothing is', () => {
    expect(expansion([{ ask: 'a', answer: 'answered' }])).toEqual({ write: [['', 'a']], answered: [] });
  });
});

interface Context {
  readonly count: number;
}

interface Event {
  type: string;
  value: number;
}

const block = blocksOf<Context & Flat, Event>();
const isZero = ({ event }: { event: Event }) => event.value === 0;

/** C: `count++; set_status(value); if (value == 0) count = 0; if (count == 0) done();` */
const counter = () => {
  const composed = compose('self', [
    block({
      guards: { isZero, countIsZero: ({ context }) => context.count === 0 },
      actions: {
        add: assign(({ context }) => ({ count: context.count + 1 })),
        setStatus: emitCall('other', ({ event }) => ({ type: 'setStatus', value: event.value })),
        clear: assign({ count: 0 }),
        report: emitCall('other', () => ({ type: 'done' })),
      },
      on: {
        write: sequence([
          'add',
          { ask: 'setStatus', answer: 'written' },
          { if: 'isZero', do: ['clear'] },
          { goOn: 'look' },
          { if: 'countIsZero', do: ['report'] },
        ]),
      },
    }),
  ]);
  const machine = composedMachine(
    { id: 'counter', context: { count: 0 }, initial: 'only', states: { only: { on: composed.on } } },
    [composed],
  );
  return { name: 'self', machine, view: (context: Flat) => context };
};

describe('a composed machine', () => {
  it('takes the statements in their order', () => {
    const part = driven(counter());
    expect(part.send('write', { value: 0 })).toEqual([{ to: 'other', type: 'setStatus', value: 0 }]);
    expect(part.send('written', { value: 0 })).toEqual([{ to: 'self', type: 'look', value: 0 }]);
    expect(part.view()).toEqual({ count: 0 });
    // `look` sees the count that the step before it left: no condition was looked at too early.
    expect(part.send('look', { value: 0 })).toEqual([{ to: 'other', type: 'done' }]);
    part.send('write', { value: 1 });
    expect(part.send('look', { value: 1 })).toEqual([]);
  });

  it('does what xstate does', () => {
    const event = fc.record({
      type: fc.constantFrom('write', 'written', 'look'),
      value: fc.nat({ max: 2 }),
    });
    agreesWithXstate(counter(), event as fc.Arbitrary<PartEvent>);
  });

  it('has steps that a patch can name, those by which it goes on included', () => {
    const patched = applyPatch(
      [counter()],
      {
        name: 'p',
        title: 't',
        source: 's',
        machines: () => ({
          counter: {
            actions: {
              addAgain: assign(({ context }: { context: Context }) => ({ count: context.count + 1 })),
            },
            before: { look: ['addAgain'] },
            replace: { clear: [] },
          },
        }),
      },
      {} as DeviceInput,
    );
    const [part] = patched.map(driven);
    part?.send('written', { value: 0 });
    expect(part?.view()).toEqual({ count: 1 });
  });

  it('refuses two meanings of one name', () => {
    const one = block({ guards: { isZero }, on: {} });
    const other = block({ guards: { isZero: ({ event }) => event.value === 1 }, on: {} });
    expect(() => compose('self', [one, one])).not.toThrow();
    expect(() => compose('self', [one, other])).toThrow(
      'machine "self": two blocks mean different things by "isZero"; give one another name',
    );
  });

  it('puts the transitions of two blocks for one event one behind the other', () => {
    const { on } = compose('self', [
      block({ guards: { isZero }, on: { write: [{ guard: 'isZero' }] } }),
      block({ actions: { clear: assign({ count: 0 }) }, on: { write: { actions: ['clear'] } } }),
    ]);
    expect(on).toEqual({ write: [{ guard: 'isZero' }, { actions: ['clear'] }] });
  });
});
