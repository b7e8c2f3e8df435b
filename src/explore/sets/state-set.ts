/**
 * A set of state vectors: vectors of small integers, numbered in the order of discovery, each with the step that led
 * to it. Open addressing in typed arrays that grow by doubling.
 */
import { grown, newNumbers } from '../../numbering/slab.ts';

export class StateSet {
  readonly width: number;
  #vectors: Int32Array<ArrayBuffer>;
  #parents = newNumbers(64);
  #operations = newNumbers(64);
  #slots = newNumbers(256).fill(-1);
  size = 0;

  constructor(width: number) {
    this.width = width;
    this.#vectors = newNumbers(64 * width);
  }

  /** Adds a vector; false if it was there. */
  add(vector: Int32Array, parent: number, operation: number): boolean {
    const slot = this.#slotOf(vector);
    if (this.#slots[slot] !== -1) return false;
    this.#addAt(slot, vector, parent, operation);
    return true;
  }

  /** The number of a vector, which is added if it is not there. */
  intern(vector: Int32Array): number {
    const slot = this.#slotOf(vector);
    const known = this.#slots[slot] as number;
    return known === -1 ? this.#addAt(slot, vector, -1, -1) : known;
  }

  /** The number of a vector; -1 if it is not there. */
  find(vector: Int32Array): number {
    return this.#slots[this.#slotOf(vector)] as number;
  }

  /** Where a vector's number stands, or would. */
  #slotOf(vector: Int32Array): number {
    const mask = this.#slots.length - 1;
    for (let slot = this.#hash(vector) & mask; ; slot = (slot + 1) & mask) {
      const found = this.#slots[slot] as number;
      if (found === -1 || this.#equals(found, vector)) return slot;
    }
  }

  #addAt(slot: number, vector: Int32Array, parent: number, operation: number): number {
    if (this.size === this.#parents.length) this.#grow();
    const index = this.size++;
    this.#vectors.set(vector, index * this.width);
    this.#parents[index] = parent;
    this.#operations[index] = operation;
    if (this.size * 2 > this.#slots.length) this.#rehash();
    else this.#slots[slot] = index;
    return index;
  }

  /** Copies a vector into `into`. */
  copy(index: number, into: Int32Array): void {
    const from = index * this.width;
    for (let at = 0; at < this.width; at++) into[at] = this.#vectors[from + at] as number;
  }

  /** The state from which a vector was first reached; -1 for the first vector. */
  parent(index: number): number {
    return this.#parents[index] as number;
  }

  /** The operations from power-on to a vector, which are a shortest sequence. */
  path(index: number): readonly number[] {
    const path: number[] = [];
    for (let at = index; (this.#parents[at] as number) !== -1; at = this.#parents[at] as number)
      path.push(this.#operations[at] as number);
    return path.reverse();
  }

  #equals(index: number, vector: Int32Array): boolean {
    const from = index * this.width;
    for (let at = 0; at < this.width; at++) if (this.#vectors[from + at] !== vector[at]) return false;
    return true;
  }

  #hash(vector: Int32Array, from = 0): number {
    let hash = 0x811c9dc5;
    for (let at = 0; at < this.width; at++) {
      hash = Math.imul(hash ^ (vector[from + at] as number), 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    return hash >>> 0;
  }

  #grow(): void {
    this.#vectors = grown(this.#vectors);
    this.#parents = grown(this.#parents);
    this.#operations = grown(this.#operations);
  }

  #rehash(): void {
    const slots = newNumbers(this.#slots.length * 2).fill(-1);
    const mask = slots.length - 1;
    for (let index = 0; index < this.size; index++) {
      let slot = this.#hash(this.#vectors, index * this.width) & mask;
      while (slots[slot] !== -1) slot = (slot + 1) & mask;
      slots[slot] = index;
    }
    this.#slots = slots;
  }
}
