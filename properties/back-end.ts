/** What a back end hears, and when. */
import { passedOn } from '../machines/backends/vhost.ts';
import type { DeviceInput } from '../machines/vocabulary/device-input.ts';
import { DRIVER_OK } from '../machines/vocabulary/device-status.ts';
import { formatWord } from '../machines/vocabulary/feature-bits.ts';
import type { Operation } from '../machines/vocabulary/operation.ts';
import type { StateProperty, StateSeen, StepProperty, StepSeen } from '../src/property/property.ts';
import { guestFeatures, needsModern, saidIn, sameWord } from './common.ts';
import { type DriverHistory, driverHistory, ofClearDriver } from './driver-history.ts';

const needsBackend = (input: DeviceInput): string | undefined =>
  input.backend === 'none' ? 'there is no back end' : undefined;

const changesSomething = (operation: Operation): boolean => operation.kind !== 'read';

const readsConfig = (operation: Operation): boolean =>
  operation.kind === 'read' && operation.register === 'config';

/** The feature words sent in a step, without the front end's own bits. */
const sent = (step: StepSeen) => {
  const { own } = passedOn(step.input);
  return step.observations.flatMap((each) =>
    each.kind === 'message' && each.name === 'SET_FEATURES'
      ? [{ low: ((each.low ?? 0) & ~own.low) >>> 0, high: ((each.high ?? 0) & ~own.high) >>> 0 }]
      : [],
  );
};

/** What the driver acknowledged, as far as it concerns the back end. */
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
  kind: 'monitor',
  reads: ['core', 'backend'],
  concerns: changesSomething,
  skips: needsBackend,
  applies: (step) => sent(step).length > 0,
  violation: (step) => {
    const expected = acknowledged(step.after);
    const wrong = sent(step).find((word) => !sameWord(word, expected));
    const { name } = step.input.deviceClass;
    return wrong === undefined
      ? undefined
      : `the driver acknowledged ${formatWord(expected, name)}, and the back end was sent ${formatWord(wrong, name)}`;
  },
};

export const backendHearsNothingEarly: StepProperty<DriverHistory> = {
  id: 'backendHearsNothingEarly',
  claim: 'No feature is sent to the back end before the driver wrote any.',
  rules: ['thread', 'R6'],
  level: 'thread',
  kind: 'monitor',
  reads: ['core', 'backend', 'history', 'transport.revision'],
  ...ofClearDriver,
  concerns: changesSomething,
  skips: needsBackend,
  applies: (step) =>
    step.before.history.interfaceUsed !== 'unclear' &&
    !step.before.history.wroteFeatures &&
    !['features', 'open'].includes(saidIn(step).kind),
  violation: (step) => {
    const early = sent(step).find((word) => word.low !== 0 || word.high !== 0);
    return early === undefined
      ? undefined
      : `the driver has written no features since the reset, and the back end was sent ${formatWord(early, step.input.deviceClass.name)}`;
  },
};

export const startedBackendIsToldFeatures: StepProperty = {
  id: 'startedBackendIsToldFeatures',
  claim: 'A back end that is started is sent the features with which it runs, even if there are none.',
  rules: ['2.2-a', '2.2.2-c'],
  level: 'derived',
  kind: 'monitor',
  reads: ['backend'],
  concerns: changesSomething,
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
  kind: 'monitor',
  reads: ['core', 'history'],
  history: driverHistory,
  // A kick or DRIVER_OK asks for a start; a back end may refuse the set with which it would have to run.
  concerns: (operation) => changesSomething(operation) || readsConfig(operation),
  skips: (input) => needsBackend(input) ?? needsModern(input),
  applies: (step) =>
    step.operation.kind !== 'notify' &&
    step.observations.some((each) => each.kind === 'message') &&
    step.after.history.interfaceUsed !== 'legacy' &&
    (step.after.core.deviceStatus & DRIVER_OK) === 0,
  violation: (step) =>
    step.observations.some((each) => each.kind === 'hostEvent' && each.name === SESSION_ENDED)
      ? `the back end was sent ${sent(step)
          .map((word) => formatWord(word, step.input.deviceClass.name))
          .join(' and ')} before the driver asked for a start, and ended the session`
      : undefined,
};

export const runningBackendIsToldOfChanges: StepProperty = {
  id: 'runningBackendIsToldOfChanges',
  claim: 'While the back end runs, the driver’s set does not change behind its back.',
  rules: ['2.2-a', 'S15'],
  level: 'derived',
  kind: 'monitor',
  reads: ['core', 'backend'],
  concerns: changesSomething,
  skips: needsBackend,
  applies: (step) => step.before.backend.running && step.after.backend.running,
  violation: (step) => {
    const before = acknowledged(step.before);
    const after = acknowledged(step.after);
    const { name } = step.input.deviceClass;
    return sameWord(before, after) || sent(step).some((word) => sameWord(word, after))
      ? undefined
      : `the back end runs with ${formatWord(before, name)}; the set in force became ${formatWord(after, name)}, and it was not told`;
  },
};

/** Only a class that hands over every set keeps the two in step; the others copy the set when they start. */
export const backendSetFollowsCore: StateProperty = {
  id: 'backendSetFollowsCore',
  claim: 'The set that the front end holds ready for the back end is the set that the core has in force.',
  rules: ['thread', '2.2.2-c'],
  level: 'inner',
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
};
