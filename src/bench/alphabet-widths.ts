/** Alphabets with several bits of a class, and what they change: the check behind docs/small-alphabets.md. */

import { type Alphabet, defaultAlphabet } from '../../machines/drivers/adversary/alphabet.ts';
import { type BitClass, bitClasses } from '../../machines/drivers/adversary/bit-classes.ts';
import type { DeviceInput } from '../../machines/vocabulary/device-input.ts';
import { bitsOf, type FeatureWord, hasBit, wordOf } from '../../machines/vocabulary/feature-bits.ts';
import type { ScenarioResult, Verdict } from '../check/check.ts';

/** How many bits of a class become letters. */
export type BitsOf = (bitClass: BitClass) => number;

/**
 * The letters of an alphabet, and more bits of each class: each a letter of its own, without what it needs.
 * A class that the alphabet has bits of already gets the ones that are missing.
 *
 * @example widerLetters(input, defaultAlphabet(input).letters, () => 2).length // 11
 */
export function widerLetters(
  input: DeviceInput,
  letters: Alphabet['letters'] = defaultAlphabet(input).letters,
  bitsOf: BitsOf = () => 1,
): readonly FeatureWord[] {
  const isAlone = (bit: number): boolean => letters.some((letter) => isOnly(letter, bit));
  const more = classesWithin(input).flatMap((each) => {
    const wanted = bitsOf(each);
    // Bits that are letters already count; the first ones of the rest make up for what is missing.
    const there = each.bits.filter(isAlone);
    return each.bits.filter((bit) => !isAlone(bit)).slice(0, Math.max(0, wanted - there.length));
  });
  return [...letters, ...more.map((bit) => wordOf([bit]))];
}

/** The classes that a driver can write: without a modern interface, there is no high half to write. */
export const classesWithin = (input: DeviceInput): readonly BitClass[] =>
  bitClasses(input).filter(({ bits }) => input.flavour !== 'legacy' || (bits[0] ?? 0) < 32);

const isOnly = (letter: FeatureWord, bit: number): boolean =>
  hasBit(letter, bit) && bitsOf(letter).length === 1;

/** What must not depend on the alphabet: each verdict, and how long the shortest counterexample is. */
export type Summary = ReadonlyMap<string, string>;

/** `violated in 5 steps`, `holds` …, by property. */
export const summaryOf = ({ verdicts }: ScenarioResult): Summary =>
  new Map(verdicts.map((each) => [each.property, summaryOfVerdict(each)]));

const summaryOfVerdict = (verdict: Verdict): string =>
  verdict.verdict === 'violated' ? `violated in ${verdict.trace.steps.length}` : verdict.verdict;

/** `refusedSetNotInForce: holds, violated in 4` for each property on which the two differ. */
export const changes = (before: Summary, after: Summary): readonly string[] =>
  [...before].flatMap(([property, verdict]) => {
    const now = after.get(property) ?? 'absent';
    return now === verdict ? [] : [`${property}: ${verdict}, ${now}`];
  });
