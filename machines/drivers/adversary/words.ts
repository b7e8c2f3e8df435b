/** Feature words, status bytes and selects as random runs draw them. */
import type fc from 'fast-check';
import { oneIn, pick } from '../../../src/numbering/drawn.ts';
import type { DeviceInput } from '../../vocabulary/device-input.ts';
import {
  ACKNOWLEDGE,
  ACKNOWLEDGED,
  DEVICE_NEEDS_RESET,
  DRIVER_OK,
  FAILED,
  FEATURES_OK,
} from '../../vocabulary/device-status.ts';
import { type FeatureWord, VERSION_1_HIGH } from '../../vocabulary/feature-bits.ts';
import type { Interface, Operation } from '../../vocabulary/operation.ts';
import type { Half } from '../register-acts.ts';
import type { CommonOperations } from './common-operations.ts';

/** 32 bits, each as likely set as not. */
const drawBits = (random: fc.Random): number => random.nextInt(0, 0xffff_ffff);

export function drawHalf(random: fc.Random, input: DeviceInput, half: Half): number {
  const offered = half === 0 ? input.offered.low : input.offered.high;
  // Without VERSION_1 a high half says little, so it comes more often than chance would have it.
  const version1 = half === 1 && !oneIn(random, 4) ? VERSION_1_HIGH : 0;
  switch (random.nextInt(0, 7)) {
    case 0:
      return 0;
    case 1:
      return version1;
    case 2:
      return offered;
    case 3:
    case 4:
      return ((offered & drawBits(random)) | version1) >>> 0;
    case 5:
    case 6:
      // A near miss: one bit more or less.
      return (((offered & drawBits(random)) | version1) ^ (1 << random.nextInt(0, 31))) >>> 0;
    default:
      return drawBits(random);
  }
}

export const drawWord = (random: fc.Random, input: DeviceInput): FeatureWord => ({
  low: drawHalf(random, input, 0),
  high: drawHalf(random, input, 1),
});

const CANONICAL_STATUSES = [
  0,
  ACKNOWLEDGE,
  ACKNOWLEDGED,
  ACKNOWLEDGED | FEATURES_OK,
  ACKNOWLEDGED | FEATURES_OK,
  ACKNOWLEDGED | FEATURES_OK | DRIVER_OK,
  ACKNOWLEDGED | DRIVER_OK,
  ACKNOWLEDGED | FAILED,
  ACKNOWLEDGED | DEVICE_NEEDS_RESET,
] as const;

export const drawStatus = (random: fc.Random): number =>
  oneIn(random, 6) ? random.nextInt(0, 0xff) : pick(random, CANONICAL_STATUSES);

export const drawSelect = (random: fc.Random): number => pick(random, [0, 1, 0, 1, 0, 1, 2, 0xffff_ffff]);

/** The interfaces that the device has; on channel I/O the revision decides, not the operation. */
export function interfacesOf(input: DeviceInput): readonly Interface[] {
  if (input.flavour === 'transitional') return ['modern', 'legacy'];
  return [input.flavour];
}

/**
 * Operations from drawn feature words. Parts of the offer come again and again, as long as the offer is small;
 * of a large one the first that are drawn are as good as any.
 */
export function fromHalf(
  { offered }: DeviceInput,
  common: CommonOperations,
  make: (value: number) => Operation,
): (value: number) => Operation {
  const made = new Map<number, Operation>();
  return (value) => {
    const known = made.get(value);
    if (known !== undefined) return known;
    const operation = make(value);
    const isOffered = (value & ~offered.low) === 0 || (value & ~offered.high) === 0;
    if (!isOffered || made.size === COMMON_HALVES_MAX) return operation;
    const shared = common.share(operation);
    made.set(value, shared);
    return shared;
  };
}

const COMMON_HALVES_MAX = 64;
