/** Configuration that changes, or could be thought to: notifications, the generation, and what may be read early. */
import { byteOrderField } from '../machines/classes/device-classes.ts';
import { habits } from '../machines/drivers/register-acts.ts';
import { TRANSPORTS } from '../machines/transports/index.ts';
import { fieldBytes } from '../machines/vocabulary/config-space.ts';
import type { ConfigField, DeviceInput } from '../machines/vocabulary/device-input.ts';
import {
  DEVICE_NEEDS_RESET,
  DRIVER_OK,
  FEATURES_OK,
  formatStatus,
  LIVE,
  NEGOTIATED,
} from '../machines/vocabulary/device-status.ts';
import { VERSION_1_HIGH } from '../machines/vocabulary/feature-bits.ts';
import type { Observation, Operation } from '../machines/vocabulary/operation.ts';
import type { ReachabilityProperty, StepProperty } from '../src/property/property.ts';
import {
  isNegotiating,
  isNoRead,
  modern,
  needsModern,
  ownInterface,
  speaksLegacy,
  speaksModern,
  writtenStatus,
} from './common.ts';
import { type DriverHistory, driverHistory } from './driver-history.ts';
import { isConfigNotified } from './said.ts';

/** The one field that a host changes. */
export const linkField = ({ deviceClass }: DeviceInput): ConfigField | undefined =>
  deviceClass.name === 'net' ? deviceClass.fields.find(({ name }) => name === 'status') : undefined;

const hasGeneration = ({ transport }: DeviceInput): boolean =>
  TRANSPORTS[transport].blocks?.modern.reads.includes('configGeneration') === true;

const readGeneration: Operation = { kind: 'read', interface: 'modern', register: 'configGeneration' };
const LINK_DOWN: Operation = { kind: 'host', event: 'linkDown' };
const LINK_UP: Operation = { kind: 'host', event: 'linkUp' };

/** The link goes down and up again, and is looked at before, between and after. */
function playLink(input: DeviceInput, look: readonly Operation[]): readonly Operation[] {
  const field = linkField(input);
  const read = field === undefined ? [] : [...look, ...modern(input).readConfigField(field)];
  return [...read, LINK_DOWN, ...read, LINK_UP, ...read];
}

export const configChangeIsNotified: ReachabilityProperty = {
  id: 'configChangeIsNotified',
  claim: 'A live device whose configuration changes sends a configuration change notification.',
  rules: ['3.2.1-a'],
  level: 'derived',
  seenBy: 'driver',
  kind: 'reachability',
  reads: ['core', 'transport.revision'],
  skips: (input) =>
    linkField(input) === undefined ? 'nothing changes this configuration' : needsModern(input),
  applies: (state) =>
    speaksModern(state) && state.core.deviceStatus === LIVE && state.core.modern && !state.core.broken,
  scripts: (input) => [{ name: '', operations: playLink(input, []) }],
  violation: (_end, observations) => {
    let known: string | undefined;
    let isNotified = false;
    for (const each of observations) {
      if (each.kind === 'configInterrupt') isNotified = true;
      if (each.kind !== 'config') continue;
      if (known !== undefined && known !== each.bytes && !isNotified)
        return `the device is live, its configuration went from ${known} to ${each.bytes}, and nobody was told`;
      known = each.bytes;
      isNotified = false;
    }
    return undefined;
  },
};

/** A value that was read, and read again as another one, while the generation stood still. */
function unmovedGeneration(observations: readonly Observation[]): string | undefined {
  let generation: number | undefined;
  let before: { readonly bytes: string; readonly generation: number | undefined } | undefined;
  for (const each of observations) {
    if (each.kind === 'read' && each.register === 'configGeneration') generation = each.value;
    if (each.kind !== 'config') continue;
    if (before !== undefined && before.bytes !== each.bytes && before.generation === generation)
      return `a field read ${before.bytes} and then ${each.bytes}, and the generation is ${generation ?? 0} as before`;
    before = { bytes: each.bytes, generation };
  }
  return undefined;
}

const needsGeneration = (input: DeviceInput): string | undefined =>
  hasGeneration(input) ? needsModern(input) : `on ${input.traits.title} the driver counts by itself`;

export const generationMovesWithConfig: ReachabilityProperty = {
  id: 'generationMovesWithConfig',
  claim: 'The generation moves when the host changes the configuration, whether the device is live or not.',
  rules: ['4.1.4.3.1-d', '4.2.2.1-d', '2.5-b'],
  level: 'must',
  seenBy: 'driver',
  kind: 'reachability',
  reads: ['core', 'transport.revision'],
  skips: (input) =>
    linkField(input) === undefined ? 'nothing changes this configuration' : needsGeneration(input),
  applies: speaksModern,
  scripts: (input) => [{ name: '', operations: playLink(input, [readGeneration]) }],
  violation: (_end, observations) => unmovedGeneration(observations),
};

