/** A lamp with a counter: small enough that its mutations can be read, with one of everything that they change. */
import { and, assign, createMachine } from 'xstate';
import { observe } from '../../src/statechart/part.ts';

const show = observe(({ context }: { readonly context: { readonly count: number } }) => ({
  kind: 'read',
  register: 'deviceStatus',
  value: context.count,
}));

/** What a step of it is given. */
interface Given {
  readonly context: { readonly count: number; readonly broken: boolean };
}

export const lamp = createMachine(
  {
    id: 'lamp',
    context: { count: 0, broken: false },
    initial: 'off',
    states: {
      off: {
        on: {
          press: [
            { guard: 'isBroken', actions: ['rest'] },
            { target: 'on', actions: ['countUp', 'show'] },
          ],
        },
      },
      on: {
        on: {
          press: { guard: and(['isWhole', 'isWorn']), target: 'off', actions: 'breakIt' },
          // Both do the same, so no guard decides anything.
          look: [{ guard: 'isBroken', actions: ['show'] }, { actions: ['show'] }],
        },
      },
    },
    on: { reset: { target: '.off', actions: ['rest', 'clear'] }, look: { actions: ['rest'] } },
  },
  {
    guards: {
      isBroken: ({ context }: Given) => context.broken,
      isWhole: ({ context }: Given) => !context.broken,
      isWorn: ({ context }: Given) => context.count > 1,
    },
    actions: {
      // Stands for what a model leaves out.
      rest: assign({}),
      countUp: assign(({ context }: Given) => ({ count: context.count + 1 })),
      breakIt: assign({ broken: true }),
      clear: assign({ count: 0, broken: false }),
      show,
    },
  } as never,
);
