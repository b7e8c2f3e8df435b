/**
 * Who does what, when several threads search together. Each thread has all states, and takes the operations in
 * them that begin with what it owns: what the front first says to the rest. Nearly all work is done once for what
 * the front says and the rests that hear it, so little is done twice. Who owns what follows from its content,
 * whatever numbers a thread gives it.
 */

import { callEvent, type Outputs, type Product } from '../../model/product.ts';
import { flatKey } from '../../numbering/interner.ts';
import { countBits, withPlace } from '../sets/bits.ts';
import { type Exchange, NO_OPERATION } from '../steps/interaction.ts';
import { FRONT } from '../steps/tail-states.ts';

/** One of `count` threads. */
export interface Share {
  readonly own: number;
  readonly count: number;
}

export class Shares {
  readonly #product: Product;
  readonly #share: Share;
  /** By operation: its owner. */
  #ofOperations: Int32Array = new Int32Array(0);
  #ofFronts: Int32Array = new Int32Array(0);

  constructor(product: Product, share: Share) {
    this.#product = product;
    this.#share = share;
    // Neighbours in an alphabet are alike, in what they cost too: they are dealt out in turn.
    for (const [index, operation] of product.model.operations.entries()) {
      const number = product.operationId(operation);
      this.#ofOperations = withPlace(this.#ofOperations, number, -1);
      this.#ofOperations[number] = index % share.count;
    }
  }

  /** The operation is taken here where it begins with `exchange`. */
  owns(exchange: Exchange, operation: number): boolean {
    // A driver hears which operation it was; then each operation has exchanges of its own.
    if (exchange.opening.length === 0 || exchange.operation !== NO_OPERATION)
      return this.#ownsOperation(operation);
    if (exchange.owner === UNKNOWN) exchange.owner = this.#bitsIn(exchange.opening) % this.#share.count;
    return exchange.owner === this.#share.own;
  }

  /**
   * The bits that are set in all numbers of what is said. What costs most are feature words, which come in all
   * combinations of some bits: as many have an even number of bits as an odd one.
   */
  #bitsIn(opening: Outputs): number {
    let bits = 0;
    for (const output of opening) {
      if (output < 0) continue;
      for (const value of Object.values(this.#product.event(callEvent(output))))
        if (typeof value === 'number') bits += countBits(value);
    }
    return bits;
  }

  #ownsOperation(operation: number): boolean {
    this.#ofOperations = withPlace(this.#ofOperations, operation, -1);
    let owner = this.#ofOperations[operation] as number;
    if (owner === -1) {
      owner = hashText(flatKey(this.#product.operation(operation))) % this.#share.count;
      this.#ofOperations[operation] = owner;
    }
    return owner === this.#share.own;
  }

  /** Scripts are played here from the states of this front. */
  ownsFront(front: number): boolean {
    this.#ofFronts = withPlace(this.#ofFronts, front, -1);
    let owner = this.#ofFronts[front] as number;
    if (owner === -1) {
      const { leaf, context } = this.#product.local(FRONT, front);
      owner = hashText(`${leaf};${flatKey(context)}`) % this.#share.count;
      this.#ofFronts[front] = owner;
    }
    return owner === this.#share.own;
  }

  /** Claims about states are cheap, and evaluated once for many fronts: one thread does it. */
  get judgesStates(): boolean {
    return this.#share.own === 0;
  }
}

const UNKNOWN = -1;

function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}
