import { formatWord } from '../machines/vocabulary/feature-bits.ts';
import type { StateProperty } from '../src/property/property.ts';

/** Holds on every base, but each accumulating device of the bug record has broken it in some release. */
export const offeredOnly: StateProperty = {
  id: 'offeredOnly',
  claim: 'The set in force never has a bit that the device does not offer.',
  rules: ['2.2-a', '2.2.2-c'],
  level: 'derived',
  seenBy: 'nobody',
  kind: 'state',
  reads: ['core'],
  applies: () => true,
  violation: ({ core, input }) =>
    (core.guestFeaturesLow & ~input.offered.low) === 0 && (core.guestFeaturesHigh & ~input.offered.high) === 0
      ? undefined
      : `the device offers ${formatWord(input.offered, input.deviceClass.name)}, but ${formatWord({ low: core.guestFeaturesLow, high: core.guestFeaturesHigh }, input.deviceClass.name)} is in force`,
  demands: ({ core, input }) => ({
    core: {
      guestFeaturesLow: (core.guestFeaturesLow & input.offered.low) >>> 0,
      guestFeaturesHigh: (core.guestFeaturesHigh & input.offered.high) >>> 0,
    },
  }),
};
