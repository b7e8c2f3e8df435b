import {
  DEVICE_NEEDS_RESET,
  DRIVER_OK,
  FEATURES_OK,
  formatStatus,
} from '../machines/vocabulary/device-status.ts';
import { formatWord, VERSION_1_HIGH } from '../machines/vocabulary/feature-bits.ts';
import type { Operation } from '../machines/vocabulary/operation.ts';
import { interfaceOf, writtenStatus } from '../machines/vocabulary/operation-facts.ts';
import type { StepProperty, StepSeen } from '../src/property/property.ts';
import { needsModern, speaksModern, wasReset } from './common.ts';
import { type DriverHistory, driverHistory } from './driver-history.ts';

const writesStatus = (operation: Operation): boolean => writtenStatus(operation) !== undefined;

const asksForFeaturesOk = (operation: Operation): boolean =>
  ((writtenStatus(operation) ?? 0) & FEATURES_OK) !== 0;

/** The driver asked a modern device for FEATURES_OK, through the modern interface, and did not get it. */
const isRefusal = (step: StepSeen<DriverHistory>): boolean => {
  const written = writtenStatus(step.operation);
  return (
    written !== undefined &&
    speaksModern(step.before) &&
    interfaceOf(step.operation, step.before.transport.revision) === 'modern' &&
    (written & FEATURES_OK) !== 0 &&
    step.before.core.modern &&
    !step.before.history.failed &&
    (step.before.core.deviceStatus & FEATURES_OK) === 0 &&
    (step.after.core.deviceStatus & FEATURES_OK) === 0
  );
};

export const refusedSetNotInForce: StepProperty<DriverHistory> = {
  id: 'refusedSetNotInForce',
  claim:
    'A refused set is not in force afterwards: of what the driver asked for, nothing stays but VERSION_1.',
  rules: ['2.2.2-c'],
  level: 'choice',
  kind: 'step',
  reads: ['core', 'history', 'transport.revision'],
  history: driverHistory,
  concerns: asksForFeaturesOk,
  skips: needsModern,
  applies: isRefusal,
  violation: ({ after, input }) =>
    after.core.guestFeaturesLow === 0 && (after.core.guestFeaturesHigh & ~VERSION_1_HIGH) === 0
      ? undefined
      : `FEATURES_OK was refused, yet ${formatWord({ low: after.core.guestFeaturesLow, high: after.core.guestFeaturesHigh }, input.deviceClass.name)} is in force`,
};

export const refusalShape: StepProperty<DriverHistory> = {
  id: 'refusalShape',
  claim:
    'A refusal drops FEATURES_OK and nothing else on PCI and MMIO; on channel I/O it rejects the command and leaves the status as it was.',
  rules: ['R12', '4.3.2.3.2-a', 'S8'],
  level: 'derived',
  kind: 'step',
  reads: ['core', 'history', 'transport.revision'],
  history: driverHistory,
  concerns: asksForFeaturesOk,
  skips: needsModern,
  applies: isRefusal,
  violation: (step) => {
    const written = writtenStatus(step.operation) ?? 0;
    const status = step.after.core.deviceStatus;
    if (step.input.traits.rejectsStatus) {
      const rejected = step.observations.some((each) => each.kind === 'commandReject');
      return rejected && status === step.before.core.deviceStatus
        ? undefined
        : `the status is ${formatStatus(status)} after ${formatStatus(step.before.core.deviceStatus)}, and the command was ${rejected ? '' : 'not '}rejected`;
    }
    // DRIVER_OK cannot be kept without FEATURES_OK, and NEEDS_RESET is not the driver's to write.
    const isFree = DRIVER_OK | DEVICE_NEEDS_RESET;
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
  kind: 'step',
  reads: ['core'],
  concerns: writesStatus,
  applies: (step) => (writtenStatus(step.operation) ?? 0) !== 0,
  violation: (step) =>
    wasReset(step)
      ? `${formatStatus(writtenStatus(step.operation) ?? 0)} was written, and the device was reset (its status was ${formatStatus(step.before.core.deviceStatus)})`
      : undefined,
};
