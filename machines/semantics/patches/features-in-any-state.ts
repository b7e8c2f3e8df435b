/**
 * Firecracker’s PCI transport before March 2026: a feature word is taken in every state, and or-ed into the
 * set in force. Its MMIO transport did check the state.
 *
 * Over the reference device.
 */
import { assign } from 'xstate';
import { definePatch } from '../../../src/statechart/patch.ts';
import type { CoreEvent } from '../../core/qemu-virtio-device.ts';
import type { ReferenceContext } from '../../core/reference-device.ts';

interface Args {
  readonly context: ReferenceContext;
  readonly event: CoreEvent;
}

export const featuresInAnyState = definePatch({
  name: 'features-in-any-state',
  title: 'PCI: a feature word is taken in every state, and added to the set in force',
  source: 'fixed by firecracker@662a63dc53 (March 2026)',
  machines: ({ offeredModern }) => ({
    'reference-device': {
      actions: {
        addWords: assign(({ context, event }: Args) => ({
          guestFeaturesLow: (context.guestFeaturesLow | (event.low & offeredModern.low)) >>> 0,
          guestFeaturesHigh: (context.guestFeaturesHigh | (event.high & offeredModern.high)) >>> 0,
        })),
      },
      transitions: ['featuresOk', 'driverOk'].map((state) => ({
        state,
        on: 'latchFeatures',
        take: [{ actions: ['addWords', 'callClassSetFeatures'] }],
      })),
    },
  }),
});
