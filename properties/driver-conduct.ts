/** What a driver must not do. The adversary keeps no rules, so these are about real drivers. */

import type { DeviceInput } from '../machines/vocabulary/device-input.ts';
import { DRIVER_OK, FAILED, formatStatus } from '../machines/vocabulary/device-status.ts';
import { mayWriteStatus } from '../machines/vocabulary/meaning.ts';
import type { Scenario } from '../machines/vocabulary/scenario.ts';
import type { StepProperty } from '../src/property/property.ts';
import { interfaceIn, writtenStatus } from './common.ts';
import { type DriverHistory, driverHistory } from './driver-history.ts';

const notForAdversary = (_input: DeviceInput, scenario: Scenario): string | undefined =>
  scenario.driver === 'adversary' ? 'the adversary keeps no rules' : undefined;

export const failedNeverLive: StepProperty<DriverHistory> = {
  id: 'failedNeverLive',
  claim: 'After FAILED, DRIVER_OK comes only after a reset.',
  rules: ['3.1.1-h', '2.1.1-c'],
  level: 'must',
  seenBy: 'driver',
  kind: 'monitor',
  binds: 'driver',
  reads: ['core', 'history', 'transport.revision'],
  history: driverHistory,
  concerns: mayWriteStatus,
  skips: notForAdversary,
  // Raising FAILED is such a situation too, or the claim would never speak of a driver that stops there.
  applies: (step) => step.before.history.failed || ((writtenStatus(step) ?? 0) & FAILED) !== 0,
  violation: (step) =>
    step.before.history.failed && ((writtenStatus(step) ?? 0) & DRIVER_OK) !== 0
      ? `the driver raised FAILED, and wrote ${formatStatus(writtenStatus(step) ?? 0)} without a reset`
      : undefined,
};

export const statusBitsOnlyRise: StepProperty = {
  id: 'statusBitsOnlyRise',
  claim: 'A driver never clears a status bit, except by a reset.',
  rules: ['2.1.1-b'],
  level: 'must',
  seenBy: 'driver',
  kind: 'monitor',
  binds: 'driver',
  reads: ['core', 'transport.revision'],
  concerns: mayWriteStatus,
  skips: notForAdversary,
  applies: (step) => (writtenStatus(step) ?? 0) !== 0,
  violation: (step) => {
    const written = writtenStatus(step) ?? 0;
    const cleared = step.before.core.deviceStatus & ~written & ~0x40;
    return cleared === 0
      ? undefined
      : `the status was ${formatStatus(step.before.core.deviceStatus)}, and the driver wrote ${formatStatus(written)}`;
  },
};

export const noKickBeforeDriverOk: StepProperty = {
  id: 'noKickBeforeDriverOk',
  claim: 'A modern driver does not notify the device before DRIVER_OK.',
  rules: ['3.1.1-i'],
  level: 'must',
  seenBy: 'driver',
  kind: 'monitor',
  binds: 'driver',
  reads: ['core', 'transport.revision'],
  concerns: (operation) => operation.kind === 'notify',
  skips: notForAdversary,
  applies: (step) => step.operation.kind === 'notify' && interfaceIn(step) === 'modern',
  violation: (step) =>
    (step.before.core.deviceStatus & DRIVER_OK) !== 0
      ? undefined
      : `the driver kicked while the status was ${formatStatus(step.before.core.deviceStatus)}`,
};
