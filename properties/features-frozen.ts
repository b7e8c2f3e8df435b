import { fullSet, leastSet } from '../machines/drivers/feature-sets.ts';
import { FEATURES_OK, formatStatus } from '../machines/vocabulary/device-status.ts';
import { formatWord } from '../machines/vocabulary/feature-bits.ts';
import type { RelationalProperty, StepProperty } from '../src/property/property.ts';
import {
  guestFeatures,
  isNoRead,
  modern,
  modernProbes,
  needsModern,
  sameWord,
  speaksModern,
  wasReset,
} from './common.ts';
import { type DriverHistory, driverHistory, ofClearDriver } from './driver-history.ts';

const isAccepted = (status: number): boolean => (status & FEATURES_OK) !== 0;

export const featuresFrozenAfterFeaturesOk: StepProperty = {
  id: 'featuresFrozenAfterFeaturesOk',
  claim: 'While FEATURES_OK is set, nothing but a reset changes the set in force.',
  rules: ['2.2-a', 'R10'],
  level: 'derived',
  seenBy: 'nobody',
  kind: 'step',
  reads: ['core'],
  concerns: isNoRead,
  skips: needsModern,
  applies: (step) =>
    step.before.core.modern &&
    isAccepted(step.before.core.deviceStatus) &&
    isAccepted(step.after.core.deviceStatus) &&
    !wasReset(step),
  violation: ({ before, after, input }) =>
    sameWord(guestFeatures(before), guestFeatures(after))
      ? undefined
      : `FEATURES_OK is set, and the set in force went from ${formatWord(guestFeatures(before), input.deviceClass.name)} to ${formatWord(guestFeatures(after), input.deviceClass.name)}`,
  demands: ({ before }) => ({
    core: {
      guestFeaturesLow: before.core.guestFeaturesLow,
      guestFeaturesHigh: before.core.guestFeaturesHigh,
    },
  }),
};

export const featuresOkStaysUntilReset: StepProperty<DriverHistory> = {
  id: 'featuresOkStaysUntilReset',
  claim: 'Once FEATURES_OK was kept, only a reset opens the negotiation again.',
  // A driver that clears the bit breaks 2.1.1-b, and a device may store what it writes.
  rules: ['S5', '2.2-a'],
  level: 'choice',
  seenBy: 'driver',
  kind: 'step',
  reads: ['core', 'history'],
  history: driverHistory,
  concerns: isNoRead,
  skips: needsModern,
  applies: (step) =>
    step.before.core.modern &&
    step.before.history.interfaceUsed === 'modern' &&
    isAccepted(step.before.core.deviceStatus),
  violation: (step) =>
    wasReset(step) || isAccepted(step.after.core.deviceStatus)
      ? undefined
      : `without a reset, the status went from ${formatStatus(step.before.core.deviceStatus)} to ${formatStatus(step.after.core.deviceStatus)}, and features may be written again`,
};

export const lateFeatureWritesChangeNothing: RelationalProperty<DriverHistory> = {
  id: 'lateFeatureWritesChangeNothing',
  claim: 'After FEATURES_OK was kept, writing feature words does not change how the device behaves.',
  // Nothing excludes that a device answers with DEVICE_NEEDS_RESET.
  rules: ['S3', 'R10'],
  level: 'choice',
  seenBy: 'driver',
  kind: 'relational',
  reads: ['core', 'transport.revision', 'history'],
  ...ofClearDriver,
  skips: needsModern,
  applies: (state) =>
    speaksModern(state) &&
    state.core.modern &&
    state.history.interfaceUsed === 'modern' &&
    isAccepted(state.core.deviceStatus) &&
    !state.history.failed,
  variants: (input) => {
    const of = modern(input);
    return [fullSet(input), leastSet(input)].flatMap((set) =>
      ([0, 1] as const).map((half) => ({
        name: `writing the ${half === 0 ? 'low' : 'high'} half late, or not`,
        left: of.writeHalf(half, half === 0 ? set.low : set.high),
        right: [],
        probes: modernProbes(input),
      })),
    );
  },
  compareParts: ['core', 'class', 'backend'],
};
