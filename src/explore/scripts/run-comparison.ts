/** Compares where two runs have led, by probes and by what no register shows; remembers what shows nothing. */

import type { Product } from '../../model/product.ts';
import { PairInterner } from '../../numbering/interner.ts';
import { withPlace } from '../sets/bits.ts';
import { PairBits } from '../sets/pair-bits.ts';
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
  /** By the two heads: the devices for which they show no difference. */
  readonly #alike = new PairBits();
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
  probesNeeded(head: number, device: number, otherHead: number, otherDevice: number): number {
    if (device !== otherDevice) return this.#ofDevices(head, device, otherHead, otherDevice);
    if (this.#alike.has(head, otherHead, device)) return NEVER;
    const needed = this.#compare(head, device, otherHead, otherDevice);
    if (needed === NEVER) this.#alike.add(head, otherHead, device);
    return needed;
  }

  #ofDevices(head: number, device: number, otherHead: number, otherDevice: number): number {
    const pairs = this.#pairs;
    const pair = pairs.intern(pairs.intern(head, device), pairs.intern(otherHead, otherDevice));
    this.#needed = withPlace(this.#needed, pair, UNKNOWN);
    const known = this.#needed[pair] as number;
    if (known !== UNKNOWN) return known === NONE ? NEVER : known;
    const needed = this.#compare(head, device, otherHead, otherDevice);
    this.#needed[pair] = needed === NEVER ? NONE : needed;
    return needed;
  }

  #compare(head: number, device: number, otherHead: number, otherDevice: number): number {
    const needed = this.#probe(head, device, otherHead, otherDevice);
    if (needed !== NEVER) return needed;
    return this.#viewsDiffer(head, device, otherHead, otherDevice) ? 0 : NEVER;
  }

  #probe(head: number, device: number, otherHead: number, otherDevice: number): number {
    const steps = this.#steps;
    let [oneHead, one, twoHead, two] = [head, device, otherHead, otherDevice];
    for (let at = 0; at < this.#probes.length; at++) {
      if (oneHead === twoHead && one === two) return NEVER;
      const probe = this.#probes[at] as number;
      steps.step(probe, oneHead, one);
      oneHead = steps.head;
      one = steps.device;
      const { shown } = steps;
      steps.step(probe, twoHead, two);
      twoHead = steps.head;
      two = steps.device;
      if (steps.shown !== shown) return at + 1;
    }
    return NEVER;
  }

  #viewsDiffer(head: number, device: number, otherHead: number, otherDevice: number): boolean {
    if (this.#parts.length === 0) return false;
    this.#steps.devices.copy(device, head, this.#one);
    this.#steps.devices.copy(otherDevice, otherHead, this.#two);
    for (const part of this.#parts) {
      const local = this.#one[part] as number;
      const other = this.#two[part] as number;
      if (local !== other && this.#product.viewNumber(part, local) !== this.#product.viewNumber(part, other))
        return true;
    }
    return false;
  }
}
