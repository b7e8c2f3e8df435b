/**
 * Numbers for what a device is, but for the transport's local state, the *front*: all other parts of a product
 * state except the driver. Front and device together fix what scripts come to, for scripts are not the driver's.
 */

import type { Product } from '../../model/product.ts';
import { withPlace } from '../sets/bits.ts';
import { StateSet } from '../sets/state-set.ts';
import { FRONT, type RestStates } from '../steps/tail-states.ts';

export class DeviceStates {
  readonly #known: StateSet;
  readonly #row: Int32Array;
  readonly #driver: number;
  /** By rest: its device. */
  #ofRest: Int32Array = new Int32Array(0);
  #restsKnown = 0;

  constructor(product: Product) {
    this.#known = new StateSet(product.width);
    this.#row = new Int32Array(product.width);
    this.#driver = product.model.partIndex.get('driver') ?? -1;
  }

  /** The number of the device in a product state, whose front and driver do not count, nor what stands after it. */
  number(state: Int32Array): number {
    const row = this.#row;
    for (let part = 0; part < row.length; part++) row[part] = state[part] as number;
    row[FRONT] = 0;
    if (this.#driver !== -1) row[this.#driver] = 0;
    return this.#known.intern(row);
  }

  /** By rest, for all that there are: its device. Good until rests are added. */
  ofRests(rests: RestStates): Int32Array {
    const { size } = rests;
    if (this.#restsKnown === size) return this.#ofRest;
    this.#ofRest = withPlace(this.#ofRest, size - 1, -1);
    const row = new Int32Array(rests.width);
    for (let rest = this.#restsKnown; rest < size; rest++) {
      rests.copy(rest, 0, row);
      this.#ofRest[rest] = this.number(row);
    }
    this.#restsKnown = size;
    return this.#ofRest;
  }

  /** Copies a device into `row`, with `front` in its place; its driver is 0. */
  copy(device: number, front: number, row: Int32Array): void {
    this.#known.copy(device, row);
    row[FRONT] = front;
  }
}
