/** The order in which a driver does things. */

import {
  ACKNOWLEDGE,
  DRIVER,
  DRIVER_OK,
  FAILED,
  FEATURES_OK,
  formatStatus,
} from '../machines/vocabulary/device-status.ts';
import { formatWord } from '../machines/vocabulary/feature-bits.ts';
import { mayWriteStatus } from '../machines/vocabulary/meaning.ts';
import type { Operation } from '../machines/vocabulary/operation.ts';
import { writesFeatures } from '../machines/vocabulary/operation-facts.ts';
import type { StepProperty, StepSeen } from '../src/property/property.ts';
import { interfaceIn, writtenStatus } from './common.ts';
import type { Conduct } from './conduct-history.ts';
import {
  featuresIn,
  modernDriversOnly,
  notForAdversary,
  ofDrivers,
  setsUpQueue,
  wordsOf,
} from './driver-rules.ts';
import { isCommand } from './said.ts';

/** The bits in the order of the steps that they stand for; legacy drivers have no FEATURES_OK. */
const MODERN_ORDER = [ACKNOWLEDGE, DRIVER, FEATURES_OK, DRIVER_OK];
const LEGACY_ORDER = [ACKNOWLEDGE, DRIVER, DRIVER_OK];

/** The first bit that is set while one before it is not. */
const outOfOrder = (status: number, order: readonly number[]): number | undefined =>
  order.find((bit, at) => (status & bit) !== 0 && order.slice(0, at).some((each) => (status & each) === 0));

export const statusBitsInOrder: StepProperty<Conduct> = {
  ...ofDrivers,
  id: 'statusBitsInOrder',
  claim: 'A driver raises status bits in the order of the steps that they stand for.',
  rules: ['3.1.1-a', '2.1.1-a', '3.1.2-a'],
  level: 'must',
  seenBy: 'driver',
  concerns: mayWriteStatus,
  skips: notForAdversary,
  applies: (step) =>
    ((writtenStatus(step) ?? 0) & ~FAILED) !== 0 && ((writtenStatus(step) ?? 0) & FAILED) === 0,
  violation: (step) => {
    const status = step.before.core.deviceStatus | (writtenStatus(step) ?? 0);
    const order = interfaceIn(step) === 'legacy' ? LEGACY_ORDER : MODERN_ORDER;
    return outOfOrder(status, order) === undefined
      ? undefined
      : `the status was ${formatStatus(step.before.core.deviceStatus)}, and the driver wrote ${formatStatus(writtenStatus(step) ?? 0)}`;
  },
};

export const featuresWrittenAfterDriver: StepProperty<Conduct> = {
  ...ofDrivers,
  id: 'featuresWrittenAfterDriver',
  claim: 'A driver writes its features after it has set DRIVER.',
  rules: ['3.1.1-a', '3.1.2-a'],
  level: 'must',
  seenBy: 'driver',
  concerns: writesFeatures,
  skips: notForAdversary,
  applies: ({ operation }) => writesFeatures(operation),
  violation: ({ before }) =>
    (before.core.deviceStatus & DRIVER) !== 0
      ? undefined
      : `features were written while the status was ${formatStatus(before.core.deviceStatus)}`,
};

const writesWords = {
  ...ofDrivers,
  reads: [...ofDrivers.reads, 'transport.driverFeatureSelect'],
  concerns: writesFeatures,
} as const;

export const noBitsAfterFeaturesOk: StepProperty<Conduct> = {
  ...writesWords,
  id: 'noBitsAfterFeaturesOk',
  claim: 'Once it has written FEATURES_OK, a driver accepts no further bit.',
  rules: ['3.1.1-d'],
  level: 'must',
  seenBy: 'driver',
  skips: modernDriversOnly,
  applies: (step) => featuresIn(step) !== undefined,
  violation: (step) => {
    const { featuresOk } = step.before.history;
    const known = wordsOf(step.before.history);
    const word = featuresIn(step) ?? known;
    const added = { low: (word.low & ~known.low) >>> 0, high: (word.high & ~known.high) >>> 0 };
    return featuresOk === 'no' || (added.low === 0 && added.high === 0)
      ? undefined
      : `FEATURES_OK was written, and then ${formatWord(added, step.input.deviceClass.name)} was added`;
  },
};

/** Steps that come after the look at FEATURES_OK. */
const comesAfterFeaturesOk = (operation: Operation): boolean =>
  setsUpQueue(operation) || mayWriteStatus(operation);

