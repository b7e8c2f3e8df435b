/** Values as reports print them, read back. Names in brackets may be left out, or stand alone; both must agree. */
import { formatStatus, STATUS_BITS } from '../../machines/vocabulary/device-status.ts';
import {
  FEATURE_BITS,
  type FeatureWord,
  featureBit,
  featureName,
  formatWord,
  fromWord,
  PROTOCOL_FEATURES,
  toWord,
  UNUSED_30,
  wordOf,
} from '../../machines/vocabulary/feature-bits.ts';
import { Mistake, quoted, unknownWord } from './litmus-error.ts';
import { readNumber } from './text.ts';

const withoutPrefix = (name: string): string => name.replace(/^VIRTIO_([A-Z0-9]+_)?F_/, '');

/** Names that a device's feature bits have. */
export const featureNames = (device: string): readonly string[] =>
  FEATURE_BITS.filter((row) => row.device === device || row.device === 'transport').map(({ name }) =>
    withoutPrefix(name),
  );

function readBit(name: string, device: string): number {
  const numbered = /^bit (\d{1,2})$/.exec(name)?.[1];
  // A number alone would read as a name's; in brackets reports write `bit 50`.
  const bit =
    name === PROTOCOL_FEATURES
      ? UNUSED_30
      : /^\d+$/.test(name)
        ? undefined
        : featureBit(numbered ?? name, device);
  if (bit === undefined) throw unknownWord(`a feature of ${device}`, name, featureNames(device));
  return bit;
}

const readBits = (names: string, device: string): FeatureWord =>
  wordOf(
    names
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '')
      .map((name) => readBit(name, device)),
  );

const sameWord = (left: FeatureWord, right: FeatureWord): boolean =>
  left.low === right.low && left.high === right.high;

interface NumberAndNames {
  readonly number: string | undefined;
  readonly names: string | undefined;
}

/** `0x8`, `{MTU}` or both. */
function splitWord(text: string, what: string): NumberAndNames {
  const match = /^(0x[0-9a-f]+|\d+)?\s*(?:\{([^{}]*)\})?$/i.exec(text);
  if (match === null || text === '') throw new Mistake(what, quoted(text));
  return { number: match[1], names: match[2] };
}

/** A whole feature word: `0x100000008 {MTU, VERSION_1}`. */
export function readFeatureWord(text: string, device: string): FeatureWord {
  const what = 'a feature word, such as 0x100000008 {MTU, VERSION_1}';
  const { number, names } = splitWord(text, what);
  if (number !== undefined && number.length > 20) throw new Mistake(what, quoted(text));
  const value = number === undefined ? undefined : BigInt(number);
  if (value !== undefined && value > 0xffff_ffff_ffff_ffffn) throw new Mistake(what, quoted(text));
  const counted = value === undefined ? undefined : fromWord(value);
  if (names === undefined) return counted ?? wordOf([]);
  const named = readBits(names, device);
  if (counted !== undefined && !sameWord(counted, named))
    throw new Mistake(formatWord(counted, device), quoted(text));
  return named;
}

/** One half of a feature word; with names only where it is known which half is meant. */
export function readHalf(text: string, half: number | undefined, device: string): number {
  const { number, names } = splitWord(text, 'half of a feature word, such as 0x00000001 {VERSION_1}');
  const value = number === undefined ? undefined : readNumber(number, 'a number of 32 bits');
  if (names === undefined) return value ?? 0;
  if (half !== 0 && half !== 1)
    throw new Mistake('a number without names, as it cannot be told which half is meant', quoted(text));
  const named = readBits(names, device);
  const other = half === 0 ? named.high : named.low;
  if (other !== 0) {
    const stranger = featureName(wordBits(named, 1 - half)[0] ?? 0, device);
    throw new Mistake(`bits of the ${half === 0 ? 'low' : 'high'} half, which is the one selected`, stranger);
  }
  const mine = half === 0 ? named.low : named.high;
  if (value !== undefined && value !== mine) {
    const is = half === 0 ? { low: value, high: 0 } : { low: 0, high: value };
    throw new Mistake(`the names of 0x${value.toString(16)}, ${formatWord(is, device)}`, quoted(text));
  }
  return mine;
}

const wordBits = ({ low, high }: FeatureWord, half: number): readonly number[] =>
  Array.from({ length: 32 }, (_, bit) => bit + 32 * half).filter(
    (bit) => ((toWord({ low, high }) >> BigInt(bit)) & 1n) === 1n,
  );

/** A status byte: `0x0b (ACKNOWLEDGE DRIVER FEATURES_OK)`, its number, or its names. */
export function readStatus(text: string): number {
  const what = 'a status byte, such as 0x03 (ACKNOWLEDGE DRIVER)';
  const match = /^(0x[0-9a-f]+|\d+)?\s*(?:\(([^()]*)\)|([A-Za-z].*))?$/i.exec(text);
  if (match === null || text === '') throw new Mistake(what, quoted(text));
  const [, number, bracketed, bare] = match;
  const value = number === undefined ? undefined : readNumber(number, what);
  const names = bracketed ?? bare;
  if (names === undefined) return value ?? 0;
  const named = statusOf(names);
  // The names are those of the lowest eight bits; a wider write may have more.
  if (value !== undefined && (value & 0xff) !== named) throw new Mistake(formatStatus(value), quoted(text));
  return value ?? named;
}

function statusOf(names: string): number {
  const words = names.split(/\s+/).filter((name) => name !== '');
  if (words.length === 1 && words[0] === 'reset') return 0;
  return words.reduce((status, name) => {
    const bit = STATUS_BITS.find(([, each]) => each === name)?.[0];
    if (bit === undefined)
      throw unknownWord(
        'a status bit',
        name,
        STATUS_BITS.map(([, each]) => each),
      );
    return status | bit;
  }, 0);
}
