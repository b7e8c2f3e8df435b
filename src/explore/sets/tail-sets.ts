/**
 * Rows of rests with numbers: equal numbers, equal rows. Many fronts have the same rests (what the driver has
 * selected makes no difference to the core), in one layer and in the next, so what comes of a row is worked out once.
 */
import { slotsFor } from '../../numbering/flat-interner.ts';
import { grown, newNumbers, newWords } from '../../numbering/slab.ts';
import { countBits, emptyWords, lengthened, type Words } from './bits.ts';

/** The row without rests. */
export const EMPTY_ROW = 0;

export class Rows {
  /** The words of all rows one after the other, by `start` and `end`: their places, and they themselves. */
  at: Uint32Array = newWords(1024);
  word: Uint32Array = newWords(1024);
  #starts = newNumbers(128);
  #counts = newNumbers(128);
  #hashes = newNumbers(128);
  #slots = newNumbers(256).fill(-1);
  /** How many rows there are. */
  size = 0;
  /** Words of all rows together after which they should be forgotten: 32 MB. */
  wordsMax = 1 << 22;

  constructor() {
    this.#add(emptyWords(), hashOf(emptyWords()));
  }

  /** Forgets all rows but the empty one. */
  clear(): void {
    this.size = 0;
    this.#slots.fill(-1);
    this.#add(emptyWords(), hashOf(emptyWords()));
  }

  /** They take more memory than they may. */
  get areTooMany(): boolean {
    return (this.#starts[this.size] as number) > this.wordsMax;
  }

  /** The number of a row, whose words stand in the order of their places. */
  number(words: Words): number {
    const hash = hashOf(words);
    const mask = this.#slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const known = this.#slots[slot] as number;
      if (known === -1) return this.#add(words, hash);
      if (this.#hashes[known] === hash && this.#equals(known, words)) return known;
    }
  }

  start(row: number): number {
    return this.#starts[row] as number;
  }

  end(row: number): number {
    return this.#starts[row + 1] as number;
  }

  /** How many rests are in a row. */
  count(row: number): number {
    return this.#counts[row] as number;
  }

  /** How many of a row's rests are also in `rests`. */
  countIn(row: number, rests: Uint32Array): number {
    let count = 0;
    const end = this.end(row);
    for (let i = this.start(row); i < end; i++)
      count += countBits((this.word[i] as number) & (rests[this.at[i] as number] ?? 0));
    return count;
  }

  #equals(row: number, { size, at, word }: Words): boolean {
    const start = this.start(row);
    if (this.end(row) - start !== size) return false;
    for (let i = 0; i < size; i++)
      if (this.word[start + i] !== word[i] || this.at[start + i] !== at[i]) return false;
    return true;
  }

  #add({ size, at, word }: Words, hash: number): number {
    const row = this.size++;
    if (row + 2 > this.#starts.length) {
      this.#starts = grown(this.#starts);
      this.#counts = grown(this.#counts);
      this.#hashes = grown(this.#hashes);
    }
    const start = this.#starts[row] as number;
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
    this.#starts[row + 1] = start + size;
    this.#counts[row] = count;
    this.#hashes[row] = hash;
    if (2 * this.size > this.#slots.length) this.#slots = slotsFor(this.#hashes, this.size);
    else {
      const mask = this.#slots.length - 1;
      let slot = hash & mask;
      while (this.#slots[slot] !== -1) slot = (slot + 1) & mask;
      this.#slots[slot] = row;
    }
    return row;
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
