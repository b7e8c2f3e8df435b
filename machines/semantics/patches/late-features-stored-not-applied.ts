/**
 * propolis, as of June 2026: feature words after FEATURES_OK, and a legacy driver's after DRIVER_OK,
 * change the stored set. The device is not told: it goes on with the old one.
 *
 * Over the reference device.
 */
import { assign } from 'xstate';
import { definePatch } from '../../../src/statechart/patch.ts';
import type { Step } from '../../overlay/step.ts';

export const lateFeaturesStoredNotApplied = definePatch({
  name: 'late-features-stored-not-applied',
  title: 'feature words after FEATURES_OK change the stored set, and the device is not told',
  source: 'oxidecomputer/propolis#1209',
  machines: ({ offered, offeredModern }) => ({
    'reference-device': {
      actions: {
        storeWord: assign(({ event }: Step<'reference-device', 'mergeFeatures'>) =>
          event.index === 0
            ? { guestFeaturesLow: (event.value & offeredModern.low) >>> 0 }
            : { guestFeaturesHigh: (event.value & offeredModern.high) >>> 0 },
        ),
        storeLegacyWord: assign(({ event }: Step<'reference-device', 'setFeatures'>) => ({
          guestFeaturesLow: (event.low & offered.low) >>> 0,
        })),
      },
      transitions: [
        ...['featuresOk', 'driverOk'].map((state) => ({
          state,
          on: 'mergeFeatures',
          take: [{ guard: 'isViaModern', actions: ['storeWord'] }],
        })),
        { state: 'legacy.driverOk', on: 'setFeatures', take: [{ actions: ['storeLegacyWord'] }] },
        {
          state: 'legacy.driverOk',
          on: 'mergeFeatures',
          take: [{ guard: 'isViaLegacy', actions: ['takeLegacyMergedWord'] }],
        },
      ],
    },
  }),
});
