/** A live device serves its queues, and a queue that is not ready is left alone. */
import { DRIVER_OK, formatStatus, LIVE } from '../machines/vocabulary/device-status.ts';
import type { StateProperty, StateSeen, StepProperty } from '../src/property/property.ts';
import { interfaceIn, isKick, needsBackend, needsModern, speaksModern } from './common.ts';
import { type DriverHistory, driverHistory } from './driver-history.ts';
import { type HostHistory, hostHistory, isAsAtPowerOn } from './host-history.ts';
import { isProcessed } from './said.ts';

/** Queue 0 works as far as its registers say. */
const isQueueReady = ({ core, transport, input }: StateSeen): boolean =>
  core.queueReady && (!input.traits.hasRegisters || transport.queueEnabled);

export const liveQueueIsServed: StepProperty<DriverHistory> = {
  id: 'liveQueueIsServed',
  claim: 'A kick on a live modern device with a ready queue is served.',
  rules: ['3.1.1-j'],
  level: 'derived',
  seenBy: 'driver',
  kind: 'step',
  reads: ['core', 'transport.queueEnabled', 'transport.revision', 'history'],
  history: driverHistory,
  concerns: isKick,
  skips: (input) => (input.backend === 'none' ? needsModern(input) : 'the back end serves the queues'),
  applies: (step) =>
    isKick(step.operation) &&
    // Through the legacy block a modern driver kicks nothing.
    interfaceIn(step) === 'modern' &&
    speaksModern(step.before) &&
    step.before.history.interfaceUsed === 'modern' &&
    step.before.core.deviceStatus === LIVE &&
    !step.before.core.broken &&
    isQueueReady(step.before),
  violation: (step) =>
    isProcessed(step)
      ? undefined
      : `the status is ${formatStatus(step.before.core.deviceStatus)} and queue 0 is ready, and a kick was not served`,
};

export const disabledQueueIsUntouched: StepProperty = {
  id: 'disabledQueueIsUntouched',
  claim: 'On MMIO a queue whose QueueReady is 0 is not processed.',
  rules: ['4.2.2.1-e'],
  level: 'must',
  seenBy: 'driver',
  kind: 'step',
  reads: ['transport.queueEnabled'],
  concerns: isKick,
  skips: (input) => (input.transport === 'mmio' ? needsModern(input) : 'only MMIO has QueueReady'),
  applies: ({ operation, before }) => isKick(operation) && !before.transport.queueEnabled,
  violation: (step) =>
    isProcessed(step) ? 'QueueReady is 0, and a kick made the device process queue 0' : undefined,
};

export const liveDeviceRunsBackend: StateProperty<HostHistory> = {
  id: 'liveDeviceRunsBackend',
  claim: 'While a modern device is live, and neither the machine nor the link is stopped, its back end runs.',
  rules: ['3.1.1-j'],
  level: 'derived',
  seenBy: 'backend',
  kind: 'state',
  reads: ['core', 'backend', 'history'],
  history: hostHistory,
  skips: (input) => needsBackend(input) ?? needsModern(input),
  applies: ({ core, backend, history }) =>
    core.deviceStatus === LIVE && core.modern && !core.broken && backend.present && isAsAtPowerOn(history),
  violation: ({ core, backend }) =>
    backend.running
      ? undefined
      : `the status is ${formatStatus(core.deviceStatus)}, and the back end does not run`,
};

export const backendRunsLiveDevicesOnly: StateProperty<DriverHistory> = {
  id: 'backendRunsLiveDevicesOnly',
  claim: 'Under a modern driver the back end runs only while DRIVER_OK is set.',
  rules: ['2.1.2-a'],
  level: 'must',
  seenBy: 'backend',
  kind: 'state',
  reads: ['core', 'backend', 'history'],
  history: driverHistory,
  skips: (input) => needsBackend(input) ?? needsModern(input),
  // Without VERSION_1 the driver of a transitional device counts as a legacy one (2.2.3-b), which is served.
  applies: ({ backend, history, input }) =>
    backend.running &&
    history.interfaceUsed === 'modern' &&
    (input.flavour === 'modern' || history.version1 === 'accepted'),
  violation: ({ core }) =>
    (core.deviceStatus & DRIVER_OK) !== 0
      ? undefined
      : `the back end runs, and the status is ${formatStatus(core.deviceStatus)}`,
};
