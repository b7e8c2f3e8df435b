import {
  DEVICE_NEEDS_RESET,
  DRIVER_OK,
  FEATURES_OK,
  formatStatus,
  RESERVED,
  SUSPEND,
} from '../machines/vocabulary/device-status.ts';
import { formatWord, VERSION_1_HIGH } from '../machines/vocabulary/feature-bits.ts';
import { mayWriteStatus } from '../machines/vocabulary/meaning.ts';
import type { StepProperty, StepSeen } from '../src/property/property.ts';
import { interfaceIn, needsModern, speaksModern, wasReset, writtenStatus } from './common.ts';
import { type DriverHistory, ofClearDriver } from './driver-history.ts';

/** The driver asked for FEATURES_OK through the modern interface, and did not get it: the status says so. */
const isRefusal = (step: StepSeen): boolean =>
  ((writtenStatus(step) ?? 0) & FEATURES_OK) !== 0 &&
  speaksModern(step.before) &&
  interfaceIn(step) === 'modern' &&
  (step.before.core.deviceStatus & FEATURES_OK) === 0 &&
  (step.after.core.deviceStatus & FEATURES_OK) === 0;

/** The driver is a modern one, and the refusal is about its set: it accepted VERSION_1, and nothing else went wrong. */
const ofModernSets = {
  kind: 'step',
  reads: ['core', 'history', 'transport.revision'],
  ...ofClearDriver,
  concerns: mayWriteStatus,
  applies: (step: StepSeen<DriverHistory>) =>
    isRefusal(step) &&
    step.before.history.interfaceUsed === 'modern' &&
    step.before.history.version1 === 'accepted' &&
    !step.before.history.failed,
} as const;

/** Nowhere is it said what a device does with words that it refused: it may go on collecting (S4), or forget them. */
export const refusedSetNotInForce: StepProperty<DriverHistory> = {
  ...ofModernSets,
  id: 'refusedSetNotInForce',
  claim:
    'A refused set is not in force afterwards: of what the driver asked for, nothing stays but VERSION_1.',
  rules: ['S4', 'R12'],
  level: 'choice',
  seenBy: 'nobody',
  skips: needsModern,
  violation: ({ after, input }) =>
    after.core.guestFeaturesLow === 0 && (after.core.guestFeaturesHigh & ~VERSION_1_HIGH) === 0
      ? undefined
      : `FEATURES_OK was refused, yet ${formatWord({ low: after.core.guestFeaturesLow, high: after.core.guestFeaturesHigh }, input.deviceClass.name)} is in force`,
};

export const refusalShape: StepProperty = {
  id: 'refusalShape',
  claim: 'On channel I/O a refusal of FEATURES_OK rejects the command and leaves the status as it was.',
  rules: ['4.3.2.3.2-a', 'R12'],
  level: 'must',
  seenBy: 'driver',
  kind: 'step',
  reads: ['core', 'transport.revision'],
  concerns: mayWriteStatus,
  applies: isRefusal,
  skips: (input) =>
    input.traits.rejectsStatus ? needsModern(input) : `${input.traits.title} rejects no status write`,
  violation: (step) => {
    const before = step.before.core.deviceStatus;
    const after = step.after.core.deviceStatus;
    const rejected = step.observations.some((each) => each.kind === 'commandReject');
    return rejected && after === before
      ? undefined
      : `the status is ${formatStatus(after)} after ${formatStatus(before)}, and the command was ${rejected ? '' : 'not '}rejected`;
  },
};

/** Where a status write cannot be rejected, a device may drop it as a whole, or only the bit (S8). */
export const refusalKeepsOtherBits: StepProperty<DriverHistory> = {
  ...ofModernSets,
  id: 'refusalKeepsOtherBits',
  claim: 'On PCI and MMIO a refusal of FEATURES_OK drops that bit and no other of the bits written with it.',
  rules: ['S8', 'R12'],
  level: 'choice',
  seenBy: 'driver',
  skips: (input) =>
    input.traits.rejectsStatus ? `${input.traits.title} rejects the whole status` : needsModern(input),
  violation: (step) => {
    const written = writtenStatus(step) ?? 0;
    const status = step.after.core.deviceStatus;
    // DRIVER_OK cannot be kept without FEATURES_OK; the others are not the driver's to write on a device without SUSPEND.
    const isFree = DRIVER_OK | DEVICE_NEEDS_RESET | SUSPEND | RESERVED;
    const expected = written & ~FEATURES_OK & ~isFree;
    const kept = status & ~isFree;
    return kept === expected || kept === (expected | (step.before.core.deviceStatus & ~isFree))
      ? undefined
      : `${formatStatus(written)} was written and FEATURES_OK refused; expected ${formatStatus(expected)}, found ${formatStatus(status)}`;
  },
};

export const onlyZeroResets: StepProperty = {
  id: 'onlyZeroResets',
  claim: 'A status write resets the device only if it writes 0.',
  rules: ['4.1.4.3.1-e', '4.2.2-b', '4.1.4.3-b'],
  level: 'derived',
  seenBy: 'driver',
  kind: 'step',
  reads: ['core', 'transport.revision'],
  concerns: mayWriteStatus,
  applies: (step) => (writtenStatus(step) ?? 0) !== 0,
  violation: (step) =>
    wasReset(step)
      ? `${formatStatus(writtenStatus(step) ?? 0)} was written, and the device was reset (its status was ${formatStatus(step.before.core.deviceStatus)})`
      : undefined,
};
