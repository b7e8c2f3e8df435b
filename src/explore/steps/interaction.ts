/**
 * What passes between head and tail during one operation.
 *
 * An operation begins at one of them, usually at the head, which calls the tail; the tail may call the head back (a
 * status write is answered with the status that came of it), and so on. An *interaction* is one point of that:
 * everything that the head has put out so far. Given an interaction, each tail either ends the operation as a new
 * tail, or asks the head something. So what an operation does is worked out once for each interaction and tail, from
 * the parts' own tables; the many heads that put out the same share it.
 */
import { type Deliverer, deliver, deliverAll } from '../../model/deliver.ts';
import { callEvent, callPart, callTo, type Outputs, type Product } from '../../model/product.ts';
import { PairInterner } from '../../numbering/interner.ts';
import { newNumbers, newWords } from '../../numbering/slab.ts';
import { NO_OUTPUTS } from '../../statechart/part-steps.ts';
import { lengthened, NO_WORDS, withBit, withPlace } from '../sets/bits.ts';
import type { HeadReplies } from './head-replies.ts';
import type { Histories } from './histories.ts';
import { CORE, HEAD, type TailStates } from './tail-states.ts';

/** Where an operation takes each tail, its history included. */
export interface Effect {
  /** From 1 on; 0 stands for leaving everything as it is. */
  readonly number: number;
  /** By tail: the tail afterwards; -1 while unknown. */
  image: Int32Array;
  /** The tails whose image is known, and those that stay as they are. */
  known: Uint32Array;
  still: Uint32Array;
}

/** Makes room in an effect for every tail of the words before `words`. */
function makeRoomForEffect(effect: Effect, words: number): void {
  if (words <= effect.known.length) return;
  effect.known = lengthened(effect.known, words);
  effect.still = lengthened(effect.still, words);
  // As long as the sets of bits: what is written past a typed array's end is lost without a word.
  const image = newNumbers(32 * words).fill(-1);
  image.set(effect.image);
  effect.image = image;
}

/** Notes where a tail goes. There must be room for it. */
function setImage(effect: Effect, tail: number, image: number): void {
  const at = tail >>> 5;
  const bit = 1 << (tail & 31);
  effect.image[tail] = image;
  effect.known[at] = (effect.known[at] as number) | bit;
  if (image === tail) effect.still[at] = (effect.still[at] as number) | bit;
}

/** No event. */
const NONE = -1;

/** In place of an interaction's operation where no driver is told of it. */
export const NO_OPERATION = -1;

/** A question of the tail to the head, as an event, and the tails that ask it. */
export interface Ask {
  readonly event: number;
  tails: Uint32Array;
}

export interface Interaction {
  readonly number: number;
  /** The operation, of which the driver is told at the end; `NO_OPERATION` without a driver. */
  readonly operation: number;
  /** What the head put out first; or the call by which an operation on another part begins. */
  readonly firstOutputs: Outputs;
  /** The head's replies to what the tail asked so far, each as what it put out. */
  readonly replies: readonly Outputs[];
  /** The tail is not called at all: the operation ends, and leaves it alone. */
  readonly endsUntouched: boolean;
  /** By the number of what the head puts out next. */
  readonly continuations: Map<number, Interaction>;
  /** What the tails for which the operation ends here are afterwards, before their history is brought up to date. */
  readonly outcome: Effect;
  /** By tail: bits for the history variables that noticed a call on the way; all 0 beyond its end. */
  noticed: Int32Array;
  /** By tail: the number of what the tail's parts put out on the way; only if some property looks at steps. */
  shown: Int32Array;
  /** The tails for which it is known how this goes on. */
  known: Uint32Array;
  /** The events that the tail asks the head here, with the tails that ask each. */
  readonly asks: Ask[];
  /** By what the history takes of the operation. */
  readonly effects: (Effect | undefined)[];
}

export class Interactions {
  readonly #product: Product;
  readonly #tails: TailStates;
  readonly #tracksSteps: boolean;
  readonly #shownSteps = new PairInterner();
  readonly #driver: number;
  readonly #state: Int32Array;
  readonly #replies: HeadReplies;
  readonly #beginnings = new PairInterner();
  readonly #begun: (Interaction | undefined)[] = [];
  readonly #histories: Histories | undefined;
  #effects = 0;
  #made = 0;
  // One delivery at a time:
  #answers: readonly Outputs[] = [];
  #answered = 0;
  #asked = NONE;
  #noticed = 0;
  #changed = false;
  #shown = 0;
  /** Parts that have put out nothing since the last that put out something. */
  #silent = 0;
  #observed: number[] = [];
  readonly #deliverer: Deliverer<number>;

