/**
 * A product state in two halves: the *front* (the transport's local state, which every register access meets)
 * and the *rest* (all other parts, the driver included, and what the driver did since the last reset).
 *
 * Rests are numbered as they are met, so that a set of them is a row of bits. The product of the two halves is
 * much larger than both, and a front's row of rests is nearly always worked on as a whole.
 */

import type { Product } from '../../model/product.ts';
import { StateSet } from '../sets/state-set.ts';

/** The index of the front among a model's parts. */
export const FRONT = 0;
/** The index of the device core. */
export const CORE = 1;

/** Numbers the rests. A rest is a product state whose front is 0, with the history in the last place. */
export class RestStates {
  readonly #product: Product;
  readonly #known: StateSet;

  constructor(product: Product) {
    this.#product = product;
    this.#known = new StateSet(product.width + 1);
  }

  get size(): number {
    return this.#known.size;
  }

  /** Numbers in a row: one for each part, and the history. */
  get width(): number {
    return this.#product.width + 1;
  }

  /** The number of the rest in `row`, whose front does not count. */
  number(row: Int32Array): number {
    const front = row[FRONT] as number;
    row[FRONT] = 0;
    const rest = this.#known.intern(row);
    row[FRONT] = front;
    return rest;
  }

  /** Copies a rest into `row`, with `front` in its place. */
  copy(rest: number, front: number, row: Int32Array): void {
    this.#known.copy(rest, row);
    row[FRONT] = front;
  }
}