export const looksAtFeaturesOk: StepProperty<Conduct> = {
  ...ofDrivers,
  id: 'looksAtFeaturesOk',
  claim: 'A modern driver goes on to its queues, and to DRIVER_OK, only after it has seen FEATURES_OK.',
  rules: ['3.1.1-e', '4.3.2.3.1-a'],
  level: 'must',
  seenBy: 'driver',
  concerns: comesAfterFeaturesOk,
  skips: modernDriversOnly,
  applies: (step) => setsUpQueue(step.operation) || ((writtenStatus(step) ?? 0) & DRIVER_OK) !== 0,
  violation: ({ before }) =>
    before.history.featuresOk === 'seen'
      ? undefined
      : `the driver went on, and FEATURES_OK was ${{ no: 'not written', written: 'written and not looked at', refused: 'refused', seen: '' }[before.history.featuresOk]}`,
};

export const queuesSetUpBeforeDriverOk: StepProperty<Conduct> = {
  ...ofDrivers,
  id: 'queuesSetUpBeforeDriverOk',
  claim: 'A driver sets its queues up before DRIVER_OK.',
  rules: ['3.1.1-f'],
  level: 'must',
  seenBy: 'driver',
  concerns: setsUpQueue,
  skips: notForAdversary,
  applies: ({ operation }) => setsUpQueue(operation),
  violation: ({ before }) =>
    (before.core.deviceStatus & DRIVER_OK) === 0
      ? undefined
      : `a queue was set up while the status was ${formatStatus(before.core.deviceStatus)}`,
};

export const refusedDriverSaysFailed: StepProperty<Conduct> = {
  ...ofDrivers,
  id: 'refusedDriverSaysFailed',
  claim: 'A driver whose features were refused raises FAILED, or resets the device.',
  rules: ['3.1.1-g', '2.2.1-e'],
  level: 'should',
  seenBy: 'driver',
  concerns: mayWriteStatus,
  skips: modernDriversOnly,
  applies: (step) => step.before.history.featuresOk === 'refused' && (writtenStatus(step) ?? 0) !== 0,
  violation: (step) =>
    ((writtenStatus(step) ?? 0) & FAILED) !== 0
      ? undefined
      : `FEATURES_OK was refused, and the driver wrote ${formatStatus(writtenStatus(step) ?? 0)}`,
};

/** On PCI a reset may take time, and the driver has to wait for its end. */
export const driverAwaitsReset: StepProperty<Conduct> = {
  ...ofDrivers,
  id: 'driverAwaitsReset',
  claim: 'On PCI a modern driver that has reset the device goes on only when the status reads 0.',
  rules: ['4.1.4.3.2-d', '2.4.2-a'],
  level: 'must',
  seenBy: 'driver',
  concerns: mayWriteStatus,
  skips: (input, scenario) =>
    input.traits.hasBothInterfaces ? modernDriversOnly(input, scenario) : 'only on PCI a driver must wait',
  applies: (step) => (writtenStatus(step) ?? 0) !== 0,
  violation: (step: StepSeen<Conduct>) =>
    step.before.history.awaitsReset
      ? `the device was reset, and the driver wrote ${formatStatus(writtenStatus(step) ?? 0)} before it had seen the status at 0`
      : undefined,
};

export const revisionChosenFirst: StepProperty<Conduct> = {
  ...ofDrivers,
  id: 'revisionChosenFirst',
  claim: 'On channel I/O a modern driver chooses its revision before anything else, and once.',
  rules: ['4.3.2.1.2-b', '4.3.2.3.1-c'],
  level: 'must',
  seenBy: 'driver',
  concerns: isCommand,
  skips: (input, scenario) =>
    input.traits.hasRevision ? modernDriversOnly(input, scenario) : 'only channel I/O has revisions',
  applies: ({ operation }) => isCommand(operation),
  violation: ({ operation, before }) => {
    if (operation.kind !== 'ccw') return undefined;
    const chooses = operation.command === 'SET_VIRTIO_REV';
    const isSet = before.transport.revision >= 0;
    if (chooses === isSet)
      return chooses
        ? `the revision is ${before.transport.revision}, and the driver chose again`
        : `${operation.command} came before a revision was chosen`;
    return operation.command === 'READ_STATUS' && before.transport.revision < 2
      ? `the revision is ${before.transport.revision}, and the status was read`
      : undefined;
  },
};
