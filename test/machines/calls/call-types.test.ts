/**
 * What the compiler says of a call: `tsc --noEmit` fails when one of the marked lines is no longer an error, and when
 * one of the others becomes one.
 */
import { describe, expect, it } from 'vitest';
import { call, callsWith } from '../../../machines/calls/index.ts';
import { asCall } from '../../../src/statechart/caller.ts';

interface Queue {
  readonly context: { readonly queueDescWritten: boolean };
}

const RIGHT = [
  call('core', () => ({ type: 'readStatus' })),
  call('core', () => ({ type: 'setFeatures', low: 1, high: 0 })),
  call('core', () => ({ type: 'mergeFeatures', index: 0, value: 1 })),
  call('core', () => ({ type: 'mergeFeatures', index: 0, value: 1, via: 'legacy' })),
  call('core', ({ context }: Queue) => ({
    type: context.queueDescWritten ? 'setQueueAddress' : 'clearQueueAddress',
  })),
];

const WRONG = [
  // @ts-expect-error a part that does not exist
  call('cor', () => ({ type: 'readStatus' })),
  // @ts-expect-error a misspelt call
  call('core', () => ({ type: 'readStatu' })),
  // @ts-expect-error a call that another part takes
  call('backend', () => ({ type: 'setFeatures', low: 1, high: 0 })),
  // @ts-expect-error a missing argument
  call('core', () => ({ type: 'setFeatures', low: 1 })),
  // @ts-expect-error a surplus argument
  call('core', () => ({ type: 'setFeatures', low: 1, high: 0, hihg: 0 })),
  // @ts-expect-error an argument of another type
  call('core', () => ({ type: 'setFeatures', low: 1, high: '0' })),
  // @ts-expect-error a value that is not among those listed
  call('core', () => ({ type: 'reset', via: 'guest' })),
];

const own = callsWith({ core: { push: { takes: { low: 'number' }, standsFor: [] } } });

const OWN_RIGHT = [
  own('core', () => ({ type: 'push', low: 1 })),
  own('core', () => ({ type: 'readStatus' })),
];

const OWN_WRONG = [
  // @ts-expect-error a misspelt call of the patch's own
  own('core', () => ({ type: 'pish', low: 1 })),
  // @ts-expect-error a missing argument
  own('core', () => ({ type: 'push' })),
  // @ts-expect-error the call is the core's
  own('class', () => ({ type: 'push', low: 1 })),
];

describe('the type of call()', () => {
  it('makes an action that says which part it calls', () => {
    expect([...RIGHT, ...OWN_RIGHT].map((action) => asCall(action)?.to)).toEqual(
      [...RIGHT, ...OWN_RIGHT].map(() => 'core'),
    );
    expect([...WRONG, ...OWN_WRONG].every((action) => asCall(action) !== undefined)).toBe(true);
  });
});
