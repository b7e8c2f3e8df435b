import { writeWord } from '../machines/drivers/register-acts.ts';
import type { DeviceInput } from '../machines/vocabulary/device-input.ts';
import { ACKNOWLEDGED, FEATURES_OK, formatStatus, NEGOTIATED } from '../machines/vocabulary/device-status.ts';
import {
  bitsOf,
  type FeatureWord,
  featureName,
  VERSION_1_HIGH,
  wordOf,
} from '../machines/vocabulary/feature-bits.ts';
import type { ReachabilityProperty } from '../src/property/property.ts';
import { isNegotiating, modern, needsModern } from './common.ts';
import { type DriverHistory, ofClearDriver } from './driver-history.ts';

/** One bit of each half that the device does not offer. */
const notOffered = (input: DeviceInput): readonly number[] => {
  const offered = new Set(bitsOf(input.offered));
  return [
    [1, 7, 13],
    [34, 35, 38],
  ].flatMap((half) => half.filter((bit) => !offered.has(bit)).slice(0, 1));
};

/**
 * A set with such a bit is no valid subset, so it cannot be taken. On PCI a device may ignore the bit at once instead
 * and show the driver a word without it (4.1.4.3.1-c); where a driver cannot read its words back, it would never learn.
 */
export const unofferedSetRefused: ReachabilityProperty<DriverHistory> = {
  id: 'unofferedSetRefused',
  claim:
    'When the driver has written a bit that is not offered, and does not read back a word without it, FEATURES_OK does not stick.',
  rules: ['2.2.2-c', '4.1.4.3.1-c'],
  level: 'must',
  seenBy: 'driver',
  kind: 'reachability',
  reads: ['core', 'transport.revision', 'history'],
  ...ofClearDriver,
  skips: needsModern,
  applies: isNegotiating,
  scripts: (input) =>
    notOffered(input).map((bit) => {
      const of = modern(input);
      const extra: FeatureWord = wordOf([bit]);
      const set = { low: extra.low, high: (VERSION_1_HIGH | extra.high) >>> 0 };
      return {
        name: String(bit),
        operations: [
          // Words that come before DRIVER may be ignored (S2).
          ...of.writeStatus(ACKNOWLEDGED),
          ...writeWord(of, set),
          ...of.readHalf(bit < 32 ? 0 : 1),
          ...of.writeStatus(NEGOTIATED),
          ...of.readStatus,
        ],
      };
    }),
  violation: ({ core, input }, observations, script) => {
    if ((core.deviceStatus & FEATURES_OK) === 0) return undefined;
    const bit = Number(script);
    const isIgnored = observations.some(
      (each) =>
        each.kind === 'read' && each.register === 'driverFeature' && ((each.value >>> (bit % 32)) & 1) === 0,
    );
    return isIgnored
      ? undefined
      : `${featureName(bit, input.deviceClass.name)} is not offered and was written, and yet FEATURES_OK stuck: the status is ${formatStatus(core.deviceStatus)}`;
  },
};
