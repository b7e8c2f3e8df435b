/**
 * Plays one operation on a head and a tailSet of tails at once, and hands over what comes of it: pieces of the tailSet
 * that end the operation with the same head, having shown the same.
 */

import { callEvent, callPart, type Product } from '../../model/product.ts';
import { PairInterner } from '../../numbering/interner.ts';
import { type Said, saidBy } from '../../property/history.ts';
import type { StateSeen } from '../../property/property.ts';
import { emptyWords, lowestIn, makeRoom, withPlace } from '../sets/bits.ts';
import { EMPTY_SET, type TailSets } from '../sets/tail-sets.ts';
import type { HeadReplies } from './head-replies.ts';
import type { Effect, Interaction, Interactions } from './interaction.ts';
import { HEAD } from './tail-states.ts';

/**
 * What comes of an operation for a piece of a tailSet. Reused: read it before the next one comes.
 *
 * The operation's *course* is what was said and shown in its turn by the head, and asked by the tail. It comes to the
 * same for all heads that say the same; *legs* are what single heads make of it.
 */
export interface StepOfSet {
  operation: number;
  /** The number of what the head said and showed on the way. */
  shown: number;
  headAfter: number;
  /** The number of what the driver said by the operation; 0 when no history is kept. */
  said: number;
  /** The number of the tailSet of tails. */
  tailSet: number;
  /** Where each tail goes, once `learnEffect` was called; undefined when all stay as they are. */
  effect: Effect | undefined;
  /** By tail: the number of what the tail's own parts put out on the way; 0 where they were not asked. */
  shownByTail: Int32Array;
  /** What was said on the course. */
  interaction: Interaction | undefined;
  /** Where the leg on which it ended is kept, from `leg` on: see `COURSE` and what follows it. */
  legs: Int32Array;
  leg: number;
}

/** What is kept of a leg: the course that it is on, the head after it, and its kind, which is the search's. */
export const COURSE = 0;
export const FRONT_AFTER = 1;
export const KIND = 2;
export const LEG_SIZE = 3;

const NOTHING = new Int32Array(0);
const UNKNOWN = -1;

export class HeadSteps {
  readonly #product: Product;
  readonly #replies: HeadReplies;
  readonly #interactions: Interactions;
  readonly #tracksHistory: boolean;
  readonly #shown = new PairInterner();
  readonly #tailSets: TailSets;
  readonly #met = emptyWords();
  /** By an interaction and a tailSet: the tailSets of those for which it ends, and of those that ask each of its asks. */
  #splits = new PairInterner();
  /** Where a split's tailSets begin in `#splitSets`; 0 while it is unknown. */
  #splitAt: Int32Array = NOTHING;
  #splitSets: Int32Array = NOTHING;
  #splitEnd = 1;
  readonly #saidNumbers = new PairInterner();
  readonly #said: (number | undefined)[] = [];
  readonly #piece: StepOfSet;
  /** The head with which the operation at hand began. */
  #head = 0;
  /** By head: the legs on which the operations begin, by their numbers. They stand together, being walked in turn. */
  readonly #starts: Int32Array[] = [];
  /** By course: the interaction that it has come to, and what the head has shown by then. */
  readonly #exchangeOf: Interaction[] = [];
  readonly #shownOf: number[] = [];
  readonly #courses = new PairInterner();
  /** By a course and the place of what is asked on it; and by that and the head with which it began: a leg. */
  readonly #asked = new PairInterner();
  readonly #askedOf = new PairInterner();
  #afterAsking: Int32Array = NOTHING;

