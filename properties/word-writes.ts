/** How feature words may be written: in either half order, twice, over one another, with noise between. */

import { fullSet, leastSet } from '../machines/drivers/feature-sets.ts';
import { writeWord } from '../machines/drivers/register-acts.ts';
import type { DeviceInput } from '../machines/vocabulary/device-input.ts';
import { NEGOTIATED } from '../machines/vocabulary/device-status.ts';
import { VERSION_1_HIGH } from '../machines/vocabulary/feature-bits.ts';
import type { RelationalProperty, Variant } from '../src/property/property.ts';
import { isNegotiating, modern, modernProbes, needsModern } from './common.ts';
import { type DriverHistory, ofClearDriver } from './driver-history.ts';

const base = {
  kind: 'relational',
  reads: ['core', 'transport.revision', 'history'],
  ...ofClearDriver,
  skips: needsModern,
  applies: isNegotiating,
  compareParts: ['core', 'class', 'backend'],
} as const;

const probes = (input: DeviceInput) => modernProbes(input, { features: true });

/** A device that only collects words until FEATURES_OK shows what it made of them after it. */
const thenAccept = (input: DeviceInput, variants: readonly Variant[]): readonly Variant[] => {
  const accept = modern(input).writeStatus(NEGOTIATED);
  return variants.flatMap((variant) => [
    variant,
    {
      ...variant,
      name: `${variant.name}, and then FEATURES_OK`,
      left: [...variant.left, ...accept],
      right: [...variant.right, ...accept],
    },
  ]);
};

export const halfOrderDoesNotMatter: RelationalProperty<DriverHistory> = {
  ...base,
  id: 'halfOrderDoesNotMatter',
  claim: 'Writing the low half first or the high half first comes to the same.',
  rules: ['R1', '4.1.4.3-a'],
  level: 'derived',
  seenBy: 'driver',
  variants: (input) =>
    thenAccept(
      input,
      [fullSet(input), leastSet(input)].map((set) => ({
        name: 'low half first, or high half first',
        left: writeWord(modern(input), set, 'lowFirst'),
        right: writeWord(modern(input), set, 'highFirst'),
        probes: probes(input),
      })),
    ),
};

export const writtenTwiceEqualsOnce: RelationalProperty<DriverHistory> = {
  ...base,
  id: 'writtenTwiceEqualsOnce',
  claim: 'Writing a feature word a second time, unchanged, changes nothing.',
  rules: ['R2', 'S14', 'thread'],
  level: 'derived',
  seenBy: 'driver',
  variants: (input) =>
    thenAccept(
      input,
      ([0, 1] as const).flatMap((half) =>
        [fullSet(input), leastSet(input)].map((set) => {
          const write = modern(input).writeHalf(half, half === 0 ? set.low : set.high);
          return {
            name: `the ${half === 0 ? 'low' : 'high'} half twice, or once`,
            left: [...write, ...write],
            right: write,
            probes: probes(input),
          };
        }),
      ),
    ),
};

export const lastWriteWins: RelationalProperty<DriverHistory> = {
  ...base,
  id: 'lastWriteWins',
  claim: 'Bits that were written and taken back before FEATURES_OK leave nothing behind.',
  rules: ['R3', 'S14'],
  level: 'derived',
  seenBy: 'driver',
  variants: (input) =>
    thenAccept(
      input,
      ([0, 1] as const).map((half) => {
        const full = fullSet(input);
        const write = (value: number) => modern(input).writeHalf(half, value);
        const last = half === 0 ? 0 : VERSION_1_HIGH;
        const first = half === 0 ? full.low : full.high;
        return {
          name: `the ${half === 0 ? 'low' : 'high'} half twice with different values, or only the second`,
          left: [...write(first === last ? 0 : first), ...write(last)],
          right: write(last),
          probes: probes(input),
        };
      }),
    ),
};

export const shrunkSetEqualsSmallSet: RelationalProperty<DriverHistory> = {
  ...base,
  id: 'shrunkSetEqualsSmallSet',
  claim:
    'A driver that writes all it could use, validates, and writes less, ends as if it had written less at once.',
  rules: ['R3', 'R2', 'S14'],
  level: 'derived',
  seenBy: 'driver',
  variants: (input) => {
    const of = modern(input);
    const small = leastSet(input);
    return thenAccept(input, [
      {
        name: 'the full set and then the small one, or the small one alone',
        left: [...writeWord(of, fullSet(input)), ...writeWord(of, small)],
        right: writeWord(of, small),
        probes: probes(input),
      },
    ]);
  },
};

export const selectorNoiseIsHarmless: RelationalProperty<DriverHistory> = {
  ...base,
  id: 'selectorNoiseIsHarmless',
  claim: 'Selecting and reading the offer between two feature writes changes nothing.',
  rules: ['R4', '4.1.4.3-a'],
  level: 'derived',
  seenBy: 'driver',
  skips: (input) =>
    input.traits.hasRegisters ? needsModern(input) : `${input.traits.title} has no select registers`,
  variants: (input) => {
    const of = modern(input);
    const set = fullSet(input);
    const [select, ...data] = of.writeHalf(1, set.high);
    return thenAccept(input, [
      {
        name: 'with the offer read between a select and its word, or without',
        left: [...(select === undefined ? [] : [select]), ...of.readOffer(0), ...data],
        right: of.writeHalf(1, set.high),
        probes: probes(input),
      },
      {
        name: 'with the offer read between the halves, or without',
        left: [
          ...of.writeHalf(0, set.low),
          ...of.readOffer(1),
          ...of.readOffer(0),
          ...of.writeHalf(1, set.high),
        ],
        right: [...of.writeHalf(0, set.low), ...of.writeHalf(1, set.high)],
        probes: probes(input),
      },
      {
        name: 'with the offer selected and read before a status read, or without',
        left: [...of.readOffer(1), ...of.readOffer(0)],
        right: [],
        probes: probes(input),
      },
    ]);
  },
};
