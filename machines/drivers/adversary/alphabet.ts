/**
 * The adversary: any operation at any time. It is not a machine but an alphabet of operations.
 *
 * Feature words are all combinations of the alphabet's letters: one representative for each class of bits
 * that a property's verdict can depend on (low or high half; offered or not; with an effect of its own or
 * without; heard of by the back end). A bit that needs others comes with them as one letter.
 * docs/small-alphabets.md says why that is enough. Status bytes are the ones of the two canonical paths and
 * FAILED.
 */
import { passedOn } from '../../backends/vhost.ts';
import { byteOrderField } from '../../classes/device-classes.ts';
import type { RegisterBlock } from '../../transports/common/transport.ts';
import { TRANSPORTS } from '../../transports/index.ts';
import type { DeviceInput } from '../../vocabulary/device-input.ts';
import { ACKNOWLEDGE, DRIVER, DRIVER_OK, FAILED, FEATURES_OK } from '../../vocabulary/device-status.ts';
import {
  bitsOf,
  type FeatureWord,
  hasBit,
  VERSION_1_HIGH,
  VIRTIO_F_ACCESS_PLATFORM,
  VIRTIO_F_VERSION_1,
  withPrerequisites,
  wordOf,
} from '../../vocabulary/feature-bits.ts';
import type { HostEvent, Interface, Operation } from '../../vocabulary/operation.ts';
import { hasOwnEffect } from './bit-classes.ts';
import { interfacesOf } from './words.ts';

/** What an exploration distinguishes. */
export interface Alphabet {
  /** What feature words combine: sets of bits within one half, offered or not. */
  readonly letters: readonly FeatureWord[];
  readonly statuses: readonly number[];
  readonly hostEvents: readonly HostEvent[];
}

/** Candidates for a bit that is not offered, in the low and the high half; RING_PACKED is off by default. */
const UNOFFERED_LOW = [1, 7, 13];
const UNOFFERED_HIGH = [34, 35, 38];

/** The default alphabet: one letter for each class of bits on which a verdict can depend. */
export function defaultAlphabet(input: DeviceInput): Alphabet {
  const notOffered = [UNOFFERED_LOW, UNOFFERED_HIGH].flatMap((candidates) =>
    candidates.filter((bit) => !hasBit(input.offered, bit)).slice(0, 1),
  );
  return {
    letters: [
      ...offeredLetters(input, (bit) => bit < 32),
      ...offeredLetters(input, (bit) => bit >= 32),
      ...notOffered.map((bit) => wordOf([bit])),
    ],
    statuses: statusPath(input),
    hostEvents: ['systemReset', 'migrate'],
  };
}

/** Sets that lack one of these can be refused, so neither can stand for what else a refused set holds. */
const REQUIRED = [VIRTIO_F_VERSION_1, VIRTIO_F_ACCESS_PLATFORM];

/**
 * The letters of one half of the offer: each bit with an effect of its own, and one of the others, which a bit
 * with an effect may stand for. The back end hears of some bits only; when the stand-in is none of these, it
 * takes one that is along. Where nothing else can be stored, a bit for legacy drivers only represents the half.
 */
function offeredLetters(input: DeviceInput, isInHalf: (bit: number) => boolean): readonly FeatureWord[] {
  const device = input.deviceClass.name;
  const { mask } = passedOn(input);
  const offered = bitsOf(input.offeredModern).filter(isInHalf);
  const effective = offered.filter((bit) => hasOwnEffect(input, bit));
  const plain = offered.filter((bit) => !hasOwnEffect(input, bit));
  const forLegacyOnly = bitsOf(input.offered).filter(
    (bit) => isInHalf(bit) && !hasBit(input.offeredModern, bit),
  );
  const representative = plain.find((bit) => hasBit(mask, bit)) ?? plain[0];
  const letterOf = (bit: number): FeatureWord => withPrerequisites(bit, device);
  const standIn = effective.find((bit) => !REQUIRED.includes(bit));
  if (standIn === undefined) {
    const alone = representative ?? forLegacyOnly[0];
    return [...(alone === undefined ? [] : [alone]), ...effective].map(letterOf);
  }
  if (representative === undefined) return effective.map(letterOf);
  const isHeardOf = effective.some((bit) => !REQUIRED.includes(bit) && hasBit(mask, bit));
  const along = isHeardOf || !hasBit(mask, representative) ? [] : [representative];
  return effective.map((bit) =>
    bit === standIn ? wordOf([...along, ...bitsOf(letterOf(bit))]) : letterOf(bit),
  );
}

