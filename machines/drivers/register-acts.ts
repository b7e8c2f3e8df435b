/**
 * How an abstract driver act (reset, write one half of the features, kick …) becomes operations on a
 * transport. The drivers use it step by step; properties and traces use it for plain scripts.
 *
 * Each transport's acts stand in its folder. They leave out: MSI-X vectors, queue sizes and every queue but queue 0, the driver and device areas (one
 * write of the descriptor area's address stands for all), the configuration generation, and WRITE_CONF.
 */
import { byteOrderField } from '../classes/device-classes.ts';
import type { Habits } from '../transports/common/transport.ts';
import { TRANSPORTS } from '../transports/index.ts';
import type { DeviceInput } from '../vocabulary/device-input.ts';
import { ACKNOWLEDGE, DRIVER, DRIVER_OK, FEATURES_OK } from '../vocabulary/device-status.ts';
import type { FeatureWord } from '../vocabulary/feature-bits.ts';
import type { Interface, Operation } from '../vocabulary/operation.ts';

export type { Habits, Half } from '../transports/common/transport.ts';

export type HalfOrder = 'lowFirst' | 'highFirst';

/**
 * The habits of a driver that uses one interface of the device.
 *
 * @example habits(input, 'modern').writeHalf(1, 1).map(({ register }) => register)
 * // ['driverFeatureSelect', 'driverFeature']
 */
export function habits(input: DeviceInput, via: Interface): Habits {
  return TRANSPORTS[input.transport].acts(via);
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
 * A whole start-up as a plain list, for a device that accepts `set`: reset and the wait for its end (`awaitReset`),
 * ACKNOWLEDGE, DRIVER, the halves, FEATURES_OK and its re-read (modern only), queue 0, DRIVER_OK. On channel I/O it chooses the revision first: see `conformingRestart`.
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
    ...of.awaitReset,
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
  return [
    ...of.readStatus,
    ...(field === undefined ? [] : of.readConfigField(field)),
    ...of.readHalf(0),
    ...of.readHalf(1),
  ];
}
