/**
 * The visited states of an exploration: rows of small integers, the row number being the order of
 * discovery, with the step that led to each. Open addressing in typed arrays that grow by doubling.
 */
import { grown, newNumbers } from '../../numbering/slab.ts';

export class StateSet {
  readonly width: number;
  #rows: Int32Array<ArrayBuffer>;
  #parents = newNumbers(64);
  #operations = newNumbers(64);
  #slots = newNumbers(256).fill(-1);
  size = 0;

  constructor(width: number) {
    this.width = width;
    this.#rows = newNumbers(64 * width);
  }

  /** Adds a row; false if it was there. */
  add(row: Int32Array, parent: number, operation: number): boolean {
    const slot = this.#slotOf(row);
    if (this.#slots[slot] !== -1) return false;
    this.#addAt(slot, row, parent, operation);
    return true;
  }

  /** The number of a row, which is added if it is not there. */
  intern(row: Int32Array): number {
    const slot = this.#slotOf(row);
    const known = this.#slots[slot] as number;
    return known === -1 ? this.#addAt(slot, row, -1, -1) : known;
  }

  /** The number of a row; -1 if it is not there. */
  find(row: Int32Array): number {
    return this.#slots[this.#slotOf(row)] as number;
  }

  /** Where a row's number stands, or would. */
  #slotOf(row: Int32Array): number {
    const mask = this.#slots.length - 1;
    for (let slot = this.#hash(row) & mask; ; slot = (slot + 1) & mask) {
      const found = this.#slots[slot] as number;
      if (found === -1 || this.#equals(found, row)) return slot;
    }
  }

  #addAt(slot: number, row: Int32Array, parent: number, operation: number): number {
    if (this.size === this.#parents.length) this.#grow();
    const index = this.size++;
    this.#rows.set(row, index * this.width);
    this.#parents[index] = parent;
    this.#operations[index] = operation;
    if (this.size * 2 > this.#slots.length) this.#rehash();
    else this.#slots[slot] = index;
    return index;
  }

  /** Copies a row into `into`. */
  copy(index: number, into: Int32Array): void {
    const from = index * this.width;
    for (let at = 0; at < this.width; at++) into[at] = this.#rows[from + at] as number;
  }

  /** The state from which a row was first reached; -1 for the first row. */
  parent(index: number): number {
    return this.#parents[index] as number;
  }

  /** The operations from power-on to a row, which are a shortest sequence. */
  path(index: number): readonly number[] {
    const path: number[] = [];
    for (let at = index; (this.#parents[at] as number) !== -1; at = this.#parents[at] as number)
      path.push(this.#operations[at] as number);
    return path.reverse();
  }

  #equals(index: number, row: Int32Array): boolean {
    const from = index * this.width;
    for (let at = 0; at < this.width; at++) if (this.#rows[from + at] !== row[at]) return false;
    return true;
  }

  #hash(row: Int32Array, from = 0): number {
    let hash = 0x811c9dc5;
    for (let at = 0; at < this.width; at++) {
      hash = Math.imul(hash ^ (row[from + at] as number), 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    return hash >>> 0;
  }

  #grow(): void {
    this.#rows = grown(this.#rows);
    this.#parents = grown(this.#parents);
    this.#operations = grown(this.#operations);
  }

  #rehash(): void {
    const slots = newNumbers(this.#slots.length * 2).fill(-1);
    const mask = slots.length - 1;
    for (let index = 0; index < this.size; index++) {
      let slot = this.#hash(this.#rows, index * this.width) & mask;
      while (slots[slot] !== -1) slot = (slot + 1) & mask;
      slots[slot] = index;
    }
    this.#slots = slots;
  }
}
