import { writeWord } from '../machines/drivers/register-acts.ts';
import type { DeviceInput } from '../machines/vocabulary/device-input.ts';
import { FEATURES_OK, formatStatus, NEGOTIATED } from '../machines/vocabulary/device-status.ts';
import {
  bitsOf,
  type FeatureWord,
  featureName,
  VERSION_1_HIGH,
  wordOf,
} from '../machines/vocabulary/feature-bits.ts';
import type { ReachabilityProperty } from '../src/property/property.ts';
import { isNegotiating, modern, needsModern } from './common.ts';
import { type DriverHistory, driverHistory } from './driver-history.ts';

/** One bit of each half that the device does not offer. */
const notOffered = (input: DeviceInput): readonly number[] => {
  const offered = new Set(bitsOf(input.offered));
  return [
    [1, 7, 13],
    [34, 35, 38],
  ].flatMap((half) => half.filter((bit) => !offered.has(bit)).slice(0, 1));
};

/**
 * A driver that was wrong about the offer must learn of it; silently dropping its bit is not an answer. That
 * is stricter than 4.1.4.3.1-c, by which a device may filter such bits at once: it must then not show them
 * back, and a driver that cannot read them back (MMIO, channel I/O) would never learn.
 */
export const unofferedSetRefused: ReachabilityProperty<DriverHistory> = {
  id: 'unofferedSetRefused',
  claim: 'When the driver has written a bit that is not offered, FEATURES_OK does not stick.',
  rules: ['2.2.2-c', '4.1.4.3.1-c'],
  level: 'must',
  kind: 'reachability',
  reads: ['core', 'transport.revision', 'history'],
  history: driverHistory,
  skips: needsModern,
  applies: isNegotiating,
  scripts: (input) =>
    notOffered(input).map((bit) => {
      const of = modern(input);
      const extra: FeatureWord = wordOf([bit]);
      const set = { low: extra.low, high: (VERSION_1_HIGH | extra.high) >>> 0 };
      return {
        name: featureName(bit, input.deviceClass.name),
        operations: [...writeWord(of, set), ...of.writeStatus(NEGOTIATED), ...of.readStatus],
      };
    }),
  violation: ({ core }, _observations, bit) =>
    (core.deviceStatus & FEATURES_OK) === 0
      ? undefined
      : `${bit} is not offered and was written, and yet FEATURES_OK stuck: the status is ${formatStatus(core.deviceStatus)}`,
};
