/** What a back end hears, and when. */
import { passedOn } from '../machines/backends/vhost.ts';
import type { DeviceInput } from '../machines/vocabulary/device-input.ts';
import { DRIVER_OK } from '../machines/vocabulary/device-status.ts';
import { type FeatureWord, formatSentWord, formatWord } from '../machines/vocabulary/feature-bits.ts';
import { sentSet } from '../machines/vocabulary/front-end.ts';
import type { Operation } from '../machines/vocabulary/operation.ts';
import type { StateProperty, StateSeen, StepProperty, StepSeen } from '../src/property/property.ts';
import { guestFeatures, isNoRead, needsBackend, needsModern, saidIn, sameWord } from './common.ts';
import { type DriverHistory, driverHistory, ofClearDriver } from './driver-history.ts';

const readsConfig = (operation: Operation): boolean =>
  operation.kind === 'read' && operation.register === 'config';

/** A word without the front end's own bits: nobody can tell who set these. */
const withoutOwn = ({ low, high }: FeatureWord, input: DeviceInput): FeatureWord => {
  const { own } = passedOn(input);
  return { low: (low & ~own.low) >>> 0, high: (high & ~own.high) >>> 0 };
};

/** The feature words sent in a step, without the front end's own bits. */
const sent = (step: StepSeen) =>
  step.observations.flatMap((each) =>
    each.kind === 'message' && each.name === 'SET_FEATURES'
      ? [withoutOwn({ low: each.low ?? 0, high: each.high ?? 0 }, step.input)]
      : [],
  );

/** What a front end sends of the driver's set, without its own bits. */
const toBeSent = (state: StateSeen): FeatureWord =>
  withoutOwn(sentSet(passedOn(state.input), guestFeatures(state)), state.input);

/** What the driver acknowledged, as far as the front end holds it for the back end. */
const acknowledged = (state: StateSeen) => {
  const { mask } = passedOn(state.input);
  const word = guestFeatures(state);
  return { low: (word.low & mask.low) >>> 0, high: (word.high & mask.high) >>> 0 };
};

export const backendGetsAcknowledgedSet: StepProperty = {
  id: 'backendGetsAcknowledgedSet',
  claim: 'A set sent to the back end is the one that the driver acknowledged: nothing more, nothing less.',
  rules: ['2.2.2-c', '2.2-a'],
  level: 'derived',
  seenBy: 'backend',
  kind: 'monitor',
  reads: ['core', 'backend'],
  concerns: isNoRead,
  skips: needsBackend,
  applies: (step) => sent(step).length > 0,
  violation: (step) => {
    const expected = toBeSent(step.after);
    const wrong = sent(step).find((word) => !sameWord(word, expected));
    const { name } = step.input.deviceClass;
    return wrong === undefined
      ? undefined
      : `of the driver’s set the back end should get ${formatSentWord(expected, name)}, and it was sent ${formatSentWord(wrong, name)}`;
  },
};

export const backendHearsNothingEarly: StepProperty<DriverHistory> = {
  id: 'backendHearsNothingEarly',
  claim: 'No feature is sent to the back end before the driver wrote any.',
  rules: ['thread', 'R6'],
  level: 'thread',
  seenBy: 'backend',
  kind: 'monitor',
  reads: ['core', 'backend', 'history', 'transport.revision'],
  ...ofClearDriver,
  concerns: isNoRead,
  skips: needsBackend,
  applies: (step) =>
    step.before.history.interfaceUsed !== 'unclear' &&
    !step.before.history.wroteFeatures &&
    !['features', 'open'].includes(saidIn(step).kind),
  violation: (step) => {
    const early = sent(step).find((word) => word.low !== 0 || word.high !== 0);
    return early === undefined
      ? undefined
      : `the driver has written no features since the reset, and the back end was sent ${formatSentWord(early, step.input.deviceClass.name)}`;
  },
};