export const generationMovesWithByteOrder: ReachabilityProperty<DriverHistory> = {
  id: 'generationMovesWithByteOrder',
  claim: 'The generation moves when a field comes to read otherwise because the driver says what it accepts.',
  rules: ['2.5-b', 'R5'],
  level: 'derived',
  seenBy: 'driver',
  kind: 'reachability',
  reads: ['core', 'transport.revision', 'history'],
  history: driverHistory,
  skips: (input) =>
    byteOrderField(input.deviceClass) === undefined
      ? 'the device class has no multi-byte configuration field'
      : needsGeneration(input),
  applies: isNegotiating,
  scripts: (input) => {
    const of = modern(input);
    const field = byteOrderField(input.deviceClass);
    const read = [readGeneration, ...(field === undefined ? [] : of.readConfigField(field))];
    return [
      {
        name: '',
        operations: [
          ...read,
          ...of.writeHalf(1, VERSION_1_HIGH),
          ...read,
          ...of.writeStatus(NEGOTIATED),
          ...read,
        ],
      },
    ];
  },
  violation: (_end, observations) => unmovedGeneration(observations),
};

export const needsResetIsNotified: StepProperty = {
  id: 'needsResetIsNotified',
  claim: 'When a live device raises NEEDS_RESET, it sends a configuration change notification.',
  rules: ['2.1.2-d', '3.2.1-a'],
  level: 'must',
  seenBy: 'driver',
  kind: 'step',
  reads: ['core', 'transport.revision'],
  concerns: isNoRead,
  applies: (step) => {
    const before = step.before.core.deviceStatus;
    const written = writtenStatus(step) ?? 0;
    return (
      (before & DRIVER_OK) !== 0 &&
      (before & DEVICE_NEEDS_RESET) === 0 &&
      (step.after.core.deviceStatus & DEVICE_NEEDS_RESET) !== 0 &&
      // What the driver writes itself is no news to it (S16).
      (written & DEVICE_NEEDS_RESET) === 0
    );
  },
  violation: (step) =>
    isConfigNotified(step)
      ? undefined
      : `the status became ${formatStatus(step.after.core.deviceStatus)}, and no notification was sent`,
};

export const noConfigNotificationBeforeDriverOk: StepProperty = {
  id: 'noConfigNotificationBeforeDriverOk',
  claim: 'No configuration change notification is sent before DRIVER_OK.',
  rules: ['S18'],
  level: 'choice',
  seenBy: 'driver',
  kind: 'step',
  reads: ['core'],
  concerns: isNoRead,
  applies: ({ before, after }) => ((before.core.deviceStatus | after.core.deviceStatus) & DRIVER_OK) === 0,
  violation: (step) =>
    isConfigNotified(step)
      ? `the status is ${formatStatus(step.after.core.deviceStatus)}, and a configuration change notification was sent`
      : undefined,
};

/** A field, or the second half of a wide one, that nothing changes during a run. */
interface Piece {
  readonly name: string;
  readonly offset: number;
  readonly size: 1 | 2 | 4;
  /** What it reads, little-endian or big-endian. */
  readonly bytes: readonly string[];
}

/** One field of each size; of a wide one the second half, which must be readable by itself (4.1.3.2). */
function constantPieces({ deviceClass, flavour }: DeviceInput): readonly Piece[] {
  const constant = deviceClass.fields.filter(
    ({ name, size }) => name !== 'status' && (size < 8 || flavour !== 'legacy'),
  );
  return [1, 2, 4, 8].flatMap((size) => {
    const field = constant.find((each) => each.size === size);
    if (field === undefined) return [];
    const [skipped, width] = field.size === 8 ? [4, 4 as const] : [0, field.size];
    return {
      name: skipped === 0 ? field.name : `the second half of ${field.name}`,
      offset: field.offset + skipped,
      size: width,
      bytes: [false, true].map((bigEndian) => fieldBytes(field, bigEndian).slice(2 * skipped)),
    };
  });
}

const readPiece = (input: DeviceInput, { offset, size }: Piece): readonly Operation[] =>
  habits(input, ownInterface(input)).readConfigField({
    name: '',
    offset,
    size,
    value: 0,
  });

export const fieldsReadableBeforeFeaturesOk: ReachabilityProperty = {
  id: 'fieldsReadableBeforeFeaturesOk',
  claim: 'Before FEATURES_OK the fields of the configuration read their values, in either byte order.',
  rules: ['2.5.2-a', '4.1.3.2-a'],
  level: 'must',
  seenBy: 'driver',
  kind: 'reachability',
  reads: ['core', 'transport.revision'],
  skips: (input) =>
    constantPieces(input).length === 0 ? 'the device class has no configuration' : undefined,
  applies: (state) =>
    (state.input.flavour === 'legacy' ? speaksLegacy(state) : speaksModern(state)) &&
    (state.core.deviceStatus & FEATURES_OK) === 0,
  scripts: (input) =>
    constantPieces(input).map((piece) => ({ name: piece.name, operations: readPiece(input, piece) })),
  violation: ({ input }, observations, name) => {
    const piece = constantPieces(input).find((each) => each.name === name);
    const seen = observations.find((each) => each.kind === 'config');
    if (piece === undefined) return undefined;
    return seen?.kind === 'config' && piece.bytes.includes(seen.bytes)
      ? undefined
      : `${name} is ${piece.bytes[0] ?? ''}, and ${seen?.kind === 'config' ? `reads ${seen.bytes}` : 'cannot be read'}`;
  },
};
