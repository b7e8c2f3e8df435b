/**
 * Gives flat records (events, observations) numbers without building a string for each: a record's fields and
 * values become a few integers, which are looked up as one key.
 */
import type { FlatValue } from './flat.ts';
import { grown, newNumbers } from './slab.ts';
import { ValueNumbers } from './value-numbers.ts';

/** What a value is stored as beside its 32 bits, so that no two values are ever taken for one. */
const INT32 = 0;
const UINT32 = 1;
const BOOLEAN = 2;
const OTHER = 3;
const KINDS = 4;

export class FlatInterner<T> {
  readonly values: T[] = [];
  /** The keys one after the other; a number's key lies between its start and the next. */
  #keys = newNumbers(512);
  #starts = newNumbers(128);
  #hashes = newNumbers(128);
  #slots = newNumbers(256).fill(-1);
  #key = newNumbers(64);
  readonly #fields = new Map<string, number>();
  /** The fields of the last record, by place: the next one is often alike. */
  readonly #lastFields: string[] = [];
  readonly #lastNumbers: number[] = [];
  readonly #others = new ValueNumbers();

  /** The number of `record` together with `start`; `make` builds the value the first time. */
  intern(start: number, record: Readonly<Record<string, unknown>>, make: () => T): number {
    const size = this.#readKey(start, record);
    const hash = this.#hash(size);
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const known = this.#slots[slot] as number;
      if (known === -1) break;
      if (this.#hashes[known] === hash && this.#equals(known, size)) return known;
      slot = (slot + 1) & mask;
    }
    return this.#add(size, hash, slot, make());
  }

  at(number: number): T {
    const value = this.values[number];
    if (value === undefined) throw new RangeError(`no value has number ${number}`);
    return value;
  }

  /** Writes the record's key; says how long it is. */
  #readKey(start: number, record: Readonly<Record<string, unknown>>): number {
    let place = 0;
    let size = 1;
    this.#key[0] = start;
    for (const field in record) {
      const number =
        this.#lastFields[place] === field ? (this.#lastNumbers[place] as number) : this.#field(place, field);
      place++;
      if (size + 2 > this.#key.length) this.#key = grown(this.#key);
      const value = record[field];
      let kind = OTHER;
      let bits: number;
      if (typeof value === 'number' && value >>> 0 === value && !Object.is(value, -0)) {
        kind = UINT32;
        bits = value | 0;
      } else if (typeof value === 'number' && (value | 0) === value && value !== 0) {
        kind = INT32;
        bits = value;
      } else if (typeof value === 'boolean') {
        kind = BOOLEAN;
        bits = value ? 1 : 0;
      } else bits = this.#others.number(value as FlatValue);
      this.#key[size++] = KINDS * number + kind;
      this.#key[size++] = bits;
    }
    return size;
  }

  #field(place: number, name: string): number {
    let number = this.#fields.get(name);
    if (number === undefined) {
      number = this.#fields.size;
      this.#fields.set(name, number);
    }
    this.#lastFields[place] = name;
    this.#lastNumbers[place] = number;
    return number;
  }

  #hash(size: number): number {
    let hash = size;
    for (let at = 0; at < size; at++) {
      hash = Math.imul(hash ^ (this.#key[at] as number), 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    return hash;
  }

  #equals(number: number, size: number): boolean {
    const start = this.#starts[number] as number;
    if ((this.#starts[number + 1] as number) - start !== size) return false;
    for (let at = 0; at < size; at++) if (this.#keys[start + at] !== this.#key[at]) return false;
    return true;
  }

  #add(size: number, hash: number, slot: number, value: T): number {
    const number = this.values.length;
    this.values.push(value);
    if (number + 2 > this.#starts.length) {
      this.#starts = grown(this.#starts);
      this.#hashes = grown(this.#hashes);
    }
    const start = this.#starts[number] as number;
    while (start + size > this.#keys.length) this.#keys = grown(this.#keys);
    for (let at = 0; at < size; at++) this.#keys[start + at] = this.#key[at] as number;
    this.#starts[number + 1] = start + size;
    this.#hashes[number] = hash;
    this.#slots[slot] = number;
    if (2 * this.values.length > this.#slots.length) this.#slots = slotsFor(this.#hashes, number + 1);
    return number;
  }
}

/** An open-addressing table for the first `size` hashes, less than half full. */
export function slotsFor(hashes: Int32Array, size: number): Int32Array<ArrayBuffer> {
  let length = 16;
  while (length < 4 * size) length *= 2;
  const slots = newNumbers(length).fill(-1);
  for (let number = 0; number < size; number++) {
    let slot = (hashes[number] as number) & (length - 1);
    while (slots[slot] !== -1) slot = (slot + 1) & (length - 1);
    slots[slot] = number;
  }
  return slots;
}
