/** What a reachability property says of one of its scripts, asked once for each end and all that was shown. */
import { PairedBits } from '../sets/pair-bits.ts';

export class ScriptVerdict {
  readonly #isViolatedFrom: (front: number, device: number) => boolean;
  /** By the front at the end and what was shown: two bits for each device, it is known and it is violated. */
  readonly #answers = new PairedBits();

  /** @param isViolatedFrom plays the script from a device state and asks the property */
  constructor(isViolatedFrom: (front: number, device: number) => boolean) {
    this.#isViolatedFrom = isViolatedFrom;
  }

  /**
   * @param endFront with `endDevice` the end of the script
   * @param shown a number for all that it has shown
   * @param front with `device` where it begins
   */
  isViolated(endFront: number, endDevice: number, shown: number, front: number, device: number): boolean {
    const answers = this.#answers;
    if (answers.has(endFront, shown, 2 * endDevice)) return answers.has(endFront, shown, 2 * endDevice + 1);
    const isViolated = this.#isViolatedFrom(front, device);
    answers.add(endFront, shown, 2 * endDevice);
    if (isViolated) answers.add(endFront, shown, 2 * endDevice + 1);
    return isViolated;
  }
}
