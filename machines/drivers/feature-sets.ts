/** Feature sets that a modern driver may write: the most that it can accept, and the least. */
import type { DeviceInput } from '../vocabulary/device-input.ts';
import {
  ACCESS_PLATFORM_HIGH,
  bitsOf,
  type FeatureWord,
  VERSION_1_HIGH,
  withPrerequisites,
  wordOf,
} from '../vocabulary/feature-bits.ts';

/** The whole offer as a modern driver would accept it: without bits whose prerequisites are not offered. */
export const fullSet = (input: DeviceInput): FeatureWord => {
  const offered = bitsOf(input.offeredModern);
  const isUsable = (bit: number): boolean =>
    bitsOf(withPrerequisites(bit, input.deviceClass.name)).every((each) => offered.includes(each));
  return wordOf(offered.filter(isUsable));
};

/** VERSION_1, and ACCESS_PLATFORM when it is offered: the least that a strict device takes. */
export const leastSet = (input: DeviceInput): FeatureWord => ({
  low: 0,
  high: (VERSION_1_HIGH | (input.offeredModern.high & ACCESS_PLATFORM_HIGH)) >>> 0,
});
