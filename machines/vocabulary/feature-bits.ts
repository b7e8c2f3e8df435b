/**
 * The names of feature bits, and the two forms in which we handle feature words.
 *
 * At the edges (options, traces, reports) a feature word is one 64-bit `bigint`. Inside machines it is
 * two unsigned 32-bit halves, `low` and `high`, because that is how drivers write it.
 */
import { getOrInsert } from '../../src/numbering/get-or-insert.ts';
import featureBits from './feature-bits.json' with { type: 'json' };

/** A feature word as two unsigned 32-bit halves. */
export interface FeatureWord {
  readonly low: number;
  readonly high: number;
}

/** One row of the table: a bit's number and name for a device type (`transport` for the common ones). */
export interface FeatureBit {
  readonly device: string;
  readonly bit: number;
  readonly name: string;
  readonly legacy?: boolean;
  readonly modernOnly?: boolean;
  readonly requires?: readonly string[];
  readonly requiresAny?: readonly (readonly string[])[];
}

export const FEATURE_BITS = featureBits as readonly FeatureBit[];

export const NO_FEATURES: FeatureWord = { low: 0, high: 0 };

/** Bit numbers that the machines name. */
export const VIRTIO_F_ANY_LAYOUT = 27;
/** QEMU's VIRTIO_F_BAD_FEATURE; on a vhost-user socket the same number is PROTOCOL_FEATURES. */
export const UNUSED_30 = 30;
/** The name of bit 30 where a back end is told. */
export const PROTOCOL_FEATURES = 'VHOST_USER_F_PROTOCOL_FEATURES';
export const VIRTIO_F_VERSION_1 = 32;
export const VIRTIO_F_ACCESS_PLATFORM = 33;
export const VIRTIO_F_SUSPEND = 43;
export const VIRTIO_NET_F_MTU = 3;
export const VIRTIO_NET_F_STATUS = 16;
export const VIRTIO_NET_F_CTRL_VQ = 17;
export const VIRTIO_NET_F_MQ = 22;
export const VIRTIO_NET_F_STANDBY = 62;

/** VERSION_1 as a mask of the high half: the bit that decides between legacy and modern. */
export const VERSION_1_HIGH = 1;
/** ACCESS_PLATFORM as a mask of the high half. */
export const ACCESS_PLATFORM_HIGH = 2;

/** Joins two halves: `toWord({ low: 8, high: 1 })` is `0x100000008n`. */
export const toWord = ({ low, high }: FeatureWord): bigint => (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);

/** Splits a 64-bit word: `fromWord(0x100000008n)` is `{ low: 8, high: 1 }`. */
export const fromWord = (word: bigint): FeatureWord => ({
  low: Number(word & 0xffff_ffffn),
  high: Number((word >> 32n) & 0xffff_ffffn),
});

/** The word that has just these bit numbers set; those from 64 on are in no word. */
export function wordOf(bits: readonly number[]): FeatureWord {
  let low = 0;
  let high = 0;
  for (const bit of bits) {
    if (bit < 32) low |= 1 << bit;
    else if (bit < 64) high |= 1 << (bit - 32);
  }
  return { low: low >>> 0, high: high >>> 0 };
}

/** The bit numbers set in a word, ascending. */
export const bitsOf = (word: FeatureWord): readonly number[] => {
  const bits: number[] = [];
  for (let bit = 0; bit < 32; bit++) if ((word.low >>> bit) & 1) bits.push(bit);
  for (let bit = 0; bit < 32; bit++) if ((word.high >>> bit) & 1) bits.push(32 + bit);
  return bits;
};

/** True if `word` has the bit with this number. */
export const hasBit = (word: FeatureWord, bit: number): boolean =>
  bit < 32 ? ((word.low >>> bit) & 1) === 1 : ((word.high >>> (bit - 32)) & 1) === 1;

/** A bit of a device with the numbers of those that it requires: all of `all`, and one of each group in `any`. */
interface Requirement {
  readonly bit: number;
  readonly all: readonly number[];
  readonly any: readonly (readonly number[])[];
}

/** The table as one device type sees it: claims and guards ask thousands of times for what it says of a bit. */
interface DeviceBits {
  /** By bit: its own name for it, or else the common one. */
  readonly names: readonly string[];
  /** Those that require others. */
  readonly requirements: readonly Requirement[];
}

const known = new Map<string, DeviceBits>();

