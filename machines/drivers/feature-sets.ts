/** Feature sets that a modern driver may write: the most that it can accept, and the least. */
import type { DeviceInput } from '../vocabulary/device-input.ts';
import { ACCESS_PLATFORM_HIGH, type FeatureWord, VERSION_1_HIGH } from '../vocabulary/feature-bits.ts';
import { usableOffer } from '../vocabulary/offerable.ts';

/** The whole offer as a modern driver would accept it: what means something here, and has what it requires. */
export const fullSet = (input: DeviceInput): FeatureWord => usableOffer(input);

/** VERSION_1, and ACCESS_PLATFORM when it is offered: the least that a strict device takes. */
export const leastSet = (input: DeviceInput): FeatureWord => ({
  low: 0,
  high: (VERSION_1_HIGH | (input.offeredModern.high & ACCESS_PLATFORM_HIGH)) >>> 0,
});
