/** What a reachability property says of one of its scripts, asked once for each end and all that was shown. */
import { PairBits } from '../sets/pair-bits.ts';

export class ScriptVerdict {
  readonly #isViolatedFrom: (head: number, device: number) => boolean;
  /** By the head at the end and what was shown: two bits for each device, it is known and it is violated. */
  readonly #answers = new PairBits();

  /** @param isViolatedFrom plays the script from a device state and evaluates the property */
  constructor(isViolatedFrom: (head: number, device: number) => boolean) {
    this.#isViolatedFrom = isViolatedFrom;
  }

  /**
   * @param endHead with `endDevice` the end of the script
   * @param shown a number for all that it has shown
   * @param head with `device` where it begins
   */
  isViolated(endHead: number, endDevice: number, shown: number, head: number, device: number): boolean {
    const answers = this.#answers;
    if (answers.has(endHead, shown, 2 * endDevice)) return answers.has(endHead, shown, 2 * endDevice + 1);
    const isViolated = this.#isViolatedFrom(head, device);
    answers.add(endHead, shown, 2 * endDevice);
    if (isViolated) answers.add(endHead, shown, 2 * endDevice + 1);
    return isViolated;
  }
}
