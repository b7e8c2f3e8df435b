/**
 * Numbers for the *device*: all parts of a product state except the transport's local state (the head) and the driver.
 * Head and device together fix what scripts come to, for scripts are not the driver's.
 */

import type { Product } from '../../model/product.ts';
import { withPlace } from '../sets/bits.ts';
import { StateSet } from '../sets/state-set.ts';
import { HEAD, type TailStates } from '../steps/tail-states.ts';

export class DeviceStates {
  readonly #known: StateSet;
  readonly #state: Int32Array;
  readonly #driver: number;
  /** By tail: its device. */
  #ofTail: Int32Array = new Int32Array(0);
  #tailsKnown = 0;

  constructor(product: Product) {
    this.#known = new StateSet(product.width);
    this.#state = new Int32Array(product.width);
    this.#driver = product.model.partIndex.get('driver') ?? -1;
  }

  /** The number of the device in a product state, whose head and driver do not count, nor what stands after it. */
  number(of: Int32Array): number {
    const state = this.#state;
    for (let part = 0; part < state.length; part++) state[part] = of[part] as number;
    state[HEAD] = 0;
    if (this.#driver !== -1) state[this.#driver] = 0;
    return this.#known.intern(state);
  }

  /** By tail, for all that there are: its device. Good until tails are added. */
  ofTails(tails: TailStates): Int32Array {
    const { size } = tails;
    if (this.#tailsKnown === size) return this.#ofTail;
    this.#ofTail = withPlace(this.#ofTail, size - 1, -1);
    const state = new Int32Array(tails.width);
    for (let tail = this.#tailsKnown; tail < size; tail++) {
      tails.copy(tail, 0, state);
      this.#ofTail[tail] = this.number(state);
    }
    this.#tailsKnown = size;
    return this.#ofTail;
  }

  /** Copies a device into `state`, with `head` in its place; its driver is 0. */
  copy(device: number, head: number, state: Int32Array): void {
    this.#known.copy(device, state);
    state[HEAD] = head;
  }
}
