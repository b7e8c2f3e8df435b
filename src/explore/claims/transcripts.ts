/** The transcripts of steps, as far as a claim has read them: numbers without gaps, and what they stand for. */

import type { Product } from '../../model/product.ts';
import type { Transcript } from '../../model/transcript-table.ts';
import { PairInterner } from '../../numbering/interner.ts';
import { withPlace } from '../sets/bits.ts';

const UNKNOWN = -1;

export class Transcripts {
  readonly #product: Product;
  /** The product's numbers of transcripts, by ours; and back. */
  readonly #transcripts: number[] = [];
  readonly #numbers = new Map<number, number>();
  /** By what the head and the tail put out: the number of the transcript. */
  readonly #pairs = new PairInterner();
  #numberOf: Int32Array = new Int32Array(0);
  #last: { readonly number: number; readonly transcript: Transcript } | undefined;

  constructor(product: Product) {
    this.#product = product;
  }

  /**
   * The number of a step's transcript; -1 before it is noted.
   * @param shown the number of what the head put out; with `shownByTail`, what the tail's parts put
   * out, it fixes the transcript
   */
  number(shown: number, shownByTail: number): number {
    const pair = this.#pairs.intern(shown, shownByTail);
    return pair < this.#numberOf.length ? (this.#numberOf[pair] as number) : UNKNOWN;
  }

  /** Notes the product's transcript of such a step, and gives it its number. */
  note(shown: number, shownByTail: number, transcript: number): number {
    const pair = this.#pairs.intern(shown, shownByTail);
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