export const startedBackendIsToldFeatures: StepProperty = {
  id: 'startedBackendIsToldFeatures',
  claim: 'A back end that is started is sent the features with which it runs, even if there are none.',
  rules: ['2.2-a', '2.2.2-c'],
  level: 'derived',
  seenBy: 'backend',
  kind: 'monitor',
  reads: ['backend'],
  concerns: isNoRead,
  skips: needsBackend,
  applies: (step) => !step.before.backend.running && step.after.backend.running,
  violation: (step) =>
    sent(step).length > 0 ? undefined : 'the back end was started, and no SET_FEATURES was sent to it',
};

/** What a front end and its back end say when the session between them ends. */
const SESSION_ENDED = 'BACKEND_SESSION_ENDED';

export const backendSurvivesNegotiation: StepProperty<DriverHistory> = {
  id: 'backendSurvivesNegotiation',
  claim: 'While a modern driver negotiates, no set is sent at which the back end ends the session.',
  rules: ['2.5.2-a', '2.2.2-c', 'thread'],
  level: 'derived',
  seenBy: 'backend',
  kind: 'monitor',
  reads: ['core', 'history'],
  history: driverHistory,
  // A kick or DRIVER_OK asks for a start; a back end may refuse the set with which it would have to run.
  concerns: (operation) => isNoRead(operation) || readsConfig(operation),
  skips: (input) => needsBackend(input) ?? needsModern(input),
  applies: (step) =>
    step.operation.kind !== 'notify' &&
    step.observations.some((each) => each.kind === 'message') &&
    step.after.history.interfaceUsed !== 'legacy' &&
    (step.after.core.deviceStatus & DRIVER_OK) === 0,
  violation: (step) =>
    step.observations.some((each) => each.kind === 'hostEvent' && each.name === SESSION_ENDED)
      ? `the back end was sent ${sent(step)
          .map((word) => formatSentWord(word, step.input.deviceClass.name))
          .join(' and ')} before the driver asked for a start, and ended the session`
      : undefined,
};

export const runningBackendIsToldOfChanges: StepProperty = {
  id: 'runningBackendIsToldOfChanges',
  claim: 'While the back end runs, the driver’s set does not change behind its back.',
  rules: ['2.2-a', 'S15'],
  level: 'derived',
  seenBy: 'backend',
  kind: 'monitor',
  reads: ['core', 'backend'],
  concerns: isNoRead,
  skips: needsBackend,
  applies: (step) => step.before.backend.running && step.after.backend.running,
  violation: (step) => {
    const before = toBeSent(step.before);
    const after = toBeSent(step.after);
    const { name } = step.input.deviceClass;
    return sameWord(before, after) || sent(step).some((word) => sameWord(word, after))
      ? undefined
      : `the back end runs with ${formatSentWord(before, name)}; the set in force became ${formatSentWord(after, name)}, and it was not told`;
  },
};

/** Only a class that hands over every set keeps the two in step; the others copy the set when they start. */
export const backendSetFollowsCore: StateProperty = {
  id: 'backendSetFollowsCore',
  claim: 'The set that the front end holds ready for the back end is the set that the core has in force.',
  rules: ['thread', '2.2.2-c'],
  level: 'inner',
  seenBy: 'nobody',
  kind: 'state',
  reads: ['core', 'backend'],
  skips: (input) =>
    needsBackend(input) ??
    (input.deviceClass.hasSetFeatures
      ? undefined
      : 'the device class copies the set only when the back end starts'),
  applies: () => true,
  violation: (state) => {
    const { backend, input } = state;
    const expected = acknowledged(state);
    const held = { low: backend.ackedLow, high: backend.ackedHigh };
    const { name } = input.deviceClass;
    return sameWord(expected, held)
      ? undefined
      : `the core has ${formatWord(expected, name)} in force, and ${formatWord(held, name)} is held ready for the back end`;
  },
  demands: (state) => {
    const { low, high } = acknowledged(state);
    return { backend: { ackedLow: low, ackedHigh: high } };
  },
};
