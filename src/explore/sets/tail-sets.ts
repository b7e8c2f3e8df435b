/**
 * Sets of tails with numbers (hash-consing): equal numbers, equal sets. Many heads have the same set of tails (what the
 * driver has selected makes no difference to the core), in one layer and in the next, so what comes of a set is worked
 * out once.
 */
import { slotsFor } from '../../numbering/flat-interner.ts';
import { grown, newNumbers, newWords } from '../../numbering/slab.ts';
import { countBits, emptyWords, lengthened, makeRoom, type Words } from './bits.ts';

/** The set without tails. */
export const EMPTY_SET = 0;

export class TailSets {
  /** The words of all sets one after the other, by `start` and `end`: their places, and they themselves. */
  at: Uint32Array = newWords(1024);
  word: Uint32Array = newWords(1024);
  #starts = newNumbers(128);
  #counts = newNumbers(128);
  #hashes = newNumbers(128);
  #slots = newNumbers(256).fill(-1);
  readonly #common = emptyWords();
  /** How many sets there are. */
  size = 0;
  /** Words of all sets together after which they should be forgotten: 32 MB. */
  wordsMax = 1 << 22;

  constructor() {
    this.#add(emptyWords(), hashOf(emptyWords()));
  }

  /** Forgets all sets but the empty one. */
  clear(): void {
    this.size = 0;
    this.#slots.fill(-1);
    this.#add(emptyWords(), hashOf(emptyWords()));
  }

  /** They take more memory than they may. */
  get areTooMany(): boolean {
    return (this.#starts[this.size] as number) > this.wordsMax;
  }

  /** The number of a set, whose words stand in the order of their places. */
  number(words: Words): number {
    const hash = hashOf(words);
    const mask = this.#slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const known = this.#slots[slot] as number;
      if (known === -1) return this.#add(words, hash);
      if (this.#hashes[known] === hash && this.#equals(known, words)) return known;
    }
  }

  start(set: number): number {
    return this.#starts[set] as number;
  }

  end(set: number): number {
    return this.#starts[set + 1] as number;
  }

  /** How many tails are in a set. */
  count(set: number): number {
    return this.#counts[set] as number;
  }

  /** The number of the set of those tails of a set that are also in `tails`. */
  intersection(set: number, tails: Uint32Array): number {
    const common = this.#common;
    const start = this.start(set);
    const end = this.end(set);
    makeRoom(common, end - start);
    common.size = 0;
    for (let i = start; i < end; i++) {
      const at = this.at[i] as number;
      if (at >= tails.length) break;
      const word = (this.word[i] as number) & (tails[at] as number);
      if (word === 0) continue;
      common.at[common.size] = at;
      common.word[common.size++] = word;
    }
    return this.number(common);
  }

  /** How many of a set's tails are also in `tails`. */
  countIn(set: number, tails: Uint32Array): number {
    let count = 0;
    const end = this.end(set);
    for (let i = this.start(set); i < end; i++)
      count += countBits((this.word[i] as number) & (tails[this.at[i] as number] ?? 0));
    return count;
  }

  #equals(set: number, { size, at, word }: Words): boolean {
    const start = this.start(set);
    if (this.end(set) - start !== size) return false;
    for (let i = 0; i < size; i++)
      if (this.word[start + i] !== word[i] || this.at[start + i] !== at[i]) return false;
    return true;
  }

  #add({ size, at, word }: Words, hash: number): number {
    const set = this.size++;
    if (set + 2 > this.#starts.length) {
      this.#starts = grown(this.#starts);
      this.#counts = grown(this.#counts);
      this.#hashes = grown(this.#hashes);
    }
    const start = this.#starts[set] as number;
    while (start + size > this.at.length) {
      this.at = lengthened(this.at, 2 * this.at.length);
      this.word = lengthened(this.word, 2 * this.word.length);
    }
    let count = 0;
    for (let i = 0; i < size; i++) {
      this.at[start + i] = at[i] as number;
      this.word[start + i] = word[i] as number;
      count += countBits(word[i] as number);
    }
    this.#starts[set + 1] = start + size;
    this.#counts[set] = count;
    this.#hashes[set] = hash;
    if (2 * this.size > this.#slots.length) this.#slots = slotsFor(this.#hashes, this.size);
    else {
      const mask = this.#slots.length - 1;
      let slot = hash & mask;
      while (this.#slots[slot] !== -1) slot = (slot + 1) & mask;
      this.#slots[slot] = set;
    }
    return set;
  }
}

function hashOf({ size, at, word }: Words): number {
  let hash = size;
  for (let i = 0; i < size; i++) {
    hash = Math.imul(hash ^ (word[i] as number), 0x9e3779b1) + (at[i] as number);
    hash ^= hash >>> 15;
  }
  return Math.imul(hash, 0x85ebca6b);
}
