import { fullSet, leastSet } from '../machines/drivers/feature-sets.ts';
import { writeWord } from '../machines/drivers/register-acts.ts';
import type { DeviceInput } from '../machines/vocabulary/device-input.ts';
import { NEGOTIATED } from '../machines/vocabulary/device-status.ts';
import type { Operation } from '../machines/vocabulary/operation.ts';
import type { RelationalProperty } from '../src/property/property.ts';
import { isNegotiating, modern, modernProbes, needsModern } from './common.ts';
import { type DriverHistory, driverHistory } from './driver-history.ts';

/** A driver writes zeros to words beyond those that it knows, as Linux does for words 2 and 3. */
const writeBeyond = ({ traits }: DeviceInput, word: number): readonly Operation[] =>
  traits.hasRegisters
    ? [
        { kind: 'write', interface: 'modern', register: 'driverFeatureSelect', value: word },
        { kind: 'write', interface: 'modern', register: 'driverFeature', value: 0 },
      ]
    : [{ kind: 'ccw', command: 'WRITE_FEAT', index: word, value: 0 }];

export const wordsBeyondDoNotCount: RelationalProperty<DriverHistory> = {
  id: 'wordsBeyondDoNotCount',
  claim: 'Zeros written to feature words beyond the second change nothing in the first two.',
  rules: ['4.1.4.3-a', 'S12'],
  level: 'derived',
  kind: 'relational',
  reads: ['core', 'transport.revision', 'history'],
  history: driverHistory,
  skips: needsModern,
  applies: isNegotiating,
  variants: (input) => {
    const of = modern(input);
    const accept = of.writeStatus(NEGOTIATED);
    return [fullSet(input), leastSet(input)].map((set) => ({
      name: 'with zeros written to words 2 and 3 after the others, or without',
      left: [...writeWord(of, set), ...writeBeyond(input, 2), ...writeBeyond(input, 3), ...accept],
      right: [...writeWord(of, set), ...accept],
      probes: modernProbes(input, { features: true }),
    }));
  },
  compareParts: ['core'],
};
