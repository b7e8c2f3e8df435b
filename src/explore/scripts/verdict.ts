/** What a reachability property says of one of its scripts, asked once for each end and all that was shown. */
import { PairInterner } from '../../numbering/interner.ts';
import { PairBits } from '../sets/pair-bits.ts';

/** The script shows no violation. */
export const NO_CAUSE = -1;

export class ScriptVerdict {
  readonly #causeFrom: (head: number, device: number) => number;
  /** By the head at the end and what was shown: the devices with which it shows no violation. */
  readonly #holds = new PairBits();
  /** The ends with a violation: pairs of a number for these two, and a device; and the cause of each. */
  readonly #shown = new PairInterner();
  readonly #ends = new PairInterner();
  readonly #causes: number[] = [];

  /** @param causeFrom plays the script from a device state: the number of the violation's cause, or `NO_CAUSE` */
  constructor(causeFrom: (head: number, device: number) => number) {
    this.#causeFrom = causeFrom;
  }

  /**
   * The number of the cause for which it is violated; `NO_CAUSE` if it is not.
   * @param endHead with `endDevice` the end of the script
   * @param shown a number for all that it has shown
   * @param head with `device` where it begins
   */
  cause(endHead: number, endDevice: number, shown: number, head: number, device: number): number {
    if (this.#holds.has(endHead, shown, endDevice)) return NO_CAUSE;
    const end = this.#ends.find(this.#shown.intern(endHead, shown), endDevice);
    if (end !== -1) return this.#causes[end] as number;
    const cause = this.#causeFrom(head, device);
    if (cause === NO_CAUSE) this.#holds.add(endHead, shown, endDevice);
    else this.#causes[this.#ends.intern(this.#shown.intern(endHead, shown), endDevice)] = cause;
    return cause;
  }
}
