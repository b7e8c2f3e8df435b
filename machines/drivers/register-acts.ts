/**
 * How an abstract driver act (reset, write one half of the features, kick …) becomes operations on a
 * transport. The drivers use it step by step; properties and traces use it for plain scripts.
 *
 * Follows virtio 1.4: 4.1.4.3 and 4.1.4.10 (PCI), 4.2.2 and 4.2.4 (MMIO), 4.3.2 and 4.3.3 (channel I/O).
 * Leaves out: MSI-X vectors, queue sizes and every queue but queue 0, the driver and device areas (one
 * write of the descriptor area's address stands for all), the configuration generation, and WRITE_CONF.
 */
import { byteOrderField } from '../classes/device-classes.ts';
import type { ConfigField, DeviceInput } from '../vocabulary/device-input.ts';
import { ACKNOWLEDGE, DRIVER, DRIVER_OK, FEATURES_OK } from '../vocabulary/device-status.ts';
import type { FeatureWord } from '../vocabulary/feature-bits.ts';
import type { Interface, Operation, Register } from '../vocabulary/operation.ts';

/** Which 32 bits of a feature word: 0 the low ones, 1 the high ones. */
export type Half = 0 | 1;

export type HalfOrder = 'lowFirst' | 'highFirst';

/** Where the driver says its descriptor area lies; any address other than 0 will do. */
const DESCRIPTOR_AREA = 0x1000;
/** A legacy driver gives a page number instead. */
const QUEUE_PAGE = 1;
/** The highest revision that drivers know; the first one with READ_STATUS. */
const CCW_REVISION = 2;

/** What a driver does, as operations. An act that a transport does not have is an empty list. */
export interface Habits {
  /** Channel I/O, modern: once, before any other command. A legacy driver does not know the command. */
  readonly chooseRevision: readonly Operation[];
  readonly resetDevice: readonly Operation[];
  /** PCI, modern: the driver must wait until the status reads 0 (4.1.4.3.2). Elsewhere the reset is done at once. */
  readonly confirmReset: readonly Operation[];
  /** Nothing for a legacy driver on channel I/O: READ_STATUS came with revision 2. */
  readonly readStatus: readonly Operation[];
  /** Nothing for the high half of a legacy interface: it has 32 bits. */
  readonly readOffer: (half: Half) => readonly Operation[];
  readonly writeHalf: (half: Half, value: number) => readonly Operation[];
  readonly writeStatus: (value: number) => readonly Operation[];
  /** A field of 8 bytes takes two reads, low half first (4.1.3.1). */
  readonly readConfigField: (field: ConfigField) => readonly Operation[];
  readonly setUpQueue: readonly Operation[];
  readonly kick: readonly Operation[];
}

/**
 * The habits of a driver that uses one interface of the device.
 *
 * @example habits(input, 'modern').writeHalf(1, 1).map(({ register }) => register)
 * // ['driverFeatureSelect', 'driverFeature']
 */
export function habits(input: DeviceInput, via: Interface): Habits {
  return input.transport === 'ccw' ? commandHabits(via) : registerHabits(input, via);
}

/** The halves of a word in the order in which they are written; a legacy interface has the low one only. */
export function writeWord(of: Habits, set: FeatureWord, order: HalfOrder = 'lowFirst'): readonly Operation[] {
  const low = of.writeHalf(0, set.low);
  const high = of.writeHalf(1, set.high);
  return order === 'lowFirst' ? [...low, ...high] : [...high, ...low];
}

/** Both halves of the offer, in the order in which they are read. */
export const readOfferWord = (of: Habits, order: HalfOrder = 'lowFirst'): readonly Operation[] =>
  order === 'lowFirst' ? [...of.readOffer(0), ...of.readOffer(1)] : [...of.readOffer(1), ...of.readOffer(0)];

/**
 * A whole start-up as a plain list, for a device that accepts `set`: reset, ACKNOWLEDGE, DRIVER, the
 * halves, FEATURES_OK and its re-read (modern only), queue 0, DRIVER_OK. A list cannot wait, so the poll
 * after the reset is left out. On channel I/O it chooses the revision first: see `conformingRestart`.
 */
export const conformingStart = (
  input: DeviceInput,
  via: Interface,
  set: FeatureWord,
  order: HalfOrder = 'lowFirst',
): readonly Operation[] => [
  ...habits(input, via).chooseRevision,
  ...conformingRestart(input, via, set, order),
];

