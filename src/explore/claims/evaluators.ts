/**
 * The claims that are evaluated on each step, or each state, with what they have answered so far; and which of them
 * can apply at all. Most claims look first at the state, the operation or the transcript, and then speak of few steps.
 * A claim that did not apply because of one of these alone is *ruled out* wherever the same comes back.
 */
import type { Operation } from '../../../machines/vocabulary/operation.ts';
import type { Property } from '../../property/property.ts';
import { lowestIn, NO_WORDS, withBit, withRoom } from '../sets/bits.ts';
import { NO_CAUSES } from './cause-numbers.ts';
import { DecisionTree, type TreeNode } from './decision-tree.ts';
import { type ReadSet, TRANSCRIPT } from './read-set.ts';

/** A property with what it has answered so far. */
export interface ClaimEvaluator<P> {
  readonly property: P;
  /** Its place among the evaluators. */
  readonly place: number;
  readonly applies: DecisionTree;
  /** Answers with the list of the violation's causes. */
  readonly violated: DecisionTree;
  /** How often it applies is counted: not for a claim that stands for another one. */
  readonly counts: boolean;
  /** How often it applied since that was last reported. */
  applied: number;
}

/** What claims about states and about steps have in common. */
interface Claim<S> {
  readonly applies: (seen: S) => boolean;
  readonly violation: (seen: S) => string | undefined;
  readonly concerns?: (operation: Operation) => boolean;
}

const ALL_MAY_APPLY = 0xffff_ffff;

export class ClaimEvaluators<P extends Property> {
  readonly all: readonly ClaimEvaluator<P>[];
  /** Words of a set with a bit for each evaluator. */
  readonly width: number;
  readonly #concerns: readonly Claim<never>[];
  /** By tail, and by transcript: the evaluators that are not ruled out, as sets of bits. */
  #mayApplyIn: Uint32Array = NO_WORDS;
  #mayApplyAfter: Uint32Array = NO_WORDS;
  /** The same the other way round, so that whole words of tails can be passed over: by evaluator, the tails that rule it out. */
  readonly #ruledOutIn: Uint32Array[] = [];
  /** Those that some transcript rules out. */
  readonly #ruledOutByTranscripts: Uint32Array;

  /**
   * @param seen what the claims are shown: it notes what they read
   * @param causes the list of the causes of a violation, by its number
   * @param countsOf whether it is counted how often a claim applies
   */
  static of<S, P extends Property & Claim<S>>(
    properties: readonly P[],
    seen: S,
    causes: (property: P, message: string) => number,
    countsOf: (property: P) => boolean = () => true,
  ): ClaimEvaluators<P> {
    const all = properties.map((property, place) => ({
      property,
      place,
      applies: new DecisionTree(property, () => (property.applies(seen) ? 1 : 0)),
      violated: new DecisionTree(property, () => {
        const message = property.violation(seen);
        return message === undefined ? NO_CAUSES : causes(property, message);
      }),
      counts: countsOf(property),
      applied: 0,
    }));
    return new ClaimEvaluators(all, properties);
  }

  private constructor(all: readonly ClaimEvaluator<P>[], claims: readonly Claim<never>[]) {
    this.all = all;
    this.#concerns = claims;
    this.width = Math.ceil(all.length / 32);
    this.#ruledOutByTranscripts = new Uint32Array(this.width);
  }

  /** The evaluators whose claims an operation concerns, as far as they say so, as a set of bits; all, without one. */
  concernedBy(operation?: Operation): Uint32Array {
    const concerned = new Uint32Array(this.width);
    for (const [place, { concerns }] of this.#concerns.entries())
      if (operation === undefined || (concerns?.(operation) ?? true))
        concerned[place >>> 5] = (concerned[place >>> 5] as number) | (1 << (place & 31));
    return concerned;
  }

  /**
   * Those of a word of tails, which stands at `place` of its set, that do not rule out all of `concerned`: with the others
   * no claim applies.
   */
  someMayApply(concerned: Uint32Array, place: number, tails: number): number {
    let ruledOut = tails;
    for (let word = 0; word < this.width; word++) {
      for (let left = concerned[word] as number; left !== 0; left &= left - 1) {
        ruledOut &= this.#ruledOutIn[lowestIn(word, left)]?.[place] ?? 0;
        if (ruledOut === 0) return tails;
      }
    }
    return tails & ~ruledOut;
  }

  /** Makes room for what is learnt of the tails up to and with `tail`. */
  makeRoom(tail: number): void {
    this.#mayApplyIn = withSets(this.#mayApplyIn, this.width, tail);
  }

  /** One word of those of `concerned` that a tail does not rule out; there must be room for it. */
  mayApplyIn(concerned: Uint32Array, tail: number, word: number): number {
    return (concerned[word] as number) & (this.#mayApplyIn[this.width * tail + word] as number);
  }

  /** True when some transcript rules out one of a word of evaluators. */
  transcriptsRuleOut(evaluators: number, word: number): boolean {
    return (evaluators & (this.#ruledOutByTranscripts[word] as number)) !== 0;
  }

  /** Those of a word of evaluators that a transcript does not rule out. */
  mayApplyAfter(evaluators: number, transcript: number, word: number): number {
    this.#mayApplyAfter = withSets(this.#mayApplyAfter, this.width, transcript);
    return evaluators & (this.#mayApplyAfter[this.width * transcript + word] as number);
  }

  /**
   * A claim did not apply, and need not be asked again where what it looked at comes back as it is.
   * @param concerned of the operation
   * @param concernedIn of the class
   */
  ruleOut(
    { place }: ClaimEvaluator<P>,
    settledBy: TreeNode['settledBy'],
    concerned: Uint32Array,
    concernedIn: Uint32Array,
    tail: number,
    readSet: ReadSet,
  ): void {
    const word = place >>> 5;
    const bit = 1 << (place & 31);
    if (settledBy === 'tail') {
      clear(this.#mayApplyIn, this.width * tail + word, bit);
      this.#ruledOutIn[place] = withBit(this.#ruledOutIn[place] ?? NO_WORDS, tail);
    } else if (settledBy === 'operation' || settledBy === 'class') {
      clear(concernedIn, word, bit);
      if (settledBy === 'operation') clear(concerned, word, bit);
    } else if (settledBy === 'transcript') {
      const number = readSet.numberOf(TRANSCRIPT);
      this.#mayApplyAfter = withSets(this.#mayApplyAfter, this.width, number);
      clear(this.#mayApplyAfter, this.width * number + word, bit);
      this.#ruledOutByTranscripts[word] = (this.#ruledOutByTranscripts[word] as number) | bit;
    }
  }
}

/** Sets of `width` words each, with room for set `number`; the new ones rule out nothing. */
function withSets(sets: Uint32Array, width: number, number: number): Uint32Array {
  if (width * (number + 1) <= sets.length) return sets;
  return withRoom(sets, width * (number + 1) - 1).fill(ALL_MAY_APPLY, sets.length);
}

/** Clears bits of a word. */
function clear(words: Uint32Array, at: number, bits: number): void {
  words[at] = (words[at] as number) & ~bits;
}