function statusPath(input: DeviceInput): readonly number[] {
  const modern = [ACKNOWLEDGE | DRIVER | FEATURES_OK, ACKNOWLEDGE | DRIVER | FEATURES_OK | DRIVER_OK];
  const legacy = [ACKNOWLEDGE | DRIVER | DRIVER_OK];
  const both = [0, ACKNOWLEDGE, ACKNOWLEDGE | DRIVER];
  const failed = [ACKNOWLEDGE | DRIVER | FAILED];
  return input.flavour === 'legacy'
    ? [...both, ...legacy, ...failed]
    : [...both, ...modern, ...legacy, ...failed];
}

/** Every operation of the alphabet on the scenario's transport. */
export function adversaryOperations(
  input: DeviceInput,
  alphabet: Alphabet = defaultAlphabet(input),
): readonly Operation[] {
  const host = alphabet.hostEvents.map((event): Operation => ({ kind: 'host', event }));
  const { blocks } = TRANSPORTS[input.transport];
  const driver =
    blocks === undefined
      ? channelOperations(input, alphabet)
      : interfacesOf(input).flatMap((via) => registerOperations(input, alphabet, via, blocks[via]));
  return [...driver, ...host];
}

/** All combinations of the alphabet's letters in one half, as words. */
function words(alphabet: Alphabet, half: 'low' | 'high'): readonly number[] {
  const letters = alphabet.letters.map((letter) => letter[half]).filter((letter) => letter !== 0);
  return Array.from({ length: 2 ** letters.length }, (_, subset) =>
    letters.reduce((word, letter, at) => (((subset >>> at) & 1) === 1 ? (word | letter) >>> 0 : word), 0),
  );
}

function registerOperations(
  input: DeviceInput,
  alphabet: Alphabet,
  via: Interface,
  { selects, reads, zeroExtends }: RegisterBlock,
): readonly Operation[] {
  const low = words(alphabet, 'low');
  const high = via === 'modern' ? words(alphabet, 'high') : [VERSION_1_HIGH];
  const values = [...new Set(selects ? [...low, ...high] : low)];
  const field = byteOrderField(input.deviceClass);
  const operations: Operation[] = [];
  const write = (register: Extract<Operation, { kind: 'write' }>['register'], value: number) =>
    operations.push({ kind: 'write', interface: via, register, value });
  const read = (register: Extract<Operation, { kind: 'read' }>['register']) =>
    operations.push({ kind: 'read', interface: via, register });
  if (selects) {
    for (const select of [0, 1]) {
      write('deviceFeatureSelect', select);
      write('driverFeatureSelect', select);
    }
  }
  for (const value of values) write('driverFeature', value);
  for (const status of alphabet.statuses) write('deviceStatus', status);
  if (via === 'legacy') {
    write('queuePfn', 1);
    write('queuePfn', 0);
  } else {
    write('queueDesc', 0x1000);
    write('queueEnable', 1);
  }
  read('deviceFeature');
  read('driverFeature');
  read('deviceStatus');
  if (reads.includes('numQueues')) read('numQueues');
  if (via === 'modern' && zeroExtends) {
    // A narrow access at the register's first byte is zero-extended; anywhere else it hits nothing.
    operations.push({
      kind: 'write',
      interface: via,
      register: 'driverFeature',
      value: (low.at(-1) ?? 0) & 0xff,
      size: 1,
    });
    operations.push({ kind: 'write', interface: via, register: 'driverFeature', value: 1, size: 1, at: 1 });
  }
  if (field !== undefined) {
    operations.push({
      kind: 'read',
      interface: via,
      register: 'config',
      offset: field.offset,
      size: field.size as 2 | 4,
    });
  }
  operations.push({ kind: 'notify', interface: via, queue: 0 });
  return operations;
}

function channelOperations(input: DeviceInput, alphabet: Alphabet): readonly Operation[] {
  const field = byteOrderField(input.deviceClass);
  const index = (half: 0 | 1, values: readonly number[]): Operation[] =>
    values.map((value) => ({ kind: 'ccw', command: 'WRITE_FEAT', index: half, value }));
  return [
    ...[0, 1, 2].map((value): Operation => ({ kind: 'ccw', command: 'SET_VIRTIO_REV', value })),
    ...([0, 1] as const).map((half): Operation => ({ kind: 'ccw', command: 'READ_FEAT', index: half })),
    ...index(0, words(alphabet, 'low')),
    ...index(1, words(alphabet, 'high')),
    ...alphabet.statuses.map((value): Operation => ({ kind: 'ccw', command: 'WRITE_STATUS', value })),
    { kind: 'ccw', command: 'READ_STATUS' },
    { kind: 'ccw', command: 'VDEV_RESET' },
    { kind: 'ccw', command: 'SET_VQ' },
    ...(field === undefined
      ? []
      : [{ kind: 'ccw', command: 'READ_CONF', offset: field.offset, size: field.size as 2 | 4 } as const]),
    { kind: 'subchannel', event: 'disable' },
    { kind: 'subchannel', event: 'enable' },
    { kind: 'notify', interface: 'modern', queue: 0 },
  ];
}
