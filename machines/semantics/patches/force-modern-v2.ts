/**
 * RFC v2 of virtio_force_modern(), with its call sites (patches 2/5 and 3/5) and the vhost push (patches
 * 4/5 and 5/5). The helper first ors VERSION_1 into `guest_features`, so the class callback sees it as
 * already there; then it runs the mutator, whose FEATURES_OK guard comes too late to undo the first step;
 * then the class pushes the acknowledged set to a back end that is not started.
 */
import { assign } from 'xstate';
import { definePatch, type MachinePatch } from '../../../src/statechart/patch.ts';
import { passedOn } from '../../backends/vhost.ts';
import { callsWith } from '../../calls/index.ts';
import { sendWord } from '../../overlay/observations.ts';
import type { Step } from '../../overlay/step.ts';
import { ackedFeatures, asGuestFeatures, guestFeatures, intersection } from '../../overlay/words.ts';
import type { DeviceInput } from '../../vocabulary/device-input.ts';
import { VERSION_1_HIGH } from '../../vocabulary/feature-bits.ts';
import { sentSet } from '../../vocabulary/front-end.ts';
import { afterModernReset } from './after-modern-reset.ts';

/** The function and the callback that the series brings, and what a class passes on to its back end. */
export const FORCE_MODERN_CALLS = {
  core: { forceModern: { standsFor: ['virtio_force_modern'], unheard: 'a core other than QEMU’s' } },
  class: {
    forceModern: { standsFor: ['VirtioDeviceClass.force_modern'], unheard: 'a class without the callback' },
  },
  backend: {
    forceModern: { standsFor: ['vhost_dev_force_modern'], unheard: 'a device without a back end' },
  },
} as const;

const call = callsWith(FORCE_MODERN_CALLS);

type Core = Step<'qemu-virtio-device'>;

/** `virtio_force_modern()` itself, as the core's event `forceModern`. */
export function forceModernHelper({ offered }: Pick<DeviceInput, 'offered'>): MachinePatch {
  const offersVersion1 = (offered.high & VERSION_1_HIGH) !== 0;
  const mutator = ['callClassSetFeaturesForced', 'maskGuestFeatures', 'armStartOnKickForced'];
  return {
    guards: { offersVersion1: () => offersVersion1 },
    actions: {
      addVersion1: assign(({ context }: Core) => ({
        guestFeaturesHigh: (context.guestFeaturesHigh | VERSION_1_HIGH) >>> 0,
      })),
      callClassSetFeaturesForced: call('class', ({ context }: Core) => ({
        type: 'setFeatures',
        ...intersection(guestFeatures(context), offered),
      })),
      maskGuestFeatures: assign(({ context }: Core) =>
        asGuestFeatures(intersection(guestFeatures(context), offered)),
      ),
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
  const frontEnd = passedOn(input);
  const { mask } = frontEnd;
  return {
    actions: {
      ackVersion1: assign(({ context }: Step<'vhost'>) => ({
        ackedHigh: (context.ackedHigh | (VERSION_1_HIGH & mask.high)) >>> 0,
      })),
      pushAcked: sendWord(({ context }) => sentSet(frontEnd, ackedFeatures(context))),
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
