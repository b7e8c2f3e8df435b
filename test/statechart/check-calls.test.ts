/** A model whose calls and events do not fit together is refused, with one sentence. */
import { describe, expect, it } from 'vitest';
import { assign, emit } from 'xstate';
import { CALLS, callsWith } from '../../machines/calls/index.ts';
import { buildModel } from '../../src/model/build-model.ts';
import type { CallTable } from '../../src/statechart/call-table.ts';
import { callerOf } from '../../src/statechart/caller.ts';
import { definePatch, type MachinePatch } from '../../src/statechart/patch.ts';
import { scene } from '../mutants/mutant.ts';

/** As a file that no compiler has looked at calls. */
const call = callerOf<CallTable>(CALLS);

const build = (machines: Readonly<Record<string, MachinePatch>>, base = scene({ semantics: 'qemu-7.2' })) =>
  buildModel(base, {
    patches: [definePatch({ name: 'mine', title: 't', source: 's', machines: () => machines })],
  });

/** The core with one more action, which calls something. */
const calling = (to: string, event: { readonly type: string }) => ({
  'qemu-virtio-device': { actions: { ask: call(to, () => event as never) } },
});

describe('a call is refused', () => {
  it.each([
    [
      'misspelt',
      calling('transport', { type: 'statusWriten' }),
      /^machine "qemu-virtio-device": patch "mine", action "ask": part "transport" takes no call "statusWriten" \(did you mean "statusWritten"\?\); it takes statusWritten, checkForReset, /,
    ],
    [
      'to a part that does not exist',
      calling('clas', { type: 'reset' }),
      /action "ask": there is no part "clas" to call \(did you mean "class"\?\); parts are transport, core, class, backend$/,
    ],
    [
      'to a part that does not take it',
      calling('class', { type: 'mergeFeatures' }),
      /action "ask": part "class" takes no call "mergeFeatures" .*; it takes setFeatures, /,
    ],
    [
      'without an argument',
      calling('class', { type: 'setFeatures', low: 1 } as never),
      /action "ask": call "setFeatures" of part "class" lacks argument "high", a number$/,
    ],
    [
      'with an argument too many',
      calling('class', { type: 'setFeatures', low: 1, high: 0, hihg: 0 } as never),
      /call "setFeatures" of part "class" takes no argument "hihg" \(did you mean "high"\?\); it takes low, high$/,
    ],
    [
      'with an argument of another type',
      calling('core', { type: 'reset', via: 'guest' } as never),
      /call "reset" of part "core" takes "modern" or "legacy" or "host" as "via", not "guest"$/,
    ],
    [
      'that builds a text',
      calling('core', 'reset' as never),
      /"ask": a call must build an event with a "type"/,
    ],
    [
      'without a type',
      calling('core', { low: 1 } as never),
      /"ask": a call must build an event with a "type"/,
    ],
  ])('%s', (_name, machines, sentence) => {
    expect(() => build(machines)).toThrow(sentence);
  });

  it('when the composed part lacks it and the table does not let it go unheard', () => {
    const own = callsWith({ core: { ask: { standsFor: [] } } });
    const machines = { 'virtio-ccw': { actions: { ask: own('core', () => ({ type: 'ask' })) } } };
    expect(() => build(machines)).toThrow(
      /^machine "virtio-ccw": patch "mine", action "ask": part "core" is "qemu-virtio-device" here, which does not take the call "ask"$/,
    );
    const quiet = callsWith({ core: { ask: { standsFor: [], unheard: 'only the reference device asks' } } });
    const unheard = { 'virtio-ccw': { actions: { ask: quiet('core', () => ({ type: 'ask' })) } } };
    expect(() => build(unheard)).not.toThrow();
  });
});

describe('an event is refused', () => {
  const awaiting = (on: string): MachinePatch => ({
    actions: { note: assign(() => ({})) },
    transitions: [{ state: '', on, take: [{ actions: ['note'] }] }],
  });

  it('when nothing sends it', () => {
    expect(() => build({ 'qemu-virtio-device': awaiting('setFeaturs') })).toThrow(
      /^machine "qemu-virtio-device": patch "mine" adds a transition on event "setFeaturs", which nothing sends \(did you mean "setFeatures"\?\)$/,
    );
    expect(() => build({ 'virtio-ccw': awaiting('READ_FAET') })).toThrow(/did you mean "READ_FEAT"\?/);
    expect(() => build({ 'qemu-virtio-device': awaiting('brandNew') })).toThrow(
      /which nothing sends; a call to it is missing$/,
    );
  });

  it('unless the patch itself sends it, from any machine', () => {
    const sent = call('core', () => ({ type: 'brandNew' }) as never);
    expect(() =>
      build({ 'qemu-virtio-device': awaiting('brandNew'), 'virtio-pci': { actions: { sent } } }),
    ).not.toThrow();
  });
});

it('what a call says when it cannot be built without a model is left to the run', () => {
  const machines = {
    'qemu-virtio-device': {
      actions: {
        ask: call('class', () => {
          throw new RangeError('not yet');
        }),
        shout: emit({ type: 'observe', observation: { kind: 'configInterrupt' } }),
      },
    },
  };
  expect(() => build(machines)).not.toThrow();
});

describe("a patch's own call with an argument that its receiver passes on is taken", () => {
  const receiving = {
    actions: {
      passOn: call('class', ({ event }) => {
        const { word } = event as unknown as { readonly word: number };
        return { type: 'setFeatures', low: word, high: 0 } as never;
      }),
    },
    transitions: [{ state: '', on: 'mine', take: [{ actions: ['passOn'] }] }],
  };
  const sending = (send: unknown): Readonly<Record<string, MachinePatch>> => ({
    'virtio-pci': { actions: { send } as never },
    'qemu-virtio-device': receiving,
  });
  const base = scene({ semantics: 'qemu-7.2', transport: 'pci' });

  it('where it is declared', () => {
    const own = callsWith({ core: { mine: { takes: { word: 'number' }, standsFor: ['f'] } } });
    expect(() => build(sending(own('core', () => ({ type: 'mine', word: 5 }))), base)).not.toThrow();
  });

  it('where it is not', () => {
    const send = call('core', () => ({ type: 'mine', word: 5 }) as never);
    expect(() => build(sending(send), base)).not.toThrow();
  });

  it('and one that no call has is refused', () => {
    const send = call('core', () => ({ type: 'mine', wrod: 5 }) as never);
    expect(() => build(sending(send), base)).toThrow(/"passOn": call "setFeatures" .* lacks argument "low"/);
  });
});

it('a state with the name of an inherited property does not exist', () => {
  const transitions = [{ state: 'constructor', on: 'reset', take: [{ actions: [] }] }];
  expect(() => build({ 'qemu-virtio-device': { transitions } })).toThrow(
    'adds a transition to state "constructor", which does not exist',
  );
});
