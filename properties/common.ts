/** What several properties need: when a modern driver is still negotiating, and scripts in its words. */
import { byteOrderField } from '../machines/classes/device-classes.ts';
import { leastSet } from '../machines/drivers/feature-sets.ts';
import { type Habits, habits } from '../machines/drivers/register-acts.ts';
import { TRANSPORTS } from '../machines/transports/index.ts';
import { fieldBytes } from '../machines/vocabulary/config-space.ts';
import type { DeviceInput } from '../machines/vocabulary/device-input.ts';
import { DEVICE_NEEDS_RESET, DRIVER_OK, FAILED, FEATURES_OK } from '../machines/vocabulary/device-status.ts';
import { bitsOf, dependenciesMet, type FeatureWord, wordOf } from '../machines/vocabulary/feature-bits.ts';
import { interfaceOf, type Meaning, meaningOf } from '../machines/vocabulary/meaning.ts';
import { usableOffer } from '../machines/vocabulary/offerable.ts';
import type { Interface, Observation, Operation } from '../machines/vocabulary/operation.ts';
import type { StateSeen, StepSeen } from '../src/property/property.ts';
import { type DriverHistory, isReset } from './driver-history.ts';

/** Where there are revisions: the one at which scripts speak; a modern driver chooses the highest. */
const MODERN_REVISION = 2;

/** The device can be spoken to through its modern interface, with the scripts of `modern`. */
export const speaksModern = (state: StateSeen): boolean =>
  state.input.flavour !== 'legacy' &&
  (!state.input.traits.hasRevision || state.transport.revision === MODERN_REVISION);

/** The device can be spoken to through its legacy interface. */
export const speaksLegacy = (state: StateSeen): boolean =>
  state.input.flavour !== 'modern' && (!state.input.traits.hasRevision || state.transport.revision === 0);

/** A modern driver has not yet finished its negotiation, and nothing has gone wrong. */
export const isNegotiating = (state: StateSeen<DriverHistory>): boolean =>
  speaksModern(state) &&
  (state.history.interfaceUsed === 'none' || state.history.interfaceUsed === 'modern') &&
  !state.history.failed &&
  (state.core.deviceStatus & (FEATURES_OK | DRIVER_OK | FAILED | DEVICE_NEEDS_RESET)) === 0;

/**
 * The operation may change something. One function for all properties that it concerns, so that who asks
 * them all needs to ask but once.
 */
export const isNoRead = (operation: Operation): boolean => operation.kind !== 'read';

/**
 * What the driver has said in this step, by the transport's rules. Here and below, a claim that asks must name
 * `transport.revision` in its `reads`.
 */
export const saidIn = ({ operation, after, input }: StepSeen): Meaning =>
  meaningOf(operation, input.traits, after.transport);

/** The status byte that the driver has written in this step, if it has. */
export function writtenStatus(step: StepSeen): number | undefined {
  const said = saidIn(step);
  return said.kind === 'status' ? said.value : undefined;
}

/** The interface that this step belongs to. */
export const interfaceIn = ({ operation, after, input }: StepSeen): Interface | undefined =>
  interfaceOf(operation, input.traits, after.transport);

/** The device was reset in this step. */
export const wasReset = ({ calls }: StepSeen): boolean => isReset(calls);

/** The host moved the device to another process in this step. */
export const wasMigrated = (step: StepSeen): boolean =>
  step.operation.kind === 'host' && step.operation.event === 'migrate';

/** A notification of queue 0, the one queue that there is. */
export const isKick = (operation: Operation): boolean => operation.kind === 'notify' && operation.queue === 0;

/** The interface that a device's own driver uses: the legacy one only where there is no other. */
export const ownInterface = ({ flavour }: DeviceInput): Interface =>
  flavour === 'legacy' ? 'legacy' : 'modern';

/** The device's own driver can speak to it in this state. */
export const speaksOwnInterface = (state: StateSeen): boolean =>
  ownInterface(state.input) === 'legacy' ? speaksLegacy(state) : speaksModern(state);

/** Says why a property has nothing to say about devices that serve their queues themselves. */
export const needsBackend = (input: DeviceInput): string | undefined =>
  input.backend === 'none' ? 'there is no back end' : undefined;

/** Says why a property has nothing to say about devices without a modern interface. */
export const needsModern = (input: DeviceInput): string | undefined =>
  input.flavour === 'legacy' ? 'a legacy device has no modern interface' : undefined;

/** Says why a property has nothing to say about devices without a legacy interface. */
export const needsLegacy = (input: DeviceInput): string | undefined =>
  input.flavour === 'modern' ? 'a modern-only device has no legacy interface' : undefined;

/** The habits of a modern driver on this transport. */
export const modern = (input: DeviceInput): Habits => habits(input, 'modern');

/**
 * The reset with which a script of `modern` begins has ended, by what the driver read; where it has not, the driver
 * would wait on, and what the script came to says nothing.
 *
 * @param before status reads of the script before that reset
 */
export function resetHasEnded(input: DeviceInput, observations: readonly Observation[], before = 0): boolean {
  const polls = modern(input).awaitReset.length;
  return polls === 0 || statusReads(observations)[before + polls - 1] === 0;
}

/** The status bytes that a script has read, in order. */
export const statusReads = (observations: readonly Observation[]): readonly number[] =>
  observations.flatMap((each) =>
    each.kind === 'read' && each.register === 'deviceStatus' ? [each.value] : [],
  );

/** Every subset of the offer that holds the least set and every prerequisite of its own bits. */
export function validSubsets(input: DeviceInput): readonly FeatureWord[] {
  const least = leastSet(input);
  const free = bitsOf(usableOffer(input)).filter((bit) => !bitsOf(least).includes(bit));
  return Array.from({ length: 2 ** Math.min(free.length, 6) }, (_, subset) =>
    wordOf([...bitsOf(least), ...free.filter((_bit, at) => ((subset >>> at) & 1) === 1)]),
  ).filter((set) => dependenciesMet(set, input.deviceClass.name));
}

/** Reads that show what a script came to: status, configuration, queue count; features where readable. */
export function modernProbes(
  input: DeviceInput,
  options: { readonly features?: boolean } = {},
): readonly Operation[] {
  const of = modern(input);
  const field = byteOrderField(input.deviceClass);
  return [
    ...of.readStatus,
    ...(TRANSPORTS[input.transport].blocks?.modern.reads.includes('numQueues') === true
      ? [{ kind: 'read', interface: 'modern', register: 'numQueues' } as const]
      : []),
    ...(field === undefined ? [] : of.readConfigField(field)),
    ...(options.features === true ? [...of.readHalf(0), ...of.readHalf(1)] : []),
  ];
}

/** The bytes that a read of the class's telling field must give, little-endian or big-endian. */
export function expectedConfig(input: DeviceInput, bigEndian: boolean): string | undefined {
  const field = byteOrderField(input.deviceClass);
  return field === undefined ? undefined : fieldBytes(field, bigEndian);
}

/** The bytes of the telling field as this step showed them, if it read the whole field. */
export function configSeen(step: StepSeen): string | undefined {
  const field = byteOrderField(step.input.deviceClass);
  for (const each of step.observations) {
    if (each.kind === 'config' && each.offset === field?.offset && each.bytes.length === 2 * field.size)
      return each.bytes;
  }
  return undefined;
}

/** The set in force in the core. */
export const guestFeatures = (state: StateSeen): FeatureWord => ({
  low: state.core.guestFeaturesLow,
  high: state.core.guestFeaturesHigh,
});

export const sameWord = (one: FeatureWord, two: FeatureWord): boolean =>
  one.low === two.low && one.high === two.high;
