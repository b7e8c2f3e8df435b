/**
 * The successors of a head and a set of tails by one operation: subsets of the tails, each of which ends the operation
 * with the same head, after the same calls and observations of the head.
 */

import { callEvent, callPart, type Product } from '../../model/product.ts';
import { PairInterner } from '../../numbering/interner.ts';
import { lowestIn, withPlace } from '../sets/bits.ts';
import { EMPTY_SET, type TailSets } from '../sets/tail-sets.ts';
import type { HeadReplies } from './head-replies.ts';
import { HeadSteps } from './head-steps.ts';
import type { Histories } from './histories.ts';
import type { Ask, Effect, Interaction, Interactions } from './interaction.ts';
import { HEAD } from './tail-states.ts';

/** What an operation does to a subset of the tails. One object is used again and again: read it in `take`. */
export interface StepOfSet {
  operation: number;
  /** The number of what the head put out on the way. */
  shown: number;
  headAfter: number;
  /** The number of what the history takes of the operation; 0 when no history is kept. */
  ofOperation: number;
  /** The number of the subset. */
  tailSet: number;
  /** What has passed between head and tail; the same for all tails of the subset. */
  interaction: Interaction;
  /** Where each tail goes, once `learnEffect` was called; undefined when all stay as they are. */
  effect: Effect | undefined;
  /** The last head step of the operation, and the list that it stands in. */
  headSteps: HeadSteps;
  headStep: number;
}

const NUMBERS = new Int32Array(0);

export class Successors {
  readonly #product: Product;
  readonly #replies: HeadReplies;
  readonly #interactions: Interactions;
  readonly #histories: Histories | undefined;
  readonly #tailSets: TailSets;
  /** Lists of what heads have put out in one operation: pairs of a list and the number of a reply. */
  readonly #shown = new PairInterner();
  /** By an interaction and a set: the subsets of the tails for which it ends, and of those that ask each question. */
  #splits = new PairInterner();
  /** Where a split's subsets begin in `#splitSets`; 0 while it is unknown. */
  #splitAt: Int32Array = NUMBERS;
  #splitSets: Int32Array = NUMBERS;
  #splitEnd = 1;
  #step: StepOfSet | undefined;
  // The operation at hand, and the head with which it began:
  #operation = 0;
  #head = 0;
  /** By head: its first step in each operation, by the operation's number. */
  readonly #firstSteps: HeadSteps[] = [];
  /** Steps in which a head answers a question; see `#answerOf`. */
  readonly #answers = new HeadSteps();
  /** By interaction step: the interaction at that point, and the list of what heads have put out by then. */
  readonly #interactionOf: Interaction[] = [];
  readonly #shownOf: number[] = [];
  readonly #interactionSteps = new PairInterner();
  /** Pairs of an interaction step and a question; and of such a pair and the head with which the operation began. */
  readonly #questions = new PairInterner();
  readonly #questionsOf = new PairInterner();

  constructor(
    product: Product,
    replies: HeadReplies,
    interactions: Interactions,
    tailSets: TailSets,
    histories: Histories | undefined,
  ) {
    this.#product = product;
    this.#replies = replies;
    this.#interactions = interactions;
    this.#tailSets = tailSets;
    this.#histories = histories;
  }

  /** Performs `operation` on `head` with each of the tails in a set. */
  of(operation: number, head: number, tailSet: number, take: (step: StepOfSet) => void): void {
    this.#operation = operation;
    this.#head = head;
    const steps = this.firstSteps(head);
    if (!steps.isKnown(operation)) this.#begin(steps, operation, head);
    this.#goOn(steps, operation, tailSet, take);
  }

  /** A head's first steps, by operation, with room for all operations that there are. */
  firstSteps(head: number): HeadSteps {
    let steps = this.#firstSteps[head];
    if (steps === undefined) {
      steps = new HeadSteps();
      this.#firstSteps[head] = steps;
    }
    return steps;
  }

  /** To be called when the sets' numbers have changed. */
  forgetSets(): void {
    this.#splits = new PairInterner();
    this.#splitAt = NUMBERS;
    this.#splitEnd = 1;
  }

