/** When the device is modern, and who makes it so. */
import type { StateProperty, StepProperty } from '../src/property/property.ts';
import { isNoRead, needsLegacy, needsModern, wasReset } from './common.ts';
import { type DriverHistory, ofClearDriver } from './driver-history.ts';

export const modernUntilReset: StepProperty<DriverHistory> = {
  id: 'modernUntilReset',
  claim:
    'Once the device is modern, it stays modern until a reset, unless the driver itself writes word 1 without VERSION_1.',
  rules: ['thread', 'R6', '2.2.3-b'],
  level: 'thread',
  seenBy: 'nobody',
  kind: 'step',
  reads: ['core', 'history'],
  ...ofClearDriver,
  concerns: isNoRead,
  skips: needsModern,
  applies: (step) =>
    step.before.core.modern &&
    !wasReset(step) &&
    step.after.history.interfaceUsed === 'modern' &&
    step.after.history.version1 !== 'declined',
  violation: ({ after }) =>
    after.core.modern || after.core.lifecycle === 'failed' || after.core.lifecycle === 'needsReset'
      ? undefined
      : 'the device was modern and is legacy again, though the driver took nothing back',
};

export const legacyDriverStaysLegacy: StateProperty<DriverHistory> = {
  id: 'legacyDriverStaysLegacy',
  claim: 'A driver that uses the legacy interface alone never finds the device in modern mode.',
  rules: ['2.2.3-b', '4.1.4.10-f', 'R6'],
  level: 'derived',
  seenBy: 'nobody',
  kind: 'state',
  reads: ['core', 'history', 'transport.revision'],
  ...ofClearDriver,
  skips: needsLegacy,
  applies: ({ history, input, transport }) =>
    history.interfaceUsed === 'legacy' && (!input.traits.hasRevision || transport.revision === 0),
  violation: ({ core }) =>
    core.modern
      ? 'only the legacy interface was used since the reset, yet VERSION_1 counts as acknowledged'
      : undefined,
};

export const kickStartIsForLegacy: StateProperty = {
  id: 'kickStartIsForLegacy',
  claim: 'A modern device is never armed to be started by a kick.',
  rules: ['2.1.2-a', 'thread'],
  level: 'inner',
  seenBy: 'nobody',
  kind: 'state',
  reads: ['core'],
  skips: needsModern,
  applies: ({ core }) => core.modern,
  violation: ({ core }) =>
    core.startOnKick ? 'VERSION_1 is acknowledged, and start-on-kick is armed' : undefined,
  demands: () => ({ core: { startOnKick: false } }),
};

export const modernStartsAtDriverOk: StateProperty = {
  id: 'modernStartsAtDriverOk',
  claim: 'A modern device is started only while DRIVER_OK is set.',
  rules: ['2.1.2-a', '3.1.1-j'],
  level: 'inner',
  seenBy: 'nobody',
  kind: 'state',
  reads: ['core'],
  skips: needsModern,
  applies: ({ core }) => core.modern && core.started,
  violation: ({ core }) =>
    (core.deviceStatus & 4) === 0
      ? `the device is modern and started, but its status is 0x${core.deviceStatus.toString(16)}`
      : undefined,
  demands: () => ({ core: { started: false } }),
};
