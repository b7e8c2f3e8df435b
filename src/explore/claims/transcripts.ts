/** What happens in steps, as far as a claim has looked at it: numbers without gaps, and what they stand for. */

import type { Product, Transcript } from '../../model/product.ts';
import { PairInterner } from '../../numbering/interner.ts';
import { withPlace } from '../sets/bits.ts';

const UNKNOWN = -1;

export class Happenings {
  readonly #product: Product;
  /** The product's numbers of transcripts, by ours; and back. */
  readonly #transcripts: number[] = [];
  readonly #numbers = new Map<number, number>();
  /** By what the front and the rest put out: the number of what happened. */
  readonly #pairs = new PairInterner();
  #numberOf: Int32Array = new Int32Array(0);
  #last: { readonly number: number; readonly transcript: Transcript } | undefined;

  constructor(product: Product) {
    this.#product = product;
  }

  /**
   * The number of what happened in a step; -1 while nobody has noted it.
   * @param shown the number of what the front said and showed; with `shownByRest`, what the rest's own parts put
   * out, it fixes all that happened
   */
  number(shown: number, shownByRest: number): number {
    const pair = this.#pairs.intern(shown, shownByRest);
    return pair < this.#numberOf.length ? (this.#numberOf[pair] as number) : UNKNOWN;
  }

  /** Notes the product's transcript of such a step, and gives it its number. */
  note(shown: number, shownByRest: number, transcript: number): number {
    const pair = this.#pairs.intern(shown, shownByRest);
    let number = this.#numbers.get(transcript);
    if (number === undefined) {
      number = this.#transcripts.length;
      this.#transcripts.push(transcript);
      this.#numbers.set(transcript, number);
    }
    this.#numberOf = withPlace(this.#numberOf, pair, UNKNOWN);
    this.#numberOf[pair] = number;
    return number;
  }

  /** What a number stands for. Claims look at most of them once only, so none but the last is kept. */
  transcript(number: number): Transcript {
    if (this.#last?.number !== number) {
      const transcript = this.#product.readTranscript(this.#transcripts[number] as number);
      this.#last = { number, transcript };
    }
    return this.#last.transcript;
  }
}
