/** Which operations may be done with which tails: a driver's choices depend on its own state, which is part of the tail. */
import type { Product } from '../../model/product.ts';
import { NO_WORDS, withBit } from '../sets/bits.ts';
import { EMPTY_SET, type TailSets } from '../sets/tail-sets.ts';
import type { TailStates } from './tail-states.ts';

export class Choices {
  readonly #product: Product;
  readonly #tails: TailStates;
  readonly #tailSets: TailSets;
  readonly #hasDriver: boolean;
  /** By operation: the tails in which it may be done; only with a driver. */
  readonly #allowed: (Uint32Array | undefined)[] = [];
  #operations: Int32Array;
  #tailsKnown = 0;

  constructor(product: Product, tails: TailStates, tailSets: TailSets) {
    this.#product = product;
    this.#tails = tails;
    this.#tailSets = tailSets;
    this.#hasDriver = product.model.driver !== undefined;
    const fixed = product.model.operations.map((operation) => product.operationId(operation));
    this.#operations = Int32Array.from(fixed);
  }

  /** The numbers of operations that are possible in some state met so far. */
  get operations(): Int32Array {
    return this.#operations;
  }

  /** Notes what may be done with the tails that have been met since the last call. */
  learn(): void {
    if (!this.#hasDriver) return;
    const tails = this.#tails;
    const state = new Int32Array(tails.width);
    for (let tail = this.#tailsKnown; tail < tails.size; tail++) {
      tails.copy(tail, 0, state);
      for (const operation of this.#product.choices(state)) {
        const known = this.#allowed[operation];
        if (known === undefined && !this.#operations.includes(operation))
          this.#operations = Int32Array.of(...this.#operations, operation);
        this.#allowed[operation] = withBit(known ?? NO_WORDS, tail);
      }
    }
    this.#tailsKnown = tails.size;
  }

  /** The subset of a set in which `operation` may be done; `learn` comes before. */
  allowedIn(tailSet: number, operation: number): number {
    if (!this.#hasDriver) return tailSet;
    const allowed = this.#allowed[operation];
    return allowed === undefined ? EMPTY_SET : this.#tailSets.intersection(tailSet, allowed);
  }
}
