/** Sets of small numbers, such as the numbers of tails, as bits in 32-bit words. */
import { newNumbers, newWords } from '../../numbering/slab.ts';

/** The number of bits that are set in a word. */
export function countBits(word: number): number {
  let bits = word - ((word >>> 1) & 0x5555_5555);
  bits = (bits & 0x3333_3333) + ((bits >>> 2) & 0x3333_3333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}

/**
 * The number of the lowest bit of `word`, which stands at `place` in its set and is not 0. The negation is an integer
 * multiplication, because a minus would leave 32 bits for one word, and be slow for all from then on.
 */
export const lowestIn = (place: number, word: number): number =>
  32 * place + 31 - Math.clz32(word & Math.imul(word, -1));

/** The empty set. */
export const NO_WORDS = new Uint32Array(0);

/** `words` with room for word `index`; the same array when there is room. Grows by half, so that sets stay small. */
export function withRoom(words: Uint32Array, index: number): Uint32Array {
  if (index < words.length) return words;
  return lengthened(words, Math.max(4, index + 1 + (index >>> 1)));
}

/** `words` with one bit more, the number of the new element. */
export function withBit(words: Uint32Array, number: number): Uint32Array {
  const place = number >>> 5;
  const set = withRoom(words, place);
  set[place] = (set[place] as number) | (1 << (number & 31));
  return set;
}

/** `words` at exactly this length, which is no less than theirs. */
export function lengthened(words: Uint32Array, length: number): Uint32Array {
  const longer = newWords(length);
  longer.set(words);
  return longer;
}

/** The same as `withRoom` for numbers, with `fill` in the new places. */
export function withPlace(numbers: Int32Array, index: number, fill: number): Int32Array {
  if (index < numbers.length) return numbers;
  const grown = newNumbers(Math.max(16, index + 1 + (index >>> 1))).fill(fill);
  grown.set(numbers);
  return grown;
}

/**
 * Some words of a set, those that are not 0, by their places. Only the first `size` entries count, so that one
 * pair of arrays serves many sets.
 */
export interface Words {
  size: number;
  at: Uint32Array;
  word: Uint32Array;
}

export const emptyWords = (): Words => ({ size: 0, at: newWords(64), word: newWords(64) });

/** Makes room for `size` words; what was in them is lost. */
export function makeRoom(words: Words, size: number): void {
  if (size <= words.at.length) return;
  words.at = newWords(2 * size);
  words.word = newWords(2 * size);
}
