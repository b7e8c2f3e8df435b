/**
 * Head steps: what a head does in its turn during an operation, and what came of it.
 *
 * A head step is known by a number in its list. Of each is kept the *interaction step* to which it belongs (the same
 * for all heads that put out the same), the head after it, and its *kind*, a number that the search gives to what the
 * step does to a set of tails. The numbers stand side by side, because they are read together.
 */
import { withPlace } from '../sets/bits.ts';

const SIZE = 3;
const INTERACTION_STEP = 0;
const HEAD_AFTER = 1;
const KIND = 2;

/** In place of a number that is not known. */
export const UNKNOWN = -1;

export class HeadSteps {
  #numbers: Int32Array = new Int32Array(0);

  /** Makes room for the steps below `steps`. */
  makeRoom(steps: number): void {
    if (SIZE * steps > this.#numbers.length)
      this.#numbers = withPlace(this.#numbers, SIZE * steps - 1, UNKNOWN);
  }

  /** False while it has not been worked out what the step does. */
  isKnown(step: number): boolean {
    const place = SIZE * step + INTERACTION_STEP;
    return place < this.#numbers.length && this.#numbers[place] !== UNKNOWN;
  }

  /** Notes what a step does. There must be room for it. */
  learn(step: number, interactionStep: number, headAfter: number): void {
    this.#numbers[SIZE * step + INTERACTION_STEP] = interactionStep;
    this.#numbers[SIZE * step + HEAD_AFTER] = headAfter;
  }

  interactionStep(step: number): number {
    return this.#numbers[SIZE * step + INTERACTION_STEP] as number;
  }

  headAfter(step: number): number {
    return this.#numbers[SIZE * step + HEAD_AFTER] as number;
  }

  /** The kind of a step; `UNKNOWN` before it is set. */
  kind(step: number): number {
    const place = SIZE * step + KIND;
    return place < this.#numbers.length ? (this.#numbers[place] as number) : UNKNOWN;
  }

  setKind(step: number, kind: number): void {
    this.#numbers[SIZE * step + KIND] = kind;
  }
}
