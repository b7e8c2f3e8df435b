/**
 * Which operations may be done with which tails: a driver's choices depend on its own state, which is part of the tail,
 * and while the virtual machine is paused only the host's are left.
 */
import type { Operation } from '../../../machines/vocabulary/operation.ts';
import { isOutsideGuest } from '../../model/perform.ts';
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
  readonly #canPause: boolean;
  /** Without a driver: the tails in which the virtual machine runs, and the subset that they are of the last set. */
  #running: Uint32Array = NO_WORDS;
  #lastSet = EMPTY_SET;
  #lastRunning = EMPTY_SET;
  /** By operation: it may be done at any time. */
  readonly #isOutsideGuest: readonly boolean[];
  #operations: Int32Array;
  #tailsKnown = 0;

  constructor(product: Product, tails: TailStates, tailSets: TailSets) {
    this.#product = product;
    this.#tails = tails;
    this.#tailSets = tailSets;
    this.#hasDriver = product.model.driver !== undefined;
    const { operations, pausable } = product.model;
    this.#canPause = pausable !== -1 && operations.some(isPause);
    this.#operations = Int32Array.from(operations, (operation) => product.operationId(operation));
    const isOutside: boolean[] = [];
    for (const operation of operations) isOutside[product.operationId(operation)] = isOutsideGuest(operation);
    this.#isOutsideGuest = isOutside;
  }

  /** The numbers of operations that are possible in some state met so far. */
  get operations(): Int32Array {
    return this.#operations;
  }

  /** Notes what may be done with the tails that have been met since the last call. */
  learn(): void {
    if (!this.#hasDriver) {
      if (this.#canPause) this.#learnRunning();
      return;
    }
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

  #learnRunning(): void {
    const tails = this.#tails;
    const state = new Int32Array(tails.width);
    for (let tail = this.#tailsKnown; tail < tails.size; tail++) {
      tails.copy(tail, 0, state);
      if (!this.#product.isPaused(state)) this.#running = withBit(this.#running, tail);
    }
    this.#tailsKnown = tails.size;
    this.#lastSet = EMPTY_SET;
    this.#lastRunning = EMPTY_SET;
  }

  /** The subset of a set in which `operation` may be done; `learn` comes before. */
  allowedIn(tailSet: number, operation: number): number {
    if (!this.#hasDriver) {
      if (!this.#canPause || this.#isOutsideGuest[operation] === true) return tailSet;
      if (tailSet !== this.#lastSet) {
        this.#lastSet = tailSet;
        this.#lastRunning = this.#tailSets.intersection(tailSet, this.#running);
      }
      return this.#lastRunning;
    }
    const allowed = this.#allowed[operation];
    return allowed === undefined ? EMPTY_SET : this.#tailSets.intersection(tailSet, allowed);
  }
}

/** What may lead to a pause. An alphabet without it has no need to ask. */
const isPause = (operation: Operation): boolean => operation.kind === 'host' && operation.event === 'pause';