const bitsFor = (device: string): DeviceBits => getOrInsert(known, device, makeBitsFor);

function makeBitsFor(device: string): DeviceBits {
  const own = FEATURE_BITS.filter((row) => row.device === device);
  const common = FEATURE_BITS.filter((row) => row.device === 'transport');
  const rowOf = (bit: number): FeatureBit | undefined =>
    own.find((row) => row.bit === bit) ?? common.find((row) => row.bit === bit);
  // A name that no table has is a bit that no word has.
  const numberOf = (name: string): number => own.find((row) => row.name === name)?.bit ?? NO_BIT;
  return {
    names: Array.from({ length: BITS }, (_, bit) => {
      const row = rowOf(bit);
      return row === undefined ? `bit ${bit}` : row.name.replace(/^VIRTIO_([A-Z0-9]+_)?F_/, '');
    }),
    requirements: own
      .filter(({ bit, requires, requiresAny }) => bit < 64 && (requires ?? requiresAny) !== undefined)
      .map(({ bit, requires = [], requiresAny = [] }) => ({
        bit,
        all: requires.map(numberOf),
        any: requiresAny.map((group) => group.map(numberOf)),
      })),
  };
}

const NO_BIT = -1;
/** As many as the tables number; words have the first 64. */
const BITS = 128;

/** The shortest unambiguous name: `VERSION_1`, `MTU`; `bit 50` when no table names it for this device. */
export const featureName = (bit: number, device: string): string =>
  bitsFor(device).names[bit] ?? `bit ${bit}`;

/** A word as reports print it: `0x100000008 {MTU, VERSION_1}`. */
export function formatWord(word: FeatureWord, device: string): string {
  return withNames(word, (bit) => featureName(bit, device));
}

const withNames = (word: FeatureWord, nameOf: (bit: number) => string): string =>
  `0x${toWord(word).toString(16)} {${bitsOf(word).map(nameOf).join(', ')}}`;

/** A word that a back end is sent: `0x140000000 {VHOST_USER_F_PROTOCOL_FEATURES, VERSION_1}`. */
export const formatSentWord = (word: FeatureWord, device: string): string =>
  withNames(word, (bit) => (bit === UNUSED_30 ? PROTOCOL_FEATURES : featureName(bit, device)));

/** A bit's number from its name (`VERSION_1`, `VIRTIO_NET_F_MTU`) or number (`34`), for one device type. */
export function featureBit(text: string, device: string): number | undefined {
  if (/^\d+$/.test(text)) {
    const bit = Number(text);
    return bit < 64 ? bit : undefined;
  }
  const rows = FEATURE_BITS.filter((each) => each.device === device || each.device === 'transport');
  const wanted = text.toUpperCase();
  return rows.find(
    (each) => each.name === wanted || each.name.replace(/^VIRTIO_([A-Z0-9]+_)?F_/, '') === wanted,
  )?.bit;
}

/** Bits of a word whose prerequisites it does not have (virtio 1.4, 2.2.1). */
export function bitsLackingOthers(word: FeatureWord, device: string): readonly number[] {
  const has = (bit: number): boolean => bit >= 0 && bit < 64 && hasBit(word, bit);
  return bitsFor(device)
    .requirements.filter(
      ({ bit, all, any }) => has(bit) && !(all.every(has) && any.every((group) => group.some(has))),
    )
    .map(({ bit }) => bit);
}

/** True if every bit's prerequisites are in the set as well (virtio 1.4, 2.2.1). */
export function dependenciesMet(word: FeatureWord, device: string): boolean {
  const has = (bit: number): boolean => bit >= 0 && bit < 64 && hasBit(word, bit);
  return bitsFor(device).requirements.every(
    ({ bit, all, any }) => !has(bit) || (all.every(has) && any.every((group) => group.some(has))),
  );
}

/** A bit together with everything it requires in its own half: `MQ` brings `CTRL_VQ`. */
export function withPrerequisites(bit: number, device: string): FeatureWord {
  const rows = FEATURE_BITS.filter((row) => row.device === device);
  const bits = new Set([bit]);
  for (const each of bits) {
    for (const name of rows.find((row) => row.bit === each)?.requires ?? []) {
      const needed = rows.find((row) => row.name === name)?.bit;
      if (needed !== undefined && needed < 32 === bit < 32) bits.add(needed);
    }
  }
  return wordOf([...bits]);
}
