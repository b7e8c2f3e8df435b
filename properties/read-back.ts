import { fullSet } from '../machines/drivers/feature-sets.ts';
import { writeWord } from '../machines/drivers/register-acts.ts';
import { ACKNOWLEDGED } from '../machines/vocabulary/device-status.ts';
import { bitsOf, type FeatureWord, formatWord } from '../machines/vocabulary/feature-bits.ts';
import type { Observation } from '../machines/vocabulary/operation.ts';
import type { ReachabilityProperty } from '../src/property/property.ts';
import { isNegotiating, modern, needsModern } from './common.ts';
import { type DriverHistory, driverHistory } from './driver-history.ts';

/** The words that were read back, low half first. */
function readBack(observations: readonly Observation[]): FeatureWord | undefined {
  const [low, high] = observations.flatMap((each) =>
    each.kind === 'read' && each.register === 'driverFeature' ? [each.value >>> 0] : [],
  );
  return low === undefined || high === undefined ? undefined : { low, high };
}

const lacks = (seen: FeatureWord, written: FeatureWord): FeatureWord => ({
  low: (written.low & ~seen.low) >>> 0,
  high: (written.high & ~seen.high) >>> 0,
});

export const offeredBitsReadBack: ReachabilityProperty<DriverHistory> = {
  id: 'offeredBitsReadBack',
  claim: 'Offered bits that the driver wrote read back, in both words.',
  rules: ['4.1.4.3.1-b'],
  level: 'must',
  seenBy: 'driver',
  kind: 'reachability',
  reads: ['core', 'transport.revision', 'history'],
  history: driverHistory,
  skips: (input) =>
    modern(input).readHalf(0).length === 0
      ? `on ${input.traits.title} the words cannot be read back`
      : needsModern(input),
  // While a reset goes on a device takes no words; these bits say that the driver waited for its end.
  applies: (state) => isNegotiating(state) && state.core.deviceStatus === ACKNOWLEDGED,
  scripts: (input) => {
    const of = modern(input);
    return [
      {
        name: '',
        operations: [...writeWord(of, fullSet(input)), ...of.readHalf(0), ...of.readHalf(1)],
      },
    ];
  },
  violation: ({ input }, observations) => {
    const seen = readBack(observations);
    const { name } = input.deviceClass;
    if (seen === undefined) return 'the words were written, and cannot be read back';
    return bitsOf(lacks(seen, fullSet(input))).length === 0
      ? undefined
      : `the driver wrote ${formatWord(fullSet(input), name)}, and ${formatWord(seen, name)} reads back`;
  },
};
