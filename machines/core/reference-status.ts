/**
 * What a status write leaves behind on the reference device: virtio 1.4, 2.1 and 4.3.2.3.2.
 *
 * Bits rise and never fall (S5). Reserved bits, SUSPEND (which the device does not offer) and NEEDS_RESET are not the
 * driver's to write (S16). FEATURES_OK is kept on top of DRIVER and a set that the device takes, DRIVER_OK on top of
 * FEATURES_OK, or of DRIVER where a legacy driver writes it (S7); bits of one write count together, but FAILED stands
 * alone. Channel I/O keeps all of a write or nothing (S8).
 */
import type { DeviceInput } from '../vocabulary/device-input.ts';
import {
  ACKNOWLEDGE,
  DEVICE_NEEDS_RESET,
  DRIVER,
  DRIVER_OK,
  FAILED,
  FEATURES_OK,
} from '../vocabulary/device-status.ts';
import {
  ACCESS_PLATFORM_HIGH,
  dependenciesMet,
  type FeatureWord,
  VERSION_1_HIGH,
} from '../vocabulary/feature-bits.ts';

/** What the status depends on. */
export interface Negotiation {
  readonly deviceStatus: number;
  /** The words that the driver has written. */
  readonly driverFeaturesLow: number;
  readonly driverFeaturesHigh: number;
}

/** The status that is left behind, by the status and the words before the write. */
export type Judge = (before: Negotiation, written: number) => number;

export interface StatusRules {
  /** A modern driver's write. */
  readonly modern: Judge;
  /** A legacy driver's write: FEATURES_OK means nothing to it. */
  readonly legacy: Judge;
  /** A write to a device that needs a reset: it hears of FAILED, and of nothing else. */
  readonly inError: Judge;
}

export function statusRules({ offeredModern, deviceClass, traits }: DeviceInput): StatusRules {
  /** A set that the device takes at FEATURES_OK (S9). */
  const acceptable = ({ low, high }: FeatureWord): boolean =>
    (low & ~offeredModern.low) === 0 &&
    (high & ~offeredModern.high) === 0 &&
    (high & VERSION_1_HIGH) !== 0 &&
    ((offeredModern.high & ACCESS_PLATFORM_HIGH) === 0 || (high & ACCESS_PLATFORM_HIGH) !== 0) &&
    dependenciesMet({ low, high }, deviceClass.name);

  /** The bits that rise on top of `before`. */
  const kept = (before: number, wanted: number, written: number): number => {
    const status = before | wanted;
    // A status that is not set to the value written stays wholly as it was.
    return traits.rejectsStatus && status !== written ? before : status;
  };

  return {
    modern: ({ deviceStatus: before, driverFeaturesLow: low, driverFeaturesHigh: high }, written) => {
      if ((written & FAILED) !== 0) return kept(before, written & (ACKNOWLEDGE | DRIVER | FAILED), written);
      let wanted = written & (ACKNOWLEDGE | DRIVER | FEATURES_OK | DRIVER_OK);
      if (((before | wanted) & DRIVER) === 0 || !((before & FEATURES_OK) !== 0 || acceptable({ low, high })))
        wanted &= ~FEATURES_OK;
      if (((before | wanted) & FEATURES_OK) === 0) wanted &= ~DRIVER_OK;
      return kept(before, wanted, written);
    },
    legacy: ({ deviceStatus: before }, written) => {
      if ((written & FAILED) !== 0) return kept(before, written & (ACKNOWLEDGE | DRIVER | FAILED), written);
      let wanted = written & (ACKNOWLEDGE | DRIVER | DRIVER_OK);
      if (((before | wanted) & DRIVER) === 0) wanted &= ~DRIVER_OK;
      return kept(before, wanted, written);
    },
    inError: ({ deviceStatus: before }, written) => kept(before, written & FAILED, written),
  };
}

/** DRIVER_OK is set, and nothing has gone wrong since. */
export const isLive = (status: number): boolean =>
  (status & DRIVER_OK) !== 0 && (status & (FAILED | DEVICE_NEEDS_RESET)) === 0;

/** The status as the device class is told it: a device that has failed is not live (S17). */
export const statusForClass = (status: number): number =>
  (status & (FAILED | DEVICE_NEEDS_RESET)) === 0 ? status : status & ~DRIVER_OK;