/** The same for a device that was in use before: the revision outlives a reset and is not chosen twice. */
export function conformingRestart(
  input: DeviceInput,
  via: Interface,
  set: FeatureWord,
  order: HalfOrder = 'lowFirst',
): readonly Operation[] {
  const of = habits(input, via);
  const acknowledged = ACKNOWLEDGE | DRIVER;
  const accepted = via === 'modern' ? acknowledged | FEATURES_OK : acknowledged;
  return [
    ...of.resetDevice,
    ...of.writeStatus(ACKNOWLEDGE),
    ...of.writeStatus(acknowledged),
    ...writeWord(of, set, order),
    ...(via === 'modern' ? [...of.writeStatus(accepted), ...of.readStatus] : []),
    ...of.setUpQueue,
    ...of.writeStatus(accepted | DRIVER_OK),
  ];
}

/**
 * Reads that show a driver what the device made of a script: the status, the field that shows the byte
 * order (if the class has one), and the accepted words where they can be read back (PCI, modern).
 */
export function readBackProbes(input: DeviceInput, via: Interface): readonly Operation[] {
  const of = habits(input, via);
  const field = byteOrderField(input.deviceClass);
  const half = (value: Half): readonly Operation[] => [
    { kind: 'write', interface: via, register: 'driverFeatureSelect', value },
    { kind: 'read', interface: via, register: 'driverFeature' },
  ];
  return [
    ...of.readStatus,
    ...(field === undefined ? [] : of.readConfigField(field)),
    ...(input.transport === 'pci' && via === 'modern' ? [...half(0), ...half(1)] : []),
  ];
}

/** PCI and MMIO: registers. */
function registerHabits(input: DeviceInput, via: Interface): Habits {
  const read = (register: Register): Operation => ({ kind: 'read', interface: via, register });
  const write = (register: Register, value: number): Operation => ({
    kind: 'write',
    interface: via,
    register,
    value,
  });
  const legacyBlock = input.transport === 'pci' && via === 'legacy';
  const modernBlock = input.transport === 'pci' && via === 'modern';
  const selected = (half: Half, select: Register, data: Operation): readonly Operation[] => {
    if (legacyBlock) return half === 0 ? [data] : [];
    if (via === 'legacy' && half === 1) return [];
    return [write(select, half), data];
  };
  return {
    chooseRevision: [],
    resetDevice: [write('deviceStatus', 0)],
    confirmReset: modernBlock ? [read('deviceStatus')] : [],
    readStatus: [read('deviceStatus')],
    readOffer: (half) => selected(half, 'deviceFeatureSelect', read('deviceFeature')),
    writeHalf: (half, value) => selected(half, 'driverFeatureSelect', write('driverFeature', value >>> 0)),
    writeStatus: (value) => [write('deviceStatus', value)],
    readConfigField: (field) =>
      pieces(field).map(({ offset, size }) => ({
        kind: 'read',
        interface: via,
        register: 'config',
        offset,
        size,
      })),
    setUpQueue:
      via === 'legacy'
        ? [write('queuePfn', QUEUE_PAGE)]
        : [write('queueDesc', DESCRIPTOR_AREA), write('queueEnable', 1)],
    kick: [{ kind: 'notify', interface: via, queue: 0 }],
  };
}

/** Channel I/O: commands. The feature index travels with the word, so there is nothing to select. */
function commandHabits(via: Interface): Habits {
  const modern = via === 'modern';
  return {
    chooseRevision: modern ? [{ kind: 'ccw', command: 'SET_VIRTIO_REV', value: CCW_REVISION }] : [],
    resetDevice: [{ kind: 'ccw', command: 'VDEV_RESET' }],
    confirmReset: [],
    readStatus: modern ? [{ kind: 'ccw', command: 'READ_STATUS' }] : [],
    readOffer: (half) => (modern || half === 0 ? [{ kind: 'ccw', command: 'READ_FEAT', index: half }] : []),
    writeHalf: (half, value) =>
      modern || half === 0 ? [{ kind: 'ccw', command: 'WRITE_FEAT', index: half, value: value >>> 0 }] : [],
    writeStatus: (value) => [{ kind: 'ccw', command: 'WRITE_STATUS', value }],
    readConfigField: (field) =>
      pieces(field).map(({ offset, size }) => ({ kind: 'ccw', command: 'READ_CONF', offset, size })),
    setUpQueue: [{ kind: 'ccw', command: 'SET_VQ' }],
    kick: [{ kind: 'notify', interface: via, queue: 0 }],
  };
}

interface Piece {
  readonly offset: number;
  readonly size: 1 | 2 | 4;
}

const pieces = ({ offset, size }: ConfigField): readonly Piece[] =>
  size === 8
    ? [
        { offset, size: 4 },
        { offset: offset + 4, size: 4 },
      ]
    : [{ offset, size }];
