/** Which features a driver accepts, and which fields it touches. */

import type { ConfigField, DeviceInput } from '../machines/vocabulary/device-input.ts';
import { DRIVER_OK, FEATURES_OK } from '../machines/vocabulary/device-status.ts';
import {
  bitsLackingOthers,
  bitsOf,
  type FeatureWord,
  featureName,
  formatWord,
  hasBit,
  UNUSED_30,
  VERSION_1_HIGH,
  wordOf,
} from '../machines/vocabulary/feature-bits.ts';
import { mayWriteStatus } from '../machines/vocabulary/meaning.ts';
import { mayBeOffered } from '../machines/vocabulary/offerable.ts';
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
  realDriversOnly,
  wordsOf,
} from './driver-rules.ts';

const writesWords = {
  ...ofDrivers,
  reads: [...ofDrivers.reads, 'transport.driverFeatureSelect'],
  concerns: writesFeatures,
  applies: (step: StepSeen<Conduct>) => featuresIn(step) !== undefined,
} as const;

const offerTo = (step: StepSeen<Conduct>): FeatureWord =>
  interfaceIn(step) === 'legacy' ? { low: step.input.offered.low, high: 0 } : step.input.offeredModern;

const beyond = (word: FeatureWord, allowed: FeatureWord): FeatureWord => ({
  low: (word.low & ~allowed.low) >>> 0,
  high: (word.high & ~allowed.high) >>> 0,
});

export const acceptsOnlyOffered: StepProperty<Conduct> = {
  ...writesWords,
  id: 'acceptsOnlyOffered',
  claim: 'A driver writes no bit that is not offered.',
  rules: ['2.2.1-a'],
  level: 'must',
  seenBy: 'driver',
  skips: notForAdversary,
  violation: (step) => {
    const extra = beyond(featuresIn(step) ?? { low: 0, high: 0 }, offerTo(step));
    return bitsOf(extra).length === 0
      ? undefined
      : `${formatWord(extra, step.input.deviceClass.name)} was written and is not offered`;
  },
};

export const acceptsOnlyMeaningful: StepProperty<Conduct> = {
  ...writesWords,
  id: 'acceptsOnlyMeaningful',
  claim: 'A modern driver writes no bit that means nothing on this transport and for this device type.',
  rules: ['2.2.1-d', '6.1-e'],
  level: 'must',
  seenBy: 'driver',
  skips: modernDriversOnly,
  violation: (step) => {
    const wrong = bitsOf(featuresIn(step) ?? { low: 0, high: 0 }).filter(
      (bit) => !mayBeOffered(bit, step.input),
    );
    return wrong.length === 0
      ? undefined
      : `bit ${wrong.join(', ')} was written, which means nothing on ${step.input.traits.title}`;
  },
};

export const leavesBitThirty: StepProperty<Conduct> = {
  ...writesWords,
  id: 'leavesBitThirty',
  claim: 'A driver does not write bit 30.',
  rules: ['6.3-c'],
  level: 'should',
  seenBy: 'driver',
  skips: notForAdversary,
  violation: (step) =>
    hasBit(featuresIn(step) ?? { low: 0, high: 0 }, UNUSED_30) ? 'bit 30 was written' : undefined,
};

/** The driver says that its set is final: FEATURES_OK, or DRIVER_OK of a legacy driver. */
const isFinal = (step: StepSeen<Conduct>): boolean => {
  const written = writtenStatus(step) ?? 0;
  return interfaceIn(step) === 'legacy'
    ? (written & DRIVER_OK) !== 0
    : (written & FEATURES_OK) !== 0 && step.before.history.featuresOk === 'no';
};

const finishes = { ...ofDrivers, concerns: mayWriteStatus, applies: isFinal } as const;

