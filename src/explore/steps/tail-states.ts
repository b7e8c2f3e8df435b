/**
 * A state vector in two halves: the *head* (the transport's local state, which every register access meets) and the
 * *tail* (all other parts, the driver included, and the history of the run).
 *
 * Tails are numbered as they are met, so that a set of them is a set of bits. The product of the two halves is much
 * larger than both, and nearly all work is done on a head's whole set of tails.
 */

import type { Product } from '../../model/product.ts';
import { StateSet } from '../sets/state-set.ts';

/** The index of the head among a model's parts. */
export const HEAD = 0;
/** The index of the device core. */
export const CORE = 1;

/** Numbers the tails. A tail is a product state whose head is 0, with the history in the last place. */
export class TailStates {
  readonly #product: Product;
  readonly #known: StateSet;

  constructor(product: Product) {
    this.#product = product;
    this.#known = new StateSet(product.width + 1);
  }

  get size(): number {
    return this.#known.size;
  }

  /** Numbers in a state: one for each part, and the history. */
  get width(): number {
    return this.#product.width + 1;
  }

  /** The number of the tail in `state`, whose head does not count. */
  number(state: Int32Array): number {
    const head = state[HEAD] as number;
    state[HEAD] = 0;
    const tail = this.#known.intern(state);
    state[HEAD] = head;
    return tail;
  }

  /** Copies a tail into `state`, with `head` in its place. */
  copy(tail: number, head: number, state: Int32Array): void {
    this.#known.copy(tail, state);
    state[HEAD] = head;
  }
}
