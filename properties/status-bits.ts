/** Which status bits a device keeps, under drivers that write what they like. Nearly all of it is left open. */

import type { DeviceInput } from '../machines/vocabulary/device-input.ts';
import {
  ACKNOWLEDGE,
  ACKNOWLEDGED,
  DEVICE_NEEDS_RESET,
  DRIVER,
  DRIVER_OK,
  FAILED,
  FEATURES_OK,
  formatStatus,
  SUSPEND,
} from '../machines/vocabulary/device-status.ts';
import { hasBit, VIRTIO_F_SUSPEND } from '../machines/vocabulary/feature-bits.ts';
import { mayWriteStatus } from '../machines/vocabulary/meaning.ts';
import type { ReachabilityProperty, StateProperty, StepProperty } from '../src/property/property.ts';
import {
  interfaceIn,
  isNoRead,
  modern,
  needsModern,
  speaksModern,
  wasReset,
  writtenStatus,
} from './common.ts';
import { type DriverHistory, driverHistory, ofClearDriver } from './driver-history.ts';
import { isProcessed, isRejected } from './said.ts';

const UNASSIGNED = 0x20;

const offersSuspend = (input: DeviceInput): boolean => hasBit(input.offered, VIRTIO_F_SUSPEND);

/** Bits of the status byte that mean nothing to this device. */
const meaningless = (input: DeviceInput): number => UNASSIGNED | (offersSuspend(input) ? 0 : SUSPEND);

export const unassignedStatusBitsStayClear: StateProperty = {
  id: 'unassignedStatusBitsStayClear',
  claim: 'Status bits that mean nothing are never set, whatever the driver writes.',
  rules: ['2.1'],
  level: 'choice',
  seenBy: 'driver',
  kind: 'state',
  reads: ['core'],
  applies: () => true,
  violation: ({ core, input }) =>
    (core.deviceStatus & meaningless(input)) === 0
      ? undefined
      : `the status is ${formatStatus(core.deviceStatus)}, with a bit that means nothing to this device`,
};

export const suspendWaitsForLive: ReachabilityProperty = {
  id: 'suspendWaitsForLive',
  claim: 'SUSPEND is not taken before the device is live.',
  rules: ['3.4.2-a'],
  level: 'must',
  seenBy: 'driver',
  kind: 'reachability',
  reads: ['core', 'transport.revision'],
  skips: (input) => (offersSuspend(input) ? needsModern(input) : 'the device does not offer SUSPEND'),
  applies: (state) => speaksModern(state) && (state.core.deviceStatus & (DRIVER_OK | SUSPEND | FAILED)) === 0,
  scripts: (input) => [{ name: '', operations: modern(input).writeStatus(ACKNOWLEDGED | SUSPEND) }],
  violation: ({ core }) =>
    (core.deviceStatus & SUSPEND) === 0
      ? undefined
      : `SUSPEND was written before DRIVER_OK, and the status is ${formatStatus(core.deviceStatus)}`,
};

export const driverOkNeedsFeaturesOk: StateProperty<DriverHistory> = {
  id: 'driverOkNeedsFeaturesOk',
  claim: 'Under a modern driver DRIVER_OK is not set without FEATURES_OK.',
  rules: ['S7'],
  level: 'choice',
  seenBy: 'driver',
  kind: 'state',
  reads: ['core', 'history'],
  history: driverHistory,
  skips: needsModern,
  applies: ({ core, history }) => history.interfaceUsed === 'modern' && (core.deviceStatus & DRIVER_OK) !== 0,
  violation: ({ core }) =>
    (core.deviceStatus & FEATURES_OK) !== 0
      ? undefined
      : `the status is ${formatStatus(core.deviceStatus)}: live, and nothing was ever agreed on`,
};

export const featuresOkNeedsDriver: StateProperty<DriverHistory> = {
  id: 'featuresOkNeedsDriver',
  claim: 'Under a modern driver FEATURES_OK is not set without DRIVER.',
  rules: ['S7'],
  level: 'choice',
  seenBy: 'driver',
  kind: 'state',
  reads: ['core', 'history'],
  history: driverHistory,
  skips: needsModern,
  applies: ({ core, history }) =>
    history.interfaceUsed === 'modern' && (core.deviceStatus & FEATURES_OK) !== 0,
  violation: ({ core }) =>
    (core.deviceStatus & DRIVER) !== 0
      ? undefined
      : `the status is ${formatStatus(core.deviceStatus)}: agreed with a driver that never said it was there`,
};

