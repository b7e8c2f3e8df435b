/** In which states scripts are played: worked out once for each combination of what their properties read. */
import type { DeviceInput } from '../../../machines/vocabulary/device-input.ts';
import { productStateSeen } from '../../model/state-view.ts';
import { PairInterner } from '../../numbering/interner.ts';
import type { StateSeen } from '../../property/property.ts';
import { lowestIn, NO_WORDS, withRoom } from '../sets/bits.ts';
import type { StateSpace } from '../steps/state-space.ts';
import type { ReadProjection } from './read-projection.ts';

/** By tail, for heads that read alike: where it is known, and where scripts are played. */
export interface KnownApplicability {
  learned: Uint32Array;
  applies: Uint32Array;
}

export class ScriptApplicability {
  readonly #space: StateSpace;
  readonly #input: DeviceInput;
  readonly #applies: (state: StateSeen) => boolean;
  readonly #read: ReadProjection;
  readonly #combinations = new PairInterner();
  readonly #answers: (boolean | undefined)[] = [];
  readonly #states: KnownApplicability[] = [];
  readonly #state: Int32Array;

  /** @param read what `applies` may read */
  constructor(
    space: StateSpace,
    input: DeviceInput,
    applies: (state: StateSeen) => boolean,
    read: ReadProjection,
  ) {
    this.#space = space;
    this.#input = input;
    this.#applies = applies;
    this.#read = read;
    this.#state = new Int32Array(space.tails.width);
  }

  /** What is known for a head, with room for the words up to `last`. */
  of(head: number, last: number): KnownApplicability {
    const projection = this.#read.ofHead(head);
    let known = this.#states[projection];
    if (known === undefined) {
      known = { learned: NO_WORDS, applies: NO_WORDS };
      this.#states[projection] = known;
    }
    known.learned = withRoom(known.learned, last);
    known.applies = withRoom(known.applies, last);
    return known;
  }

  /** Works out for which tails of a word scripts are played from `head`. */
  learn(known: KnownApplicability, head: number, at: number, word: number): void {
    known.learned[at] = (known.learned[at] as number) | word;
    for (let left = word; left !== 0; left &= left - 1)
      if (this.#appliesIn(head, lowestIn(at, left)))
        known.applies[at] = (known.applies[at] as number) | (left & -left);
  }

  /** A script is a driver's, and a driver does nothing in a virtual machine that is paused. */
  #isPaused(tail: number): boolean {
    const { product, tails } = this.#space;
    if (product.model.pausable === -1) return false;
    tails.copy(tail, 0, this.#state);
    return product.isPaused(this.#state);
  }

  #appliesIn(head: number, tail: number): boolean {
    if (this.#isPaused(tail)) return false;
    const combination = this.#combinations.intern(this.#read.ofHead(head), this.#read.ofTail(tail));
    const known = this.#answers[combination];
    if (known !== undefined) return known;
    const { product, tails } = this.#space;
    const state = this.#state;
    tails.copy(tail, head, state);
    const answer = this.#applies(productStateSeen(product, state, this.#space.historyOf(state), this.#input));
    this.#answers[combination] = answer;
    return answer;
  }
}
