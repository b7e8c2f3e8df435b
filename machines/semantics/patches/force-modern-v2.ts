/**
 * RFC v2 of virtio_force_modern(), with its call sites (patches 2/5 and 3/5) and the vhost push (patches
 * 4/5 and 5/5). The helper first ors VERSION_1 into `guest_features`, so the class callback sees it as
 * already there; then it runs the mutator, whose FEATURES_OK guard comes too late to undo the first step;
 * then the class pushes the acknowledged set to a back end that is not started.
 */
import { assign } from 'xstate';
import { call, observe } from '../../../src/statechart/part.ts';
import { definePatch, type MachinePatch } from '../../../src/statechart/patch.ts';
import { passedOn } from '../../backends/vhost.ts';
import type { DeviceInput } from '../../vocabulary/device-input.ts';
import { VERSION_1_HIGH } from '../../vocabulary/feature-bits.ts';
import { afterModernReset } from './after-modern-reset.ts';

interface Core {
  readonly guestFeaturesLow: number;
  readonly guestFeaturesHigh: number;
  readonly started: boolean;
  readonly startOnKick: boolean;
}

type Args = { readonly context: Core };

/** `virtio_force_modern()` itself, as the core's event `forceModern`. */
export function forceModernHelper(input: DeviceInput): MachinePatch {
  const offersVersion1 = (input.offered.high & VERSION_1_HIGH) !== 0;
  const mutator = ['callClassSetFeaturesForced', 'maskGuestFeatures', 'armStartOnKickForced'];
  return {
    guards: { offersVersion1: () => offersVersion1 },
    actions: {
      addVersion1: assign(({ context }: { context: Core }) => ({
        guestFeaturesHigh: (context.guestFeaturesHigh | VERSION_1_HIGH) >>> 0,
      })),
      callClassSetFeaturesForced: call('class', ({ context }: Args) => ({
        type: 'setFeatures',
        low: (context.guestFeaturesLow & input.offered.low) >>> 0,
        high: (context.guestFeaturesHigh & input.offered.high) >>> 0,
      })),
      maskGuestFeatures: assign(({ context }: Args) => ({
        guestFeaturesLow: (context.guestFeaturesLow & input.offered.low) >>> 0,
        guestFeaturesHigh: (context.guestFeaturesHigh & input.offered.high) >>> 0,
      })),
      /** Without VERSION_1 in the offer the mutator answers -1 and does not arm; with it, it is modern. */
      armStartOnKickForced: assign(() => ({})),
      callClassForceModern: call('class', () => ({ type: 'forceModern' })),
    },
    transitions: [
      {
        state: '',
        on: 'forceModern',
        take: [
          { guard: 'featuresOkIsSet', actions: ['addVersion1', 'callClassForceModern'] },
          {
            guard: 'offersVersion1',
            target: '.negotiating.indicatedModern',
            actions: ['addVersion1', ...mutator, 'callClassForceModern'],
          },
          { actions: ['addVersion1', ...mutator, 'callClassForceModern'] },
        ],
      },
    ],
  };
}

/** `vhost_dev_force_modern`: acknowledge VERSION_1 to the back end and send the set at once. */
export function vhostForceModern(input: DeviceInput): MachinePatch {
  const { mask, own } = passedOn(input);
  interface Vhost {
    readonly ackedLow: number;
    readonly ackedHigh: number;
  }
  return {
    actions: {
      ackVersion1: assign(({ context }: { context: Vhost }) => ({
        ackedHigh: (context.ackedHigh | (VERSION_1_HIGH & mask.high)) >>> 0,
      })),
      pushAcked: observe(({ context }: { context: Vhost }) => ({
        kind: 'message',
        name: 'SET_FEATURES',
        low: (context.ackedLow | own.low) >>> 0,
        high: (context.ackedHigh | own.high) >>> 0,
      })),
    },
    transitions: [{ state: '', on: 'forceModern', take: [{ actions: ['ackVersion1', 'pushAcked'] }] }],
  };
}

/** A class's `force_modern` callback that passes the call on to its back end. */
export const classForceModern: MachinePatch = {
  actions: { forceModernInBackend: call('backend', () => ({ type: 'forceModern' })) },
  transitions: [{ state: '', on: 'forceModern', take: [{ actions: ['forceModernInBackend'] }] }],
};

export const forceModernV2 = definePatch({
  name: 'force-modern-v2',
  title: 'RFC v2: add VERSION_1, run the mutator, push to vhost-net, after a modern reset',
  source: '<20211112145749.618157-1-pasic@linux.ibm.com>, patches 1/5 to 5/5',
  machines: (input) => ({
    ...afterModernReset(
      'forceModern',
      call('core', () => ({ type: 'forceModern' })),
    ),
    'qemu-virtio-device': forceModernHelper(input),
    'virtio-net': classForceModern,
    vhost: vhostForceModern(input),
  }),
});
