// The first example of docs/model-a-patch.md.
import { callsWith, definePatch } from 'virtio-verify';
import { assign, enqueueActions } from 'xstate';

/** The lowest bit of the high half. */
const VERSION_1 = 1;

/** The call that the series brings. */
const call = callsWith({ core: { forceModern: { standsFor: ['virtio_force_modern'], unheard: 'not QEMU’s core' } } });
const forceModern = call('core', () => ({ type: 'forceModern' }));

export default definePatch({
  name: 'my-force-modern',
  title: 'virtio_force_modern() after a modern reset, without the vhost part',
  source: '<20211112145749.618157-1-pasic@linux.ibm.com>, patches 1/5 to 3/5',
  machines: () => ({
    'qemu-virtio-device': {
      actions: {
        addVersion1: assign(({ context }) => ({ guestFeaturesHigh: context.guestFeaturesHigh | VERSION_1 })),
        setFeaturesAgain: call('core', ({ context }) => ({
          type: 'setFeatures',
          low: context.guestFeaturesLow,
          high: context.guestFeaturesHigh,
        })),
      },
      transitions: [{ state: '', on: 'forceModern', take: [{ actions: ['addVersion1', 'setFeaturesAgain'] }] }],
    },
    'virtio-pci': { actions: { forceModern }, after: { resetFromModernStatus: ['forceModern'] } },
    'virtio-ccw': {
      actions: {
        forceModern,
        ifModern: enqueueActions(({ context, enqueue }) => {
          if (context.revision > 0) enqueue('forceModern');
        }),
      },
      // The machine's reset calls the same function, while the revision is still what it was.
      after: { resetFromStatus: ['ifModern'], resetFromVdevReset: ['ifModern'], resetFromHost: ['ifModern'] },
    },
  }),
});
