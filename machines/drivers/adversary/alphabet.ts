/**
 * The adversary: any operation at any time. It is not a machine but an alphabet of operations.
 *
 * Feature words are all combinations of the alphabet's letters: one representative for each class of bits
 * that a property's verdict can depend on (low or high half; offered or not; with an effect of its own or
 * without; heard of by the back end). A bit that needs others comes with them as one letter.
 * docs/small-alphabets.md says why that is enough, and which status bytes stand for which. What else is done has a
 * name for each kind (operation-names.ts); the small alphabet has fewer kinds.
 */
import { flatKey } from '../../../src/numbering/interner.ts';
import { passedOn } from '../../backends/vhost.ts';
import { byteOrderField } from '../../classes/device-classes.ts';
import type { RegisterBlock } from '../../transports/common/transport.ts';
import { TRANSPORTS } from '../../transports/index.ts';
import type { DeviceInput } from '../../vocabulary/device-input.ts';
import {
  DEVICE_NEEDS_RESET,
  DRIVER,
  DRIVER_OK,
  FAILED,
  FEATURES_OK,
  LIVE,
  RESERVED,
} from '../../vocabulary/device-status.ts';
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
import type { HostEvent, Interface, Operation, Register } from '../../vocabulary/operation.ts';
import { hasOwnEffect } from './bit-classes.ts';
import {
  ALL_HOST_EVENTS,
  ALL_OPERATIONS,
  CANONICAL_STATUSES,
  type OperationName,
  operationName,
  SMALL_OPERATIONS,
} from './operation-names.ts';
import { interfacesOf } from './words.ts';

/** What an exploration distinguishes. */
export interface Alphabet {
  /** What feature words combine: sets of bits within one half, offered or not. */
  readonly letters: readonly FeatureWord[];
  /** Status bytes of the canonical paths. */
  readonly statuses: readonly number[];
  /** Any others, where `operations` has them. */
  readonly furtherStatuses: readonly number[];
  readonly hostEvents: readonly HostEvent[];
  /** The kinds of operations that are drawn. */
  readonly operations: readonly OperationName[];
}

/** An alphabet by its name, or what it has; of which the rest is as in the small one. */
export type AlphabetChoice = 'small' | 'full' | Partial<Alphabet>;

/** The alphabet that a choice comes to for one device. */
export function alphabetOf(input: DeviceInput, choice: AlphabetChoice = 'full'): Alphabet {
  const full = defaultAlphabet(input);
  if (choice === 'full') return full;
  if (choice === 'small') return { ...full, operations: SMALL_OPERATIONS };
  // Whoever lists status bytes wants them drawn, and no others: those off the canonical paths have a kind of their own.
  const listsFurther = choice.statuses?.some((status) => !CANONICAL_STATUSES.includes(status)) ?? false;
  const further = listsFurther
    ? { operations: [...SMALL_OPERATIONS, 'furtherStatuses' as const], furtherStatuses: [] }
    : { operations: SMALL_OPERATIONS };
  return { ...full, ...further, ...choice };
}

/** Candidates for a bit that is not offered, in the low and the high half; RING_PACKED is off by default. */
const UNOFFERED_LOW = [1, 7, 13];
const UNOFFERED_HIGH = [34, 35, 38];

/** The default alphabet: one letter for each class of bits on which a verdict can depend, and every kind of operation. */
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
    furtherStatuses: FURTHER_STATUSES,
    hostEvents: ALL_HOST_EVENTS,
    operations: ALL_OPERATIONS,
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

/**
 * Every other single bit, and FAILED on a live device. FEATURES_OK and DRIVER_OK alone are what no driver should write:
 * the one without DRIVER, the other without FEATURES_OK.
 */
const FURTHER_STATUSES: readonly number[] = [
  DRIVER,
  DRIVER_OK,
  FEATURES_OK,
  RESERVED,
  DEVICE_NEEDS_RESET,
  FAILED,
  LIVE | FAILED,
];

function statusPath(input: DeviceInput): readonly number[] {
  const isModern = (status: number): boolean => (status & FEATURES_OK) !== 0;
  return CANONICAL_STATUSES.filter((status) => input.flavour !== 'legacy' || !isModern(status));
}

/** Every operation of the alphabet on the scenario's transport; not all are taken by every machine. */
export function adversaryOperations(
  input: DeviceInput,
  alphabet: Alphabet = defaultAlphabet(input),
): readonly Operation[] {
  const { blocks } = TRANSPORTS[input.transport];
  const { usual, further } =
    blocks === undefined
      ? channelOperations(input, alphabet)
      : together(interfacesOf(input).map((via) => registerOperations(input, alphabet, via, blocks[via])));
  return drawn([...usual, ...eventsOf(alphabet), ...further], alphabet);
}

/** What happens beside a driver: host and back-end events. */
export const hostOperations = (alphabet: Alphabet): readonly Operation[] =>
  drawn(eventsOf(alphabet), alphabet);

const drawn = (operations: readonly Operation[], alphabet: Alphabet): readonly Operation[] => {
  const names = new Set(alphabet.operations);
  const byKey = new Map(operations.map((each) => [flatKey(each), each]));
  return [...byKey.values()].filter((each) => names.has(operationName(each)));
};

