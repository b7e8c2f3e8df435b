/** The image of a whole set of tails under an effect: worked out once for each effect and set. */
import { PairInterner } from '../../numbering/interner.ts';
import { emptyWords, lowestIn, makeRoom, withRoom } from '../sets/bits.ts';
import type { TailSets } from '../sets/tail-sets.ts';
import type { Effect } from './interaction.ts';

const UNKNOWN = -1;

export class Images {
  readonly #tailSets: TailSets;
  #pairs = new PairInterner();
  readonly #imageOf: number[] = [];
  readonly #words = emptyWords();
  /** The image in the making, which is all zeros between two. */
  #bits: Uint32Array = new Uint32Array(64);

  constructor(tailSets: TailSets) {
    this.#tailSets = tailSets;
  }

  /** The set to which an effect, known for all tails of `set`, takes them. */
  of(effect: Effect, tailSet: number): number {
    const pair = this.#pairs.intern(effect.number, tailSet);
    let image = this.#imageOf[pair] ?? UNKNOWN;
    if (image === UNKNOWN) {
      image = this.#make(effect, tailSet);
      this.#imageOf[pair] = image;
    }
    return image;
  }

  /** To be called when the sets' numbers have changed. */
  forgetSets(): void {
    this.#pairs = new PairInterner();
    this.#imageOf.length = 0;
  }

  #make({ image, still }: Effect, tailSet: number): number {
    const { at, word } = this.#tailSets;
    const end = this.#tailSets.end(tailSet);
    let bits = this.#bits;
    let lowest = Number.POSITIVE_INFINITY;
    let highest = -1;
    for (let i = this.#tailSets.start(tailSet); i < end; i++) {
      const place = at[i] as number;
      const all = word[i] as number;
      const same = all & (still[place] as number);
      if (same !== 0) {
        bits = withRoom(bits, place);
        bits[place] = (bits[place] as number) | same;
        lowest = Math.min(lowest, place);
        highest = Math.max(highest, place);
      }
      for (let left = all & ~same; left !== 0; left &= left - 1) {
        const tail = image[lowestIn(place, left)] as number;
        const to = tail >>> 5;
        if (to >= bits.length) bits = withRoom(bits, to);
        bits[to] = (bits[to] as number) | (1 << (tail & 31));
        if (to < lowest) lowest = to;
        if (to > highest) highest = to;
      }
    }
    this.#bits = bits;
    const words = this.#words;
    makeRoom(words, Math.max(0, highest - lowest + 1));
    words.size = 0;
    for (let place = lowest; place <= highest; place++) {
      const made = bits[place] as number;
      if (made === 0) continue;
      words.at[words.size] = place;
      words.word[words.size++] = made;
      bits[place] = 0;
    }
    return this.#tailSets.number(words);
  }
}