  constructor(
    product: Product,
    tails: TailStates,
    replies: HeadReplies,
    histories: Histories | undefined,
    options: { readonly tracksSteps: boolean },
  ) {
    this.#product = product;
    this.#tails = tails;
    this.#replies = replies;
    this.#histories = histories;
    this.#tracksSteps = options.tracksSteps;
    // So that 0 stands for nothing put out.
    this.#shownSteps.intern(-1, -1);
    this.#driver = product.model.partIndex.get('driver') ?? -1;
    this.#state = new Int32Array(tails.width);
    this.#deliverer = product.deliverer(
      (call) => this.#step(call),
      (output) => {
        if (this.#driver !== -1) this.#observed.push(output);
      },
    );
  }

  /**
   * Where an operation begins, with what the head puts out by itself.
   * @param reply the head's; undefined for an operation that is not done to the head
   */
  begin(operation: number, reply: number | undefined): Interaction {
    // A driver is told which operation it was; to the device only what the head puts out makes a difference.
    const who = this.#driver === -1 ? NO_OPERATION : operation;
    const said =
      reply === undefined ? -1 - this.#product.operationCall(operation) : this.#replies.passedOn(reply);
    const key = this.#beginnings.intern(who, said);
    let begun = this.#begun[key];
    if (begun === undefined) {
      const firstOutputs =
        reply === undefined ? [this.#product.operationCall(operation)] : this.#replies.outputs(said);
      begun = this.#make(who, firstOutputs, []);
      this.#begun[key] = begun;
    }
    return begun;
  }

  /** How an interaction goes on when the head gives a reply. */
  continue(interaction: Interaction, reply: number): Interaction {
    const passedOn = this.#replies.passedOn(reply);
    let next = interaction.continuations.get(passedOn);
    if (next === undefined) {
      const replies = [...interaction.replies, this.#replies.outputs(passedOn)];
      next = this.#make(interaction.operation, interaction.firstOutputs, replies);
      interaction.continuations.set(passedOn, next);
    }
    return next;
  }

  /** Works out how an interaction goes on for a tail. There must be room for it: see `makeRoomForExchange`. */
  learn(interaction: Interaction, tail: number): void {
    const state = this.#state;
    this.#tails.copy(tail, 0, state);
    this.#changed = false;
    const ended = this.#replay(interaction);
    const at = tail >>> 5;
    const bit = 1 << (tail & 31);
    interaction.known[at] = (interaction.known[at] as number) | bit;
    if (ended) {
      const { outcome } = interaction;
      const image = this.#changed ? this.#tails.number(state) : tail;
      setImage(outcome, tail, image);
      if (this.#tracksSteps) interaction.shown[tail] = this.#shown;
      if (this.#noticed !== 0) {
        interaction.noticed = withPlace(interaction.noticed, tail, 0);
        interaction.noticed[tail] = this.#noticed;
      }
      return;
    }
    const event = this.#asked;
    let ask = interaction.asks.find((each) => each.event === event);
    if (ask === undefined) {
      ask = { event, tails: newWords(interaction.known.length) };
      interaction.asks.push(ask);
    }
    ask.tails = withBit(ask.tails, tail);
  }

  /** Makes room for what is learnt of an interaction with the tails of the words before `words`. */
  makeRoom(interaction: Interaction, words: number): void {
    if (words <= interaction.known.length) return;
    const room = this.#room(words);
    interaction.known = lengthened(interaction.known, room);
    makeRoomForEffect(interaction.outcome, room);
    if (!this.#tracksSteps) return;
    const shown = newNumbers(32 * room);
    shown.set(interaction.shown);
    interaction.shown = shown;
  }

  /** The same for an effect. */
  makeRoomForEffect(effect: Effect, words: number): void {
    if (words > effect.known.length) makeRoomForEffect(effect, this.#room(words));
  }

  /** For all tails that there are: in the end an interaction meets most of them. */
  #room(words: number): number {
    return Math.max(words + (words >>> 2), (this.#tails.size + 31) >>> 5);
  }

  /** Where an interaction that has ended takes the tails. Without a history there is nothing left to work out. */
  effect(interaction: Interaction, ofOperation: number): Effect {
    if (this.#histories === undefined) return interaction.outcome;
    let effect = interaction.effects[ofOperation];
    if (effect === undefined) {
      effect = this.#noEffect();
      interaction.effects[ofOperation] = effect;
    }
    return effect;
  }

  /** Brings a tail's history up to date where an interaction has ended. There must be room for it. */
  learnEffect(interaction: Interaction, effect: Effect, ofOperation: number, tail: number): void {
    const untouched = interaction.endsUntouched;
    const after = untouched ? tail : (interaction.outcome.image[tail] as number);
    const { noticed } = interaction;
    const bits = tail < noticed.length ? (noticed[tail] as number) : 0;
    setImage(effect, tail, this.#withHistory(after, ofOperation, bits));
  }

  #noEffect(): Effect {
    this.#effects++;
    return { number: this.#effects, image: new Int32Array(0), known: NO_WORDS, still: NO_WORDS };
  }

  #withHistory(tail: number, ofOperation: number, noticed: number): number {
    const histories = this.#histories;
    if (histories === undefined) return tail;
    const state = this.#state;
    const last = state.length - 1;
    this.#tails.copy(tail, 0, state);
    const known = state[last] as number;
    const next = histories.after(known, ofOperation, noticed, tail, state);
    if (next === known) return tail;
    state[last] = next;
    return this.#tails.number(state);
  }

  #make(operation: number, firstOutputs: Outputs, replies: readonly Outputs[]): Interaction {
    this.#replies.checkLength(replies);
    return {
      number: this.#made++,
      operation,
      firstOutputs,
      replies,
      endsUntouched: replies.length === 0 && this.#driver === -1 && firstOutputs.length === 0,
      continuations: new Map(),
      outcome: this.#noEffect(),
      noticed: new Int32Array(0),
      shown: new Int32Array(0),
      known: NO_WORDS,
      asks: [],
      effects: [],
    };
  }

  /**
   * Plays an interaction on the tail in `#state`, with the head's replies as they were. True when the operation
   * came to its end; otherwise the head was asked something new.
   */
  #replay({ operation, firstOutputs, replies }: Interaction): boolean {
    this.#answers = replies;
    this.#answered = 0;
    this.#asked = NONE;
    this.#noticed = 0;
    this.#shown = 0;
    this.#silent = 0;
    if (this.#driver === -1) return deliverAll(this.#deliverer, firstOutputs);
    this.#observed = [];
    if (!deliverAll(this.#deliverer, firstOutputs)) return false;
    const event = this.#product.driverEvent(operation, this.#observed);
    return deliver(this.#deliverer, callTo(this.#driver, event));
  }

  /**
   * Notes what a part put out. Most put out nothing, and at the end that need not be noted: how many parts are called
   * follows from what came before.
   */
  #note(outputsId: number): void {
    if (outputsId === NO_OUTPUTS) {
      this.#silent++;
      return;
    }
    for (; this.#silent > 0; this.#silent--)
      this.#shown = 2 * this.#shownSteps.intern(this.#shown, NO_OUTPUTS);
    // Odd numbers are what one part put out, even ones are lists; 0 is nothing.
    this.#shown = this.#shown === 0 ? 2 * outputsId + 1 : 2 * this.#shownSteps.intern(this.#shown, outputsId);
  }

  /** What a part of the tail in `#state` puts out; undefined when the head is asked what it has no reply to. */
  #step(call: number): Outputs | undefined {
    const product = this.#product;
    const part = callPart(call);
    const event = callEvent(call);
    if (part === HEAD) {
      const reply = this.#answers[this.#answered++];
      if (reply === undefined) this.#asked = event;
      return reply;
    }
    if (this.#histories !== undefined) this.#noticed |= this.#histories.noticedBy(call);
    const state = this.#state;
    const before = state[part] as number;
    let next: number;
    let outputsId: number;
    if (part === CORE || part === this.#driver) {
      // They have many states, or hear many events, and most pairs are met once: a table of them would not pay.
      const step = product.stepOf(part, before, event);
      next = product.changed(part, before, step.changes);
      ({ outputsId } = step);
    } else {
      const entry = product.entry(part, before, event);
      next = product.entryNext(entry);
      outputsId = product.entryOutputsId(entry);
    }
    if (this.#tracksSteps) this.#note(outputsId);
    if (next !== before) {
      state[part] = next;
      this.#changed = true;
    }
    return product.outputs(outputsId);
  }
}
