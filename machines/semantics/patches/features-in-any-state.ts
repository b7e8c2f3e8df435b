/**
 * Firecracker’s PCI transport before March 2026: a feature word is taken in every state, and or-ed into the
 * set in force. Its MMIO transport did check the state.
 *
 * Over the reference device.
 */
import { assign } from 'xstate';
import { definePatch } from '../../../src/statechart/patch.ts';
import type { Step } from '../../overlay/step.ts';
import { asGuestFeatures, guestFeatures, intersection, union } from '../../overlay/words.ts';

export const featuresInAnyState = definePatch({
  name: 'features-in-any-state',
  title: 'PCI: a feature word is taken in every state, and added to the set in force',
  source: 'fixed by firecracker@662a63dc53 (March 2026)',
  machines: ({ offeredModern }) => ({
    'reference-device': {
      actions: {
        addWord: assign(({ context, event }: Step<'reference-device', 'mergeFeatures'>) =>
          asGuestFeatures(
            union(
              guestFeatures(context),
              intersection(
                { low: event.index === 0 ? event.value : 0, high: event.index === 1 ? event.value : 0 },
                offeredModern,
              ),
            ),
          ),
        ),
      },
      transitions: ['featuresOk', 'driverOk'].map((state) => ({
        state,
        on: 'mergeFeatures',
        take: [{ guard: 'isViaModern', actions: ['addWord', 'callClassSetFeatures'] }],
      })),
    },
  }),
});