  /** Makes sure that the effect of a step is known for every tail of its set. */
  learnEffect({ interaction, effect, ofOperation, tailSet }: StepOfSet): void {
    if (this.#histories === undefined || effect === undefined) return;
    const { at, word } = this.#tailSets;
    const end = this.#tailSets.end(tailSet);
    this.#interactions.makeRoomForEffect(effect, 1 + (at[end - 1] as number));
    for (let i = this.#tailSets.start(tailSet); i < end; i++) {
      const place = at[i] as number;
      for (let left = (word[i] as number) & ~(effect.known[place] as number); left !== 0; left &= left - 1)
        this.#interactions.learnEffect(interaction, effect, ofOperation, lowestIn(place, left));
    }
  }

  /** Works out what a head does by itself, before the tail can make a difference. */
  #begin(steps: HeadSteps, operation: number, head: number): void {
    steps.makeRoom(Math.max(operation + 1, this.#product.model.operations.length));
    const call = this.#product.operationCall(operation);
    const begun = this.#shown.intern(-1, operation);
    if (callPart(call) === HEAD) {
      const reply = this.#replies.to(head, callEvent(call));
      const { headAfter } = this.#replies;
      const interaction = this.#interactions.begin(operation, reply);
      steps.learn(operation, this.#interactionStep(interaction, this.#shown.intern(begun, reply)), headAfter);
    } else {
      const interaction = this.#interactions.begin(operation, undefined);
      steps.learn(operation, this.#interactionStep(interaction, begun), head);
    }
  }

  /** The step, among `#answers`, in which the head answers the question at `place` of an interaction step. */
  #answerOf(interactionStep: number, head: number, interaction: Interaction, place: number): number {
    const answers = this.#answers;
    const step = this.#questionsOf.intern(this.#questions.intern(interactionStep, place), this.#head);
    answers.makeRoom(step + 1);
    if (answers.isKnown(step)) return step;
    const { event } = interaction.asks[place] as Ask;
    const reply = this.#replies.to(head, event);
    const { headAfter } = this.#replies;
    const shown = this.#shown.intern(this.#shownOf[interactionStep] as number, reply);
    const next = this.#interactionStep(this.#interactions.continue(interaction, reply), shown);
    answers.learn(step, next, headAfter);
    return step;
  }

  #interactionStep(interaction: Interaction, shown: number): number {
    const step = this.#interactionSteps.intern(interaction.number, shown);
    if (step === this.#interactionOf.length) {
      this.#interactionOf.push(interaction);
      this.#shownOf.push(shown);
    }
    return step;
  }

  /** What comes of a head step: the operation's end, or for some tails the answer to a question. */
  #goOn(steps: HeadSteps, step: number, tailSet: number, take: (step: StepOfSet) => void): void {
    const interactionStep = steps.interactionStep(step);
    const interaction = this.#interactionOf[interactionStep] as Interaction;
    if (!interaction.endsUntouched) this.#learn(interaction, tailSet);
    if (interaction.asks.length === 0) {
      this.#end(steps, step, tailSet, take);
      return;
    }
    const headAfter = steps.headAfter(step);
    const split = this.#split(interaction, tailSet);
    const asks = this.#splitSets[split] as number;
    const ending = this.#splitSets[split + 1] as number;
    for (let place = 0; place < asks; place++) {
      const asking = this.#splitSets[split + 2 + place] as number;
      if (asking === EMPTY_SET) continue;
      const answer = this.#answerOf(interactionStep, headAfter, interaction, place);
      this.#goOn(this.#answers, answer, asking, take);
    }
    if (ending !== EMPTY_SET) this.#end(steps, step, ending, take);
  }

  /**
   * How a set is divided by an interaction, as a place in `#splitSets`: how many questions there are, the subset of
   * the tails for which it ends, and the subsets of those that ask each question.
   */
  #split({ number, outcome, asks }: Interaction, tailSet: number): number {
    const pair = this.#splits.intern(number, tailSet);
    const known = pair < this.#splitAt.length ? (this.#splitAt[pair] as number) : 0;
    if (known !== 0) return known;
    const at = this.#splitEnd;
    this.#splitEnd += asks.length + 2;
    this.#splitSets = withPlace(this.#splitSets, this.#splitEnd, 0);
    this.#splitSets[at] = asks.length;
    this.#splitSets[at + 1] = this.#tailSets.intersection(tailSet, outcome.known);
    for (const [place, { tails }] of asks.entries())
      this.#splitSets[at + 2 + place] = this.#tailSets.intersection(tailSet, tails);
    this.#splitAt = withPlace(this.#splitAt, pair, 0);
    this.#splitAt[pair] = at;
    return at;
  }

  /** Makes sure that it is known how the interaction goes on for every tail of the set. */
  #learn(interaction: Interaction, tailSet: number): void {
    const { at, word } = this.#tailSets;
    const end = this.#tailSets.end(tailSet);
    this.#interactions.makeRoom(interaction, 1 + (at[end - 1] as number));
    for (let i = this.#tailSets.start(tailSet); i < end; i++) {
      const place = at[i] as number;
      for (
        let left = (word[i] as number) & ~(interaction.known[place] as number);
        left !== 0;
        left &= left - 1
      )
        this.#interactions.learn(interaction, lowestIn(place, left));
    }
  }

  #end(headSteps: HeadSteps, headStep: number, tailSet: number, take: (step: StepOfSet) => void): void {
    const interactionStep = headSteps.interactionStep(headStep);
    const interaction = this.#interactionOf[interactionStep] as Interaction;
    const headAfter = headSteps.headAfter(headStep);
    const ofOperation = this.#histories?.ofOperation(this.#operation, headAfter) ?? 0;
    const step = this.#stepAtHand(interaction, headSteps);
    step.operation = this.#operation;
    step.shown = this.#shownOf[interactionStep] as number;
    step.headAfter = headAfter;
    step.ofOperation = ofOperation;
    step.tailSet = tailSet;
    step.effect =
      interaction.endsUntouched && this.#histories === undefined
        ? undefined
        : this.#interactions.effect(interaction, ofOperation);
    step.headStep = headStep;
    take(step);
  }

  /** The object that is handed out, for an interaction and a list of head steps. */
  #stepAtHand(interaction: Interaction, headSteps: HeadSteps): StepOfSet {
    const step = this.#step;
    if (step !== undefined) {
      step.interaction = interaction;
      step.headSteps = headSteps;
      return step;
    }
    const made = {
      operation: 0,
      shown: 0,
      headAfter: 0,
      ofOperation: 0,
      tailSet: EMPTY_SET,
      interaction,
      effect: undefined,
      headSteps,
      headStep: 0,
    };
    this.#step = made;
    return made;
  }
}
