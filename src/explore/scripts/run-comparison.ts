/** Compares where two runs have led, by probes and by what no register shows; remembers what shows nothing. */

import type { Product } from '../../model/product.ts';
import { PairInterner } from '../../numbering/interner.ts';
import { withPlace } from '../sets/bits.ts';
import { PairedBits } from '../sets/pair-bits.ts';
import type { DeviceSteps } from './device-steps.ts';

/** No number of operations shows a violation. */
export const NEVER = Number.POSITIVE_INFINITY;
const NONE = -1;
const UNKNOWN = -2;

export class RunComparison {
  readonly #product: Product;
  readonly #steps: DeviceSteps;
  readonly #probes: Int32Array;
  readonly #parts: readonly number[];
  /** By the two fronts: the devices for which they show no difference. */
  readonly #alike = new PairedBits();
  readonly #pairs = new PairInterner();
  /** By pair of device states with different devices: what was found, `UNKNOWN` before. */
  #needed: Int32Array = new Int32Array(0);
  readonly #one: Int32Array;
  readonly #two: Int32Array;

  /**
   * @param probes operations that must show the same after both runs
   * @param parts parts whose views must be equal as well
   */
  constructor(product: Product, steps: DeviceSteps, probes: Int32Array, parts: readonly number[]) {
    this.#product = product;
    this.#steps = steps;
    this.#probes = probes;
    this.#parts = parts;
    this.#one = new Int32Array(product.width);
    this.#two = new Int32Array(product.width);
  }

  /** The fewest probes that show a difference, 0 when it takes none; `NEVER` when there is none. */
  probesNeeded(front: number, device: number, otherFront: number, otherDevice: number): number {
    if (device !== otherDevice) return this.#ofDevices(front, device, otherFront, otherDevice);
    if (this.#alike.has(front, otherFront, device)) return NEVER;
    const needed = this.#compare(front, device, otherFront, otherDevice);
    if (needed === NEVER) this.#alike.add(front, otherFront, device);
    return needed;
  }

  #ofDevices(front: number, device: number, otherFront: number, otherDevice: number): number {
    const pairs = this.#pairs;
    const pair = pairs.intern(pairs.intern(front, device), pairs.intern(otherFront, otherDevice));
    this.#needed = withPlace(this.#needed, pair, UNKNOWN);
    const known = this.#needed[pair] as number;
    if (known !== UNKNOWN) return known === NONE ? NEVER : known;
    const needed = this.#compare(front, device, otherFront, otherDevice);
    this.#needed[pair] = needed === NEVER ? NONE : needed;
    return needed;
  }

  #compare(front: number, device: number, otherFront: number, otherDevice: number): number {
    const needed = this.#probe(front, device, otherFront, otherDevice);
    if (needed !== NEVER) return needed;
    return this.#viewsDiffer(front, device, otherFront, otherDevice) ? 0 : NEVER;
  }

  #probe(front: number, device: number, otherFront: number, otherDevice: number): number {
    const steps = this.#steps;
    let [oneFront, one, twoFront, two] = [front, device, otherFront, otherDevice];
    for (let at = 0; at < this.#probes.length; at++) {
      if (oneFront === twoFront && one === two) return NEVER;
      const probe = this.#probes[at] as number;
      steps.step(probe, oneFront, one);
      oneFront = steps.front;
      one = steps.device;
      const { shown } = steps;
      steps.step(probe, twoFront, two);
      twoFront = steps.front;
      two = steps.device;
      if (steps.shown !== shown) return at + 1;
    }
    return NEVER;
  }

  #viewsDiffer(front: number, device: number, otherFront: number, otherDevice: number): boolean {
    if (this.#parts.length === 0) return false;
    this.#steps.devices.copy(device, front, this.#one);
    this.#steps.devices.copy(otherDevice, otherFront, this.#two);
    for (const part of this.#parts) {
      const local = this.#one[part] as number;
      const other = this.#two[part] as number;
      if (local !== other && this.#product.viewNumber(part, local) !== this.#product.viewNumber(part, other))
        return true;
    }
    return false;
  }
}
