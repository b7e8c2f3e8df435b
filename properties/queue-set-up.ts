/** A queue that is set up can be used, and one that has no address is left alone. */
import {
  DEVICE_NEEDS_RESET,
  DRIVER_OK,
  FAILED,
  formatStatus,
  NEGOTIATED,
} from '../machines/vocabulary/device-status.ts';
import type { Operation } from '../machines/vocabulary/operation.ts';
import type { ReachabilityProperty, StateSeen, StepProperty } from '../src/property/property.ts';
import { interfaceIn, isKick, modern, needsLegacy, needsModern, speaksModern } from './common.ts';
import { type DriverHistory, ofClearDriver } from './driver-history.ts';
import { isProcessed } from './said.ts';

const readEnable: Operation = { kind: 'read', interface: 'modern', register: 'queueEnable' };

const isEnabled = ({ transport, input }: StateSeen): boolean =>
  input.traits.hasRegisters && transport.queueEnabled;

export const agreedQueueCanBeSetUp: ReachabilityProperty<DriverHistory> = {
  id: 'agreedQueueCanBeSetUp',
  claim: 'After FEATURES_OK a queue that the driver gives an address and enables is ready, and reads so.',
  rules: ['3.1.1-j', '4.1.4.3-d', '4.2.2-c'],
  level: 'derived',
  seenBy: 'driver',
  kind: 'reachability',
  reads: ['core', 'transport.revision', 'transport.queueEnabled', 'history'],
  ...ofClearDriver,
  skips: needsModern,
  applies: (state) =>
    speaksModern(state) &&
    state.history.interfaceUsed === 'modern' &&
    !state.history.failed &&
    state.core.deviceStatus === NEGOTIATED &&
    !state.core.broken &&
    !isEnabled(state),
  scripts: (input) => {
    const { setUpQueue } = modern(input);
    return [{ name: '', operations: input.traits.hasRegisters ? [...setUpQueue, readEnable] : setUpQueue }];
  },
  violation: ({ core, input }, observations) => {
    if (!core.queueReady) return 'the driver set its queue up, and it has no address';
    const seen = observations.find((each) => each.kind === 'read' && each.register === 'queueEnable');
    return !input.traits.hasRegisters || (seen?.kind === 'read' && seen.value === 1)
      ? undefined
      : `the driver enabled its queue, which reads as ${seen?.kind === 'read' ? seen.value : 'nothing'}`;
  },
};

export const stoppedQueueIsNotReady: ReachabilityProperty = {
  id: 'stoppedQueueIsNotReady',
  claim: 'On MMIO a queue is not ready once the driver writes 0 to QueueReady, and reads so.',
  rules: ['4.2.2-c', '4.2.2.1-e'],
  level: 'derived',
  seenBy: 'driver',
  kind: 'reachability',
  reads: ['transport.queueEnabled'],
  skips: (input) => (input.transport === 'mmio' ? needsModern(input) : 'only MMIO has QueueReady'),
  applies: isEnabled,
  scripts: () => [
    {
      name: '',
      operations: [{ kind: 'write', interface: 'modern', register: 'queueEnable', value: 0 }, readEnable],
    },
  ],
  violation: ({ transport }, observations) =>
    !transport.queueEnabled && observations.some((each) => each.kind === 'read' && each.value === 0)
      ? undefined
      : 'the driver wrote 0 to QueueReady, and the queue is ready as before',
};

/** The value of a whole write of the register by which a legacy driver says where its queue is. */
const pageWritten = (operation: Operation): number | undefined =>
  operation.kind === 'write' &&
  operation.register === 'queuePfn' &&
  operation.interface === 'legacy' &&
  operation.size === undefined &&
  (operation.at ?? 0) === 0
    ? operation.value
    : undefined;

const saysPage = (operation: Operation): boolean => pageWritten(operation) !== undefined;

/** A driver uses the legacy interface alone, and neither side has given up. */
const isLegacyAlone = ({ history, core }: StateSeen<DriverHistory>): boolean =>
  (history.interfaceUsed === 'none' || history.interfaceUsed === 'legacy') &&
  !history.failed &&
  (core.deviceStatus & (FAILED | DEVICE_NEEDS_RESET)) === 0 &&
  !core.broken;

export const legacyQueueIsWhereItsPageIs: StepProperty<DriverHistory> = {
  id: 'legacyQueueIsWhereItsPageIs',
  claim: 'A legacy driver’s queue has an address once its page number is written, and none once 0 is.',
  rules: ['4.2.4-a', '4.1.4.10-g'],
  level: 'derived',
  seenBy: 'nobody',
  kind: 'step',
  reads: ['core', 'history'],
  ...ofClearDriver,
  concerns: saysPage,
  skips: needsLegacy,
  applies: ({ operation, before }) => saysPage(operation) && isLegacyAlone(before),
  violation: ({ operation, after }) => {
    const page = pageWritten(operation) ?? 0;
    return after.core.queueReady === (page !== 0)
      ? undefined
      : `page ${page} was written, and the queue has ${after.core.queueReady ? 'an' : 'no'} address`;
  },
};

export const legacyQueueIsServed: StepProperty<DriverHistory> = {
  id: 'legacyQueueIsServed',
  claim: 'A kick by a legacy driver on a live device, whose queue has an address, is served.',
  rules: ['3.1.1-j', '4.1.4.10-g'],
  level: 'derived',
  seenBy: 'driver',
  kind: 'step',
  reads: ['core', 'transport.revision', 'history'],
  ...ofClearDriver,
  concerns: isKick,
  skips: (input) => (input.backend === 'none' ? needsLegacy(input) : 'the back end serves the queues'),
  applies: (step) =>
    isKick(step.operation) &&
    interfaceIn(step) === 'legacy' &&
    isLegacyAlone(step.before) &&
    // Before DRIVER_OK it may be served later (3.1.2-c).
    (step.before.core.deviceStatus & DRIVER_OK) !== 0 &&
    step.before.core.queueReady,
  violation: (step) =>
    isProcessed(step)
      ? undefined
      : `the status is ${formatStatus(step.before.core.deviceStatus)} and queue 0 has an address, and a kick was not served`,
};

export const queueWithoutAddressIsUntouched: StepProperty = {
  id: 'queueWithoutAddressIsUntouched',
  claim: 'A queue that has no address is not processed.',
  rules: ['2.1.2-a', '4.2.2.1-e'],
  level: 'derived',
  seenBy: 'driver',
  kind: 'step',
  reads: ['core'],
  concerns: isKick,
  applies: ({ operation, before }) => isKick(operation) && !before.core.queueReady,
  violation: (step) =>
    isProcessed(step) ? 'queue 0 has no address, and a kick made the device process it' : undefined,
};