const eventsOf = ({ hostEvents }: Alphabet): readonly Operation[] => [
  ...hostEvents.map((event): Operation => ({ kind: 'host', event })),
  { kind: 'backend', event: 'disconnect' },
  { kind: 'backend', event: 'reconnect' },
];

/** The small alphabet's operations, which come first, and the others. */
interface Operations {
  readonly usual: readonly Operation[];
  readonly further: readonly Operation[];
}

const together = (all: readonly Operations[]): Operations => ({
  usual: all.flatMap(({ usual }) => usual),
  further: all.flatMap(({ further }) => further),
});

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
  block: RegisterBlock,
): Operations {
  const { selects, reads, zeroExtends } = block;
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
  return { usual: operations, further: furtherRegisterOperations(alphabet, via, block, low.at(-1) ?? 0) };
}

/** What the small alphabet leaves out. */
function furtherRegisterOperations(
  alphabet: Alphabet,
  via: Interface,
  { selects, reads, zeroExtends }: RegisterBlock,
  word: number,
): readonly Operation[] {
  const write = (register: Register, value: number): Operation => ({
    kind: 'write',
    interface: via,
    register,
    value,
  });
  const isShown = (register: Register): boolean => reads.includes(register);
  const selectors: readonly Register[] = selects ? ['deviceFeatureSelect', 'driverFeatureSelect'] : [];
  const queue: readonly Register[] = via === 'legacy' ? ['queuePfn'] : ['queueDesc', 'queueEnable'];
  const whole = [
    ...selectors.map((register) => write(register, 2)),
    ...alphabet.furtherStatuses.map((status) => write('deviceStatus', status)),
    ...(via === 'legacy' ? [] : [write('queueDesc', 0), write('queueEnable', 0), write('queueEnable', 2)]),
    ...(['queueEnable', 'configGeneration'] as const)
      .filter(isShown)
      .map((register): Operation => ({ kind: 'read', interface: via, register })),
  ];
  // Where an access is zero-extended, only its offset can make it miss; elsewhere its width does too.
  const ONE_BYTE: readonly Register[] = ['deviceStatus', 'configGeneration'];
  const isWide = (register: Register): boolean => !zeroExtends || !ONE_BYTE.includes(register);
  const part = zeroExtends ? ({ size: 1, at: 1 } as const) : ({ size: 2, at: 0 } as const);
  const partsWritten = [...selectors, 'driverFeature' as const, 'deviceStatus' as const, ...queue]
    .filter(isWide)
    .map((register): Operation => ({ ...write(register, 1), ...part }) as Operation);
  // Elsewhere nothing reads of these registers, so an access of another width is the same as a whole one.
  const selectsRead: readonly Register[] = zeroExtends ? [...selectors, 'queueSelect'] : [];
  const partsRead = [...reads, ...selectsRead]
    .filter(isWide)
    .map((register): Operation => ({ kind: 'read', interface: via, register, ...part }));
  const beginning: readonly Operation[] = zeroExtends
    ? [
        { ...write('driverFeature', word & 0xffff), size: 2, at: 0 } as Operation,
        { kind: 'read', interface: via, register: 'deviceFeature', size: 1, at: 0 },
        { kind: 'read', interface: via, register: 'driverFeature', size: 1, at: 0 },
      ]
    : [];
  return [...whole, ...partsWritten, ...partsRead, ...beginning, ...ofNoUse(via, selectors)];
}

/**
 * Accesses that a driver gains little by: what selects hold, registers that are only read or only written, and those
 * of the other interface. A machine that has no such register takes none of them. Queue 0 is the one that is selected.
 */
function ofNoUse(via: Interface, selectors: readonly Register[]): readonly Operation[] {
  const read = (register: Register): Operation => ({ kind: 'read', interface: via, register });
  const write = (register: Register, value: number): Operation =>
    ({ ...read(register), kind: 'write', value }) as Operation;
  const ONLY_READ = ['deviceFeature', 'configGeneration', 'numQueues'] as const;
  const ofOther = via === 'legacy' ? (['queueDesc', 'queueEnable'] as const) : (['queuePfn'] as const);
  return [
    ...[...selectors, 'queueSelect' as const].map(read),
    write('queueSelect', 0),
    ...ONLY_READ.map((register) => write(register, 1)),
    ...(['queueDesc', 'queuePfn'] as const).map(read),
    ...ofOther.map((register) => write(register, 1)),
  ];
}

function channelOperations(input: DeviceInput, alphabet: Alphabet): Operations {
  const field = byteOrderField(input.deviceClass);
  const index = (half: 0 | 1, values: readonly number[]): Operation[] =>
    values.map((value) => ({ kind: 'ccw', command: 'WRITE_FEAT', index: half, value }));
  const usual: readonly Operation[] = [
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
  const further: readonly Operation[] = [
    { kind: 'ccw', command: 'SET_VIRTIO_REV', value: 3 },
    { kind: 'ccw', command: 'READ_FEAT', index: 2 },
    { kind: 'ccw', command: 'WRITE_FEAT', index: 2, value: 1 },
    ...alphabet.furtherStatuses.map((value): Operation => ({ kind: 'ccw', command: 'WRITE_STATUS', value })),
    { kind: 'ccw', command: 'WRITE_CONF' },
  ];
  return { usual, further };
}
