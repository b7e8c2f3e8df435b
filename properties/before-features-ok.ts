/** What shows of features before they are agreed on. */
import { FEATURES_OK } from '../machines/vocabulary/device-status.ts';
import type { StepProperty, StepSeen } from '../src/property/property.ts';
import { isNoRead, needsModern, wasMigrated, wasReset, writtenStatus } from './common.ts';
import { type DriverHistory, driverHistory } from './driver-history.ts';

/** A modern driver does something that is not the end of its negotiation. */
const isBeforeTheEnd = (step: StepSeen<DriverHistory>): boolean =>
  step.after.history.interfaceUsed === 'modern' &&
  ((writtenStatus(step) ?? 0) & FEATURES_OK) === 0 &&
  (step.before.core.deviceStatus & FEATURES_OK) === 0 &&
  !wasReset(step) &&
  !wasMigrated(step);

export const queueCountWaitsForFeaturesOk: StepProperty<DriverHistory> = {
  id: 'queueCountWaitsForFeaturesOk',
  claim: 'Under a modern driver the number of queues does not change before FEATURES_OK.',
  rules: ['S22'],
  level: 'choice',
  seenBy: 'driver',
  kind: 'step',
  reads: ['core', 'class', 'transport.revision', 'history'],
  history: driverHistory,
  concerns: isNoRead,
  skips: (input) =>
    needsModern(input) ??
    (input.deviceClass.name === 'net' ? undefined : 'only a network device changes its number of queues'),
  applies: isBeforeTheEnd,
  violation: ({ before, after }) =>
    before.class.numQueues === after.class.numQueues
      ? undefined
      : `before FEATURES_OK the number of queues went from ${before.class.numQueues} to ${after.class.numQueues}`,
};

export const hostHearsOfFinalSetOnly: StepProperty<DriverHistory> = {
  id: 'hostHearsOfFinalSetOnly',
  claim: 'Under a modern driver the host hears of negotiated features only when they are final.',
  rules: ['S13', '2.2-a'],
  level: 'choice',
  seenBy: 'host',
  kind: 'step',
  reads: ['core', 'transport.revision', 'history'],
  history: driverHistory,
  concerns: isNoRead,
  skips: needsModern,
  applies: isBeforeTheEnd,
  violation: (step) => {
    const event = step.observations.find((each) => each.kind === 'hostEvent');
    return event?.kind === 'hostEvent' ? `${event.name} was sent before FEATURES_OK` : undefined;
  },
};