export const acceptsClosedSet: StepProperty<Conduct> = {
  ...finishes,
  id: 'acceptsClosedSet',
  claim: 'A driver accepts no bit without the bits that it requires.',
  rules: ['2.2.1-b'],
  level: 'must',
  seenBy: 'driver',
  skips: notForAdversary,
  violation: (step) => {
    const { name } = step.input.deviceClass;
    const lacking = bitsLackingOthers(wordsOf(step.before.history), name);
    return lacking.length === 0
      ? undefined
      : `the driver accepted ${lacking.map((bit) => featureName(bit, name)).join(', ')} and not what that requires`;
  },
};

export const acceptsVersion1: StepProperty<Conduct> = {
  ...finishes,
  id: 'acceptsVersion1',
  claim: 'A modern driver accepts VERSION_1 when it is offered.',
  rules: ['6.1-a', '2.2.3-a'],
  level: 'must',
  seenBy: 'driver',
  skips: modernDriversOnly,
  applies: (step) => isFinal(step) && (step.input.offeredModern.high & VERSION_1_HIGH) !== 0,
  violation: ({ before }) =>
    (before.history.high & VERSION_1_HIGH) !== 0
      ? undefined
      : 'VERSION_1 is offered, and the driver finished its negotiation without it',
};

/** ACCESS_PLATFORM, RING_PACKED, ORDER_PLATFORM, NOTIF_CONFIG_DATA: a driver that knows them should take them. */
const PLATFORM_BITS: FeatureWord = wordOf([33, 34, 36, 39]);

const platformBitsOf = ({ offeredModern }: DeviceInput): FeatureWord => ({
  low: 0,
  high: (offeredModern.high & PLATFORM_BITS.high) >>> 0,
});

export const acceptsPlatformBits: StepProperty<Conduct> = {
  ...finishes,
  id: 'acceptsPlatformBits',
  claim:
    'A driver accepts ACCESS_PLATFORM, RING_PACKED, ORDER_PLATFORM and NOTIF_CONFIG_DATA when they are offered.',
  rules: ['6.1-c', '6.1-d'],
  level: 'should',
  seenBy: 'driver',
  skips: (input, scenario) =>
    platformBitsOf(input).high === 0 ? 'none of these bits is offered' : realDriversOnly(input, scenario),
  violation: ({ before, input }) => {
    const left = beyond(platformBitsOf(input), wordsOf(before.history));
    return left.high === 0
      ? undefined
      : `${formatWord(left, input.deviceClass.name)} is offered, and the driver finished its negotiation without it`;
  },
};

const readsConfig = (operation: Operation): boolean =>
  operation.kind === 'ccw'
    ? operation.command === 'READ_CONF'
    : operation.kind === 'read' && operation.register === 'config';

/** The bit without which an optional field is not there, by field. */
const BIT_OF_FIELD: ReadonlyMap<string, number> = new Map([
  ['mac[0]', 5],
  ['status', 16],
  ['max_virtqueue_pairs', 22],
  ['mtu', 3],
  ['blk_size', 6],
]);

const fieldAt = ({ deviceClass }: DeviceInput, operation: Operation): ConfigField | undefined => {
  const offset = operation.kind === 'ccw' || operation.kind === 'read' ? operation.offset : undefined;
  return deviceClass.fields.find((field) => field.offset === offset);
};

export const readsOfferedFieldsOnly: StepProperty<Conduct> = {
  ...ofDrivers,
  id: 'readsOfferedFieldsOnly',
  claim: 'A driver reads an optional field only if its bit is offered.',
  rules: ['2.5.1-c'],
  level: 'must',
  seenBy: 'driver',
  concerns: readsConfig,
  skips: notForAdversary,
  applies: ({ operation, input }) => readsConfig(operation) && fieldAt(input, operation) !== undefined,
  violation: ({ operation, input }) => {
    const field = fieldAt(input, operation);
    const bit = field === undefined ? undefined : BIT_OF_FIELD.get(field.name);
    return bit === undefined || hasBit(input.offered, bit)
      ? undefined
      : `${field?.name ?? 'the field'} was read, and ${featureName(bit, input.deviceClass.name)} is not offered`;
  },
};