/** FEATURES_OK has a claim of its own, and NEEDS_RESET too; SUSPEND comes and goes. */
const DRIVERS_BITS = ACKNOWLEDGE | DRIVER | DRIVER_OK | FAILED;

export const statusBitsStayUntilReset: StepProperty<DriverHistory> = {
  id: 'statusBitsStayUntilReset',
  claim: 'A status bit that a modern driver has set stays set until a reset.',
  rules: ['S5'],
  level: 'choice',
  seenBy: 'driver',
  kind: 'step',
  reads: ['core', 'history'],
  history: driverHistory,
  concerns: isNoRead,
  skips: needsModern,
  applies: (step) =>
    step.after.history.interfaceUsed === 'modern' &&
    (step.before.core.deviceStatus & DRIVERS_BITS) !== 0 &&
    !wasReset(step),
  violation: ({ before, after }) =>
    (before.core.deviceStatus & DRIVERS_BITS & ~after.core.deviceStatus) === 0
      ? undefined
      : `without a reset, the status went from ${formatStatus(before.core.deviceStatus)} to ${formatStatus(after.core.deviceStatus)}`,
};

/** What a driver may raise at any time, and no device can refuse. */
const NOT_REFUSED = ACKNOWLEDGE | DRIVER | FAILED;

export const raisedBitsAreKept: StepProperty<DriverHistory> = {
  id: 'raisedBitsAreKept',
  claim: 'ACKNOWLEDGE, DRIVER and FAILED are set once the driver raises them.',
  rules: ['2.1-b', '4.2.2-b', '4.1.4.3-d'],
  level: 'derived',
  seenBy: 'driver',
  kind: 'step',
  reads: ['core', 'transport.revision', 'history'],
  ...ofClearDriver,
  concerns: mayWriteStatus,
  applies: (step) => {
    const written = writtenStatus(step) ?? 0;
    const { core, history } = step.before;
    const raised = written & ~core.deviceStatus;
    return (
      raised !== 0 &&
      (raised & ~NOT_REFUSED) === 0 &&
      // A driver takes nothing back.
      (core.deviceStatus & ~written) === 0 &&
      (core.deviceStatus & DEVICE_NEEDS_RESET) === 0 &&
      !core.broken &&
      !history.failed &&
      // A device that has refused a set may want a reset before anything else (S4).
      (!history.wroteFeatures || (core.deviceStatus & FEATURES_OK) !== 0) &&
      ['none', interfaceIn(step)].includes(history.interfaceUsed)
    );
  },
  violation: (step) => {
    const written = writtenStatus(step) ?? 0;
    return (written & ~step.after.core.deviceStatus) === 0 && !isRejected(step)
      ? undefined
      : `${formatStatus(written)} was written${isRejected(step) ? ' and rejected' : ''}, and the status is ${formatStatus(step.after.core.deviceStatus)}`;
  },
};

/** A device that has an error of its own in the same step raises the bit itself. */
const reportsError = ({
  calls,
}: {
  readonly calls: readonly { readonly event: { readonly type: string } }[];
}) => calls.some(({ event }) => event.type === 'error');

export const needsResetIsTheDevices: StepProperty = {
  id: 'needsResetIsTheDevices',
  claim: 'A driver’s status write neither raises NEEDS_RESET nor clears it, unless it resets the device.',
  rules: ['S16'],
  level: 'choice',
  seenBy: 'driver',
  kind: 'step',
  reads: ['core', 'transport.revision'],
  concerns: mayWriteStatus,
  applies: (step) => (writtenStatus(step) ?? 0) !== 0 && !wasReset(step),
  violation: (step) => {
    const before = step.before.core.deviceStatus;
    const after = step.after.core.deviceStatus;
    return ((before ^ after) & DEVICE_NEEDS_RESET) === 0 || reportsError(step)
      ? undefined
      : `the driver wrote ${formatStatus(writtenStatus(step) ?? 0)}, and the status went from ${formatStatus(before)} to ${formatStatus(after)}`;
  },
};

export const failedDeviceUsesNoQueue: StepProperty = {
  id: 'failedDeviceUsesNoQueue',
  claim: 'While FAILED is set no queue is used.',
  rules: ['S17'],
  level: 'choice',
  seenBy: 'driver',
  kind: 'step',
  reads: ['core'],
  concerns: isNoRead,
  applies: ({ before, after }) => (before.core.deviceStatus & after.core.deviceStatus & FAILED) !== 0,
  violation: (step) =>
    isProcessed(step)
      ? `the status is ${formatStatus(step.before.core.deviceStatus)}, and queue 0 was processed`
      : undefined,
};
