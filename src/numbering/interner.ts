/** Small integers for things that would be slow to compare: strings, and pairs of small integers. */
import { grown, newNumbers } from './slab.ts';

/** Gives each value a number by a key; the numbers count up from 0. */
export class Interner<T> {
  readonly #ids = new Map<string, number>();
  readonly values: T[] = [];

  /** The number of `key`; `make` builds the value the first time. */
  intern(key: string, make: () => T): number {
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const id = this.values.length;
    this.#ids.set(key, id);
    this.values.push(make());
    return id;
  }

  at(id: number): T {
    const value = this.values[id];
    if (value === undefined) throw new RangeError(`no value has number ${id}`);
    return value;
  }
}

/**
 * Gives each pair of non-negative integers a number: an open-addressing table in typed arrays, which grows
 * by doubling, so nothing is ever written past its end.
 */
export class PairInterner {
  #first = newNumbers(128);
  #second = newNumbers(128);
  #slots = newNumbers(256).fill(-1);
  size = 0;

  intern(first: number, second: number): number {
    const slot = this.#slotOf(first, second);
    const known = this.#slots[slot] as number;
    if (known !== -1) return known;
    const id = this.size++;
    if (id === this.#first.length) this.#grow();
    this.#first[id] = first;
    this.#second[id] = second;
    if (this.size * 2 > this.#slots.length) this.#rehash();
    else this.#slots[slot] = id;
    return id;
  }

  /** The number of a pair; -1 when it has none. */
  find(first: number, second: number): number {
    return this.#slots[this.#slotOf(first, second)] as number;
  }

  /** Where a pair's number stands, or would. */
  #slotOf(first: number, second: number): number {
    const mask = this.#slots.length - 1;
    for (let slot = hashPair(first, second) & mask; ; slot = (slot + 1) & mask) {
      const id = this.#slots[slot] as number;
      if (id === -1 || (this.#first[id] === first && this.#second[id] === second)) return slot;
    }
  }

  /** True if the pair is new; remembers it. */
  add(first: number, second: number): boolean {
    const before = this.size;
    this.intern(first, second);
    return this.size > before;
  }

  first(id: number): number {
    return this.#first[id] as number;
  }

  second(id: number): number {
    return this.#second[id] as number;
  }

  #grow(): void {
    this.#first = grown(this.#first);
    this.#second = grown(this.#second);
  }

  #rehash(): void {
    const slots = newNumbers(this.#slots.length * 2).fill(-1);
    const mask = slots.length - 1;
    for (let id = 0; id < this.size; id++) {
      let slot = hashPair(this.#first[id] as number, this.#second[id] as number) & mask;
      while (slots[slot] !== -1) slot = (slot + 1) & mask;
      slots[slot] = id;
    }
    this.#slots = slots;
  }
}

function hashPair(first: number, second: number): number {
  let hash = Math.imul(first, 0x9e3779b1) ^ Math.imul(second + 0x7f4a7c15, 0x85ebca6b);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 13)) >>> 0;
}

/** A key for a flat record: values in the order of the record's own keys. */
export function flatKey(record: object): string {
  let key = '';
  for (const field in record) key += `${field}=${String((record as Record<string, unknown>)[field])};`;
  return key;
}
