/**
 * Numbers the local states of one part. A state is a row of small numbers: its leaf, then one for the value of each
 * field. A step changes a field or two, so the state after it is looked up by what changed: neither are the other
 * fields read, nor is a context built for a state that is known.
 */

import { slotsFor } from '../numbering/flat-interner.ts';
import { grown, newNumbers } from '../numbering/slab.ts';
import { ValueNumbers } from '../numbering/value-numbers.ts';
import type { LocalState } from './compile-machine.ts';
import type { Flat, FlatValue } from './part.ts';

const UNKNOWN = -1;

export class LocalStates {
  readonly states: LocalState[] = [];
  /** The context's fields; a state's row has the leaf first, then the number of each field's value. */
  readonly fields: readonly string[];
  readonly #width: number;
  /** By place. */
  readonly #values: readonly ValueNumbers[];
  #rows: Int32Array<ArrayBuffer>;
  #hashes = newNumbers(64);
  #slots = newNumbers(128).fill(-1);
  readonly #row: Int32Array;
  readonly #hasCounters: boolean;

  /** By place of a row: the modulus of a counter, 0 for what is none. */
  readonly #moduli: readonly number[];

  /**
   * @param context any context of the part: all have the same fields
   * @param counters fields that are counted modulo a number
   */
  constructor(context: Flat, counters: Readonly<Record<string, number>> = {}) {
    this.fields = Object.keys(context);
    const moduli = new Map(Object.entries(counters));
    this.#moduli = [0, ...this.fields.map((field) => moduli.get(field) ?? 0)];
    this.#hasCounters = this.#moduli.some((modulus) => modulus !== 0);
    this.#width = this.fields.length + 1;
    this.#values = Array.from({ length: this.#width }, () => new ValueNumbers());
    this.#rows = newNumbers(64 * this.#width);
    this.#row = new Int32Array(this.#width);
  }

  at(local: number): LocalState {
    const state = this.states[local];
    if (state === undefined) throw new RangeError(`no local state has number ${local}`);
    return state;
  }

  /** The number of a local state. */
  number(state: LocalState): number {
    const row = this.#row;
    row[0] = state.leaf;
    for (const [at, field] of this.fields.entries())
      row[at + 1] = this.valueNumber(at + 1, state.context[field] as FlatValue);
    let hash = 0;
    for (let place = 0; place < this.#width; place++) hash = (hash + mix(place, row[place] as number)) | 0;
    const slot = this.#slotOf(hash);
    const known = this.#slots[slot] as number;
    if (known !== UNKNOWN) return known;
    return this.#addAt(slot, hash, this.#hasCounters ? this.#make(row) : state);
  }

  /** What stands at a place of a state's row: the leaf, or the number of a value. */
  valueAt(local: number, place: number): number {
    return this.#rows[local * this.#width + place] as number;
  }

  /** The number of the state that differs from `local` by `changes`: places of the row, each with what it becomes. */
  changed(local: number, changes: readonly number[]): number {
    const row = this.#row;
    const from = local * this.#width;
    for (let place = 0; place < this.#width; place++) row[place] = this.#rows[from + place] as number;
    let hash = this.#hashes[local] as number;
    for (let at = 0; at < changes.length; at += 2)
      hash = this.#replace(hash, changes[at] as number, changes[at + 1] as number);
    if (hash === this.#hashes[local] && this.#equals(local)) return local;
    const slot = this.#slotOf(hash);
    const known = this.#slots[slot] as number;
    return known === UNKNOWN ? this.#addAt(slot, hash, this.#make(row)) : known;
  }

  /** A state with these values at these places of its row, and with others that were met at the other places. */
  stateWith(values: readonly (readonly [place: number, value: number])[]): LocalState {
    const row = new Int32Array(this.#width);
    for (const [place, value] of values) row[place] = value;
    return this.#make(row);
  }

  #make(row: Int32Array): LocalState {
    const context: Record<string, FlatValue> = {};
    for (const [at, field] of this.fields.entries())
      context[field] = this.#values[at + 1]?.values[row[at + 1] as number] as FlatValue;
    return { leaf: row[0] as number, context };
  }

  #replace(hash: number, place: number, value: number): number {
    const former = this.#row[place] as number;
    if (former === value) return hash;
    this.#row[place] = value;
    return (hash - mix(place, former) + mix(place, value)) | 0;
  }

  /** The number of a value of the field at a place of the row. */
  valueNumber(place: number, value: FlatValue): number {
    const modulus = this.#moduli[place] as number;
    const counted = modulus === 0 || typeof value !== 'number' ? value : value % modulus;
    return (this.#values[place] as ValueNumbers).number(counted);
  }

  /** Where the number of the state stands whose row is `#row`, or would. */
  #slotOf(hash: number): number {
    const mask = this.#slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const known = this.#slots[slot] as number;
      if (known === UNKNOWN || (this.#hashes[known] === hash && this.#equals(known))) return slot;
    }
  }

  /** Adds a state, whose row is `#row` and which is not known. */
  #addAt(slot: number, hash: number, state: LocalState): number {
    const number = this.states.length;
    this.states.push(state);
    if (number === this.#hashes.length) {
      this.#hashes = grown(this.#hashes);
      this.#rows = grown(this.#rows);
    }
    this.#rows.set(this.#row, number * this.#width);
    this.#hashes[number] = hash;
    if (2 * this.states.length > this.#slots.length) this.#slots = slotsFor(this.#hashes, number + 1);
    else this.#slots[slot] = number;
    return number;
  }

  #equals(local: number): boolean {
    const from = local * this.#width;
    for (let place = 0; place < this.#width; place++)
      if (this.#rows[from + place] !== this.#row[place]) return false;
    return true;
  }
}

/** What one place of a row adds to its hash; a sum, so that one place can be exchanged. */
function mix(place: number, value: number): number {
  let hash = Math.imul(value + 1, 0x9e3779b1) ^ Math.imul(place + 1, 0x85ebca6b);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0xc2b2ae35);
  return hash ^ (hash >>> 13);
}