  constructor(
    product: Product,
    replies: HeadReplies,
    interactions: Interactions,
    tailSets: TailSets,
    options: { readonly tracksHistory: boolean },
  ) {
    this.#product = product;
    this.#replies = replies;
    this.#interactions = interactions;
    this.#tailSets = tailSets;
    this.#tracksHistory = options.tracksHistory;
    this.#piece = {
      operation: 0,
      shown: 0,
      headAfter: 0,
      said: 0,
      tailSet: EMPTY_SET,
      effect: undefined,
      shownByTail: NOTHING,
      interaction: undefined,
      legs: NOTHING,
      leg: 0,
    };
  }

  /** Plays `operation` on `head` with each of the tails in a tailSet. */
  successors(operation: number, head: number, tailSet: number, take: (piece: StepOfSet) => void): void {
    this.#piece.operation = operation;
    this.#head = head;
    const leg = LEG_SIZE * operation;
    this.#go(this.#startsOf(operation, head), leg, tailSet, take);
  }

  /** To be called when the tailSets' numbers have changed. */
  forgetSets(): void {
    this.#splits = new PairInterner();
    this.#splitAt = NOTHING;
    this.#splitEnd = 1;
  }

  /** The legs on which operations begin on a head, `LEG_SIZE` numbers for each operation: -1 where one is not known. */
  legsOf(head: number): Int32Array {
    return this.#starts[head] ?? NOTHING;
  }

  /**
   * What the head does by itself, before the tail can make a difference: worked out once for an operation and
   * a head, which come up in nearly every layer.
   */
  #startsOf(operation: number, head: number): Int32Array {
    const leg = LEG_SIZE * operation;
    let legs = this.#starts[head] ?? NOTHING;
    if (leg + LEG_SIZE > legs.length) {
      const all = this.#product.model.operations.length;
      legs = withPlace(legs, LEG_SIZE * Math.max(operation + 1, all) - 1, UNKNOWN);
      this.#starts[head] = legs;
    }
    if (legs[leg + COURSE] !== UNKNOWN) return legs;
    const call = this.#product.operationCall(operation);
    const begun = this.#shown.intern(-1, operation);
    if (callPart(call) === HEAD) {
      const reply = this.#replies.to(head, callEvent(call));
      legs[leg + FRONT_AFTER] = this.#replies.headAfter;
      legs[leg + COURSE] = this.#course(
        this.#interactions.begin(operation, reply),
        this.#shown.intern(begun, reply),
      );
    } else {
      legs[leg + FRONT_AFTER] = head;
      legs[leg + COURSE] = this.#course(this.#interactions.begin(operation, undefined), begun);
    }
    return legs;
  }

  /** The place in `#afterAsking` of the leg that follows on one, where the tail asks what stands at `place`. */
  #after(course: number, headAfter: number, interaction: Interaction, place: number): number {
    const leg = LEG_SIZE * this.#askedOf.intern(this.#asked.intern(course, place), this.#head);
    this.#afterAsking = withPlace(this.#afterAsking, leg + LEG_SIZE - 1, UNKNOWN);
    const legs = this.#afterAsking;
    if (legs[leg + COURSE] !== UNKNOWN) return leg;
    const { event } = interaction.asks[place] as Interaction['asks'][number];
    const reply = this.#replies.to(headAfter, event);
    legs[leg + FRONT_AFTER] = this.#replies.headAfter;
    legs[leg + COURSE] = this.#course(
      this.#interactions.continue(interaction, reply),
      this.#shown.intern(this.#shownOf[course] as number, reply),
    );
    return leg;
  }

  #course(interaction: Interaction, shown: number): number {
    const course = this.#courses.intern(interaction.number, shown);
    if (course === this.#exchangeOf.length) {
      this.#exchangeOf.push(interaction);
      this.#shownOf.push(shown);
    }
    return course;
  }

  /** @param leg where it stands in `legs` */
  #go(legs: Int32Array, leg: number, tailSet: number, take: (piece: StepOfSet) => void): void {
    const course = legs[leg + COURSE] as number;
    const interaction = this.#exchangeOf[course] as Interaction;
    if (interaction.endsUntouched) {
      this.#end(legs, leg, interaction, tailSet, take);
      return;
    }
    this.#learn(interaction, tailSet);
    if (interaction.asks.length === 0) {
      this.#end(legs, leg, interaction, tailSet, take);
      return;
    }
    const headAfter = legs[leg + FRONT_AFTER] as number;
    const split = this.#split(interaction, tailSet);
    const asks = this.#splitSets[split] as number;
    const ending = this.#splitSets[split + 1] as number;
    for (let place = 0; place < asks; place++) {
      const asking = this.#splitSets[split + 2 + place] as number;
      if (asking === EMPTY_SET) continue;
      const after = this.#after(course, headAfter, interaction, place);
      this.#go(this.#afterAsking, after, asking, take);
    }
    if (ending !== EMPTY_SET) this.#end(legs, leg, interaction, ending, take);
  }

  /**
   * How a tailSet is divided by an interaction, as a place in `#splitSets`: how many asks there are, the tailSet of the tails
   * for which it ends, and the tailSets of those that ask each.
   */
  #split({ number, outcome, asks }: Interaction, tailSet: number): number {
    const pair = this.#splits.intern(number, tailSet);
    const known = pair < this.#splitAt.length ? (this.#splitAt[pair] as number) : 0;
    if (known !== 0) return known;
    const at = this.#splitEnd;
    this.#splitEnd += asks.length + 2;
    this.#splitSets = withPlace(this.#splitSets, this.#splitEnd, 0);
    this.#splitSets[at] = asks.length;
    this.#splitSets[at + 1] = this.meet(tailSet, outcome.known);
    for (const [place, { tails }] of asks.entries()) this.#splitSets[at + 2 + place] = this.meet(tailSet, tails);
    this.#splitAt = withPlace(this.#splitAt, pair, 0);
    this.#splitAt[pair] = at;
    return at;
  }

  /** Makes sure that it is known how the interaction goes on for every tail of the tailSet. */
  #learn(interaction: Interaction, tailSet: number): void {
    const { at, word } = this.#tailSets;
    const end = this.#tailSets.end(tailSet);
    this.#interactions.makeRoom(interaction, 1 + (at[end - 1] as number));
    for (let i = this.#tailSets.start(tailSet); i < end; i++) {
      const place = at[i] as number;
      for (let left = (word[i] as number) & ~(interaction.known[place] as number); left !== 0; left &= left - 1)
        this.#interactions.learn(interaction, lowestIn(place, left));
    }
  }

  /** The tailSet of the tails of `tailSet` that are also in `tails`. */
  meet(tailSet: number, tails: Uint32Array): number {
    const tailSets = this.#tailSets;
    const met = this.#met;
    const start = tailSets.start(tailSet);
    const end = tailSets.end(tailSet);
    makeRoom(met, end - start);
    met.size = 0;
    for (let i = start; i < end; i++) {
      const at = tailSets.at[i] as number;
      if (at >= tails.length) break;
      const word = (tailSets.word[i] as number) & (tails[at] as number);
      if (word === 0) continue;
      met.at[met.size] = at;
      met.word[met.size++] = word;
    }
    return tailSets.number(met);
  }

  #end(legs: Int32Array, leg: number, interaction: Interaction, tailSet: number, take: (piece: StepOfSet) => void): void {
    const piece = this.#piece;
    piece.shown = this.#shownOf[legs[leg + COURSE] as number] as number;
    piece.headAfter = legs[leg + FRONT_AFTER] as number;
    piece.said = this.#tracksHistory ? this.#saidWith(piece.headAfter) : 0;
    piece.tailSet = tailSet;
    piece.shownByTail = interaction.shown;
    piece.interaction = interaction;
    piece.legs = legs;
    piece.leg = leg;
    piece.effect =
      interaction.endsUntouched && !this.#tracksHistory
        ? undefined
        : this.#interactions.effect(interaction, piece.said);
    take(piece);
  }

  /** Makes sure that the effect of a piece is known for every tail of its tailSet. */
  learnEffect({ interaction, effect, said, tailSet }: StepOfSet): void {
    if (!this.#tracksHistory || effect === undefined || interaction === undefined) return;
    const { at, word } = this.#tailSets;
    const end = this.#tailSets.end(tailSet);
    this.#interactions.makeRoomForEffect(effect, 1 + (at[end - 1] as number));
    for (let i = this.#tailSets.start(tailSet); i < end; i++) {
      const place = at[i] as number;
      for (let left = (word[i] as number) & ~(effect.known[place] as number); left !== 0; left &= left - 1)
        this.#interactions.learnEffect(interaction, effect, said, lowestIn(place, left));
    }
  }

  /** The number of what the driver said by the operation at hand, given the head with which it ended. */
  #saidWith(head: number): number {
    const { operation } = this.#piece;
    const pair = this.#saidNumbers.intern(operation, head);
    let number = this.#said[pair];
    if (number === undefined) {
      const transport = this.#product.view(HEAD, head) as unknown as StateSeen['transport'];
      const said: Said = saidBy(this.#product.operation(operation), transport);
      number = this.#interactions.saidNumber(said);
      this.#said[pair] = number;
    }
    return number;
  }
}
