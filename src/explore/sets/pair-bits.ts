/**
 * A set of bits for each pair of numbers, all sets in one array. Quick when a pair comes up many times running, and
 * small when there are few pairs: there are many of these.
 */
import { NO_WORDS } from './bits.ts';

const EMPTY = 0;
const NO_NUMBERS = new Int32Array(0);

export class PairBits {
  /** Pairs in the order in which they were met, and by hash the number of each plus 1. */
  #firsts: Int32Array = NO_NUMBERS;
  #seconds: Int32Array = NO_NUMBERS;
  #slots: Int32Array = NO_NUMBERS;
  #size = 0;
  #words: Uint32Array = NO_WORDS;
  /** Words in a set. */
  #stride = 1;
  // The last pair:
  #first = -1;
  #second = -1;
  #pair = 0;

  has(first: number, second: number, index: number): boolean {
    if (first !== this.#first || second !== this.#second) this.#turnTo(first, second);
    const at = index >>> 5;
    if (at >= this.#stride) return false;
    return (((this.#words[this.#pair * this.#stride + at] as number) >>> (index & 31)) & 1) === 1;
  }

  add(first: number, second: number, index: number): void {
    if (first !== this.#first || second !== this.#second) this.#turnTo(first, second);
    const at = index >>> 5;
    if (at >= this.#stride) this.#widen(at + 1);
    const place = this.#pair * this.#stride + at;
    this.#words[place] = (this.#words[place] as number) | (1 << (index & 31));
  }

  delete(first: number, second: number, index: number): void {
    if (!this.has(first, second, index)) return;
    const place = this.#pair * this.#stride + (index >>> 5);
    this.#words[place] = (this.#words[place] as number) & ~(1 << (index & 31));
  }

  #turnTo(first: number, second: number): void {
    this.#first = first;
    this.#second = second;
    const mask = this.#slots.length - 1;
    let slot = hash(first, second) & mask;
    for (; this.#size > 0 && this.#slots[slot] !== EMPTY; slot = (slot + 1) & mask) {
      const pair = (this.#slots[slot] as number) - 1;
      if (this.#firsts[pair] !== first || this.#seconds[pair] !== second) continue;
      this.#pair = pair;
      return;
    }
    if (this.#size === this.#firsts.length) this.#grow();
    this.#pair = this.#size++;
    this.#firsts[this.#pair] = first;
    this.#seconds[this.#pair] = second;
    this.#place(this.#pair);
  }

  /** Twice as much room for pairs. */
  #grow(): void {
    const room = Math.max(4, 2 * this.#firsts.length);
    this.#firsts = withRoomFor(this.#firsts, room);
    this.#seconds = withRoomFor(this.#seconds, room);
    const words = new Uint32Array(room * this.#stride);
    words.set(this.#words);
    this.#words = words;
    this.#slots = new Int32Array(2 * room);
    for (let pair = 0; pair < this.#size; pair++) this.#place(pair);
  }

  /** Puts a pair that is not there into the slots. */
  #place(pair: number): void {
    const mask = this.#slots.length - 1;
    let slot = hash(this.#firsts[pair] as number, this.#seconds[pair] as number) & mask;
    while (this.#slots[slot] !== EMPTY) slot = (slot + 1) & mask;
    this.#slots[slot] = pair + 1;
  }

  #widen(least: number): void {
    const before = this.#stride;
    const stride = Math.max(least, before + (before >>> 1));
    const words = new Uint32Array(this.#firsts.length * stride);
    for (let pair = 0; pair < this.#size; pair++)
      words.set(this.#words.subarray(pair * before, (pair + 1) * before), pair * stride);
    this.#words = words;
    this.#stride = stride;
  }
}

function withRoomFor(numbers: Int32Array, room: number): Int32Array {
  const grown = new Int32Array(room);
  grown.set(numbers);
  return grown;
}

function hash(first: number, second: number): number {
  const mixed = Math.imul(first, 0x9e3779b1) ^ Math.imul(second + 0x7f4a7c15, 0x85ebca6b);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}
