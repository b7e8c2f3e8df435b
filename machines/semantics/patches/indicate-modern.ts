/**
 * Cornelia Huck's counter-proposal: set the one bit in `guest_features` and nothing else; fail if it is
 * not offered. No class callback, no start-on-kick rule. `indicate-modern-vhost` also tells the back end.
 */
import { assign } from 'xstate';
import { definePatch, type MachinePatch } from '../../../src/statechart/patch.ts';
import { callsWith } from '../../calls/index.ts';
import type { Step } from '../../overlay/step.ts';
import type { DeviceInput } from '../../vocabulary/device-input.ts';
import { VERSION_1_HIGH } from '../../vocabulary/feature-bits.ts';
import { afterModernReset } from './after-modern-reset.ts';
import { classForceModern, FORCE_MODERN_CALLS, vhostForceModern } from './force-modern-v2.ts';

const call = callsWith({
  ...FORCE_MODERN_CALLS,
  core: { indicateModern: { standsFor: ['virtio_indicate_modern'], unheard: 'a core other than QEMU’s' } },
});

function indicateModernHelper(input: DeviceInput, further: readonly string[]): MachinePatch {
  return {
    guards: { offersVersion1: () => (input.offered.high & VERSION_1_HIGH) !== 0 },
    actions: {
      indicateVersion1: assign(({ context }: Step<'qemu-virtio-device'>) => ({
        guestFeaturesHigh: (context.guestFeaturesHigh | VERSION_1_HIGH) >>> 0,
      })),
      callClassForceModern: call('class', () => ({ type: 'forceModern' })),
    },
    transitions: [
      {
        state: '',
        on: 'indicateModern',
        take: [
          {
            guard: 'offersVersion1',
            target: '.negotiating.indicatedModern',
            actions: ['indicateVersion1', ...further],
          },
        ],
      },
    ],
  };
}

const callSites = () =>
  afterModernReset(
    'indicateModern',
    call('core', () => ({ type: 'indicateModern' })),
  );

export const indicateModern = definePatch({
  name: 'indicate-modern',
  title: 'set only the VERSION_1 bit after a modern reset',
  source:
    'C. Huck, <87tugzc26y.fsf@redhat.com> and the thread of <20211112145749.618157-2-pasic@linux.ibm.com>',
  machines: (input) => ({ ...callSites(), 'qemu-virtio-device': indicateModernHelper(input, []) }),
});

export const indicateModernVhost = definePatch({
  name: 'indicate-modern-vhost',
  title: 'set only the VERSION_1 bit after a modern reset, and tell vhost',
  source:
    'C. Huck in the thread of <20211112145749.618157-2-pasic@linux.ibm.com>: “we only need to propagate it to e.g. vhost”',
  machines: (input) => ({
    ...callSites(),
    'qemu-virtio-device': indicateModernHelper(input, ['callClassForceModern']),
    'virtio-net': classForceModern,
    'virtio-blk': classForceModern,
    vhost: vhostForceModern(input),
  }),
});
