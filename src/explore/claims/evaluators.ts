/**
 * The claims that are looked at in each step, or in each state, with what they have answered so far; and which of
 * them may apply at all. Most claims look first at what a state is, at the operation or at what happened, and then
 * speak of few steps: where one of these alone has kept a claim from applying, the claim sleeps whenever it comes back.
 */
import type { Operation } from '../../../machines/vocabulary/operation.ts';
import type { Property } from '../../property/property.ts';
import { lowestIn, NO_WORDS, withBit, withRoom } from '../sets/bits.ts';
import { ReadingTree, type TreeNode } from './decision-tree.ts';
import { type Readings, TRANSCRIPT } from './read-set.ts';

/** A property with what it has answered so far. */
export interface Judge<P> {
  readonly property: P;
  /** Its place among the judges. */
  readonly place: number;
  readonly applies: ReadingTree;
  readonly violated: ReadingTree;
  /** It has been violated, which is told once. */
  isViolated: boolean;
  /** How often it applied since that was last told. */
  applied: number;
}

/** What claims about states and about steps have in common. */
interface Claim<S> {
  readonly applies: (seen: S) => boolean;
  readonly violation: (seen: S) => string | undefined;
  readonly concerns?: (operation: Operation) => boolean;
}

const ALL_AWAKE = 0xffff_ffff;

export class Judges<P extends Property> {
  readonly all: readonly Judge<P>[];
  /** Words of a row with a bit for each judge. */
  readonly width: number;
  readonly #concerns: readonly Claim<never>[];
  /** By rest, and by what happened: the judges that are awake, as rows of bits. */
  #awakeIn: Uint32Array = NO_WORDS;
  #awakeAfter: Uint32Array = NO_WORDS;
  /** The same the other way round, so that whole words of rests can be passed over: by judge, where it is asleep. */
  readonly #asleepIn: Uint32Array[] = [];
  /** Those that something that happened has put to sleep. */
  readonly #listening: Uint32Array;

  /** @param seen what the claims are shown: it notes what they read */
  static of<S, P extends Property & Claim<S>>(properties: readonly P[], seen: S): Judges<P> {
    const all = properties.map((property, place) => ({
      property,
      place,
      applies: new ReadingTree(property, () => property.applies(seen)),
      violated: new ReadingTree(property, () => property.violation(seen) !== undefined),
      isViolated: false,
      applied: 0,
    }));
    return new Judges(all, properties);
  }

  private constructor(all: readonly Judge<P>[], claims: readonly Claim<never>[]) {
    this.all = all;
    this.#concerns = claims;
    this.width = Math.ceil(all.length / 32);
    this.#listening = new Uint32Array(this.width);
  }

  /** The judges whose claims an operation concerns, as far as they say so, as a row of bits; all, without one. */
  concernedBy(operation?: Operation): Uint32Array {
    const concerned = new Uint32Array(this.width);
    for (const [place, { concerns }] of this.#concerns.entries())
      if (operation === undefined || (concerns?.(operation) ?? true))
        concerned[place >>> 5] = (concerned[place >>> 5] as number) | (1 << (place & 31));
    return concerned;
  }

  /**
   * Those of a word of rests, which stands at `place` of its row, in which some of `concerned` is awake: the others
   * apply to nothing that begins there.
   */
  wakefulAmong(concerned: Uint32Array, place: number, rests: number): number {
    let sleeping = rests;
    for (let word = 0; word < this.width; word++) {
      for (let left = concerned[word] as number; left !== 0; left &= left - 1) {
        sleeping &= this.#asleepIn[lowestIn(word, left)]?.[place] ?? 0;
        if (sleeping === 0) return rests;
      }
    }
    return rests & ~sleeping;
  }

  /** Makes room for what is learnt of the rests up to and with `rest`. */
  makeRoom(rest: number): void {
    this.#awakeIn = withRows(this.#awakeIn, this.width, rest);
  }

  /** One word of those of `concerned` that are awake in a rest, for which there must be room. */
  awakeIn(concerned: Uint32Array, rest: number, word: number): number {
    return (concerned[word] as number) & (this.#awakeIn[this.width * rest + word] as number);
  }

  /** True when what happened may have put some of a word of judges to sleep. */
  isListening(judges: number, word: number): boolean {
    return (judges & (this.#listening[word] as number)) !== 0;
  }

  /** Those of a word of judges that what happened has not put to sleep. */
  awakeAfter(judges: number, happened: number, word: number): number {
    this.#awakeAfter = withRows(this.#awakeAfter, this.width, happened);
    return judges & (this.#awakeAfter[this.width * happened + word] as number);
  }

  /** A claim did not apply, and need not be asked again where what it looked at comes back as it is. */
  putToSleep(
    { place }: Judge<P>,
    settledBy: TreeNode['settledBy'],
    concerned: Uint32Array,
    rest: number,
    readings: Readings,
  ): void {
    const word = place >>> 5;
    const bit = 1 << (place & 31);
    if (settledBy === 'rest') {
      clear(this.#awakeIn, this.width * rest + word, bit);
      this.#asleepIn[place] = withBit(this.#asleepIn[place] ?? NO_WORDS, rest);
    } else if (settledBy === 'operation') clear(concerned, word, bit);
    else if (settledBy === 'happened') {
      const number = readings.holder(TRANSCRIPT);
      this.#awakeAfter = withRows(this.#awakeAfter, this.width, number);
      clear(this.#awakeAfter, this.width * number + word, bit);
      this.#listening[word] = (this.#listening[word] as number) | bit;
    }
  }
}

/** Rows of `width` words with room for row `number`; everybody is awake in the new ones. */
function withRows(rows: Uint32Array, width: number, number: number): Uint32Array {
  if (width * (number + 1) <= rows.length) return rows;
  return withRoom(rows, width * (number + 1) - 1).fill(ALL_AWAKE, rows.length);
}

/** Clears bits of a word. */
function clear(words: Uint32Array, at: number, bits: number): void {
  words[at] = (words[at] as number) & ~bits;
}
