/**
 * What passes between front and rest during one operation.
 *
 * An operation begins at one of them, usually at the front, which calls the rest; the rest may call the front
 * back (a status write is answered with the status that came of it), and so on. An *exchange* is one point of
 * that: everything that the front has said so far. Given an exchange, each of the rest's states either ends the
 * operation in a new state, or asks the front something. So what an operation does is worked out once for each
 * exchange and rest, by the parts' own tables; the many states of the front that say the same share it.
 */
import { FEATURES_OK } from '../../../machines/vocabulary/device-status.ts';
import { CALL_DEPTH_MAX } from '../../model/perform.ts';
import { callEvent, callPart, type Outputs, type Product } from '../../model/product.ts';
import { FlatInterner } from '../../numbering/flat-interner.ts';
import { flatKey, type Interner, PairInterner } from '../../numbering/interner.ts';
import { newNumbers, newWords } from '../../numbering/slab.ts';
import { type History, nextHistory, type Said } from '../../property/history.ts';
import { NO_OUTPUTS } from '../../statechart/part-steps.ts';
import { lengthened, NO_WORDS, withBit } from '../sets/bits.ts';
import type { FrontReplies } from './head-replies.ts';
import { CORE, FRONT, type RestStates } from './tail-states.ts';

/** Where an operation takes each rest, once it is known what the driver said by it. */
export interface Effect {
  /** From 1 on; 0 stands for leaving everything as it is. */
  readonly number: number;
  /** By rest: the rest afterwards; -1 while unknown. */
  image: Int32Array;
  /** The rests whose image is known, and those that stay as they are. */
  known: Uint32Array;
  still: Uint32Array;
}

/** Makes room in an effect for every rest of the words before `words`. */
function makeRoomForEffect(effect: Effect, words: number): void {
  if (words <= effect.known.length) return;
  effect.known = lengthened(effect.known, words);
  effect.still = lengthened(effect.still, words);
  // As long as the rows of bits: what is written past a typed array's end is lost without a word.
  const image = newNumbers(32 * words).fill(-1);
  image.set(effect.image);
  effect.image = image;
}

/** Notes where a rest goes. There must be room for it. */
function setImage(effect: Effect, rest: number, image: number): void {
  const at = rest >>> 5;
  const bit = 1 << (rest & 31);
  effect.image[rest] = image;
  effect.known[at] = (effect.known[at] as number) | bit;
  if (image === rest) effect.still[at] = (effect.still[at] as number) | bit;
}

/** No event. */
const NONE = -1;

/** Stands for an exchange's operation where nobody hears which it was. */
export const NO_OPERATION = -1;

export interface Exchange {
  readonly number: number;
  /** The operation, for the driver, who hears of it at the end; `NO_OPERATION` without a driver. */
  readonly operation: number;
  /** What the front put out first; or the call by which an operation on another part begins. */
  readonly opening: Outputs;
  /** The front's replies to what the rest asked so far, each as what it put out. */
  readonly replies: readonly Outputs[];
  /** The rest is not called at all: the operation ends, and leaves it alone. */
  readonly endsUntouched: boolean;
  /** By the number of what the front puts out next. */
  readonly continuations: Map<number, Exchange>;
  /** What the rests for which the operation ends here are afterwards, before their history is brought up to date. */
  readonly outcome: Effect;
  /** Those of them whose core was reset on the way. */
  reset: Uint32Array;
  /** By rest: the number of what the rest's parts put out on the way; only if some property looks at steps. */
  shown: Int32Array;
  /** The rests for which it is known how this goes on. */
  known: Uint32Array;
  /** The events that the rest asks the front here, with the rests that ask each. */
  readonly asks: { readonly event: number; rests: Uint32Array }[];
  /** By what the driver said. */
  readonly effects: (Effect | undefined)[];
}

export class Exchanges {
  readonly #product: Product;
  readonly #rests: RestStates;
  readonly #tracksHistory: boolean;
  readonly #tracksSteps: boolean;
  readonly #shownSteps = new PairInterner();
  readonly #driver: number;
  readonly #row: Int32Array;
  readonly #replies: FrontReplies;
  readonly #beginnings = new PairInterner();
  readonly #begun: (Exchange | undefined)[] = [];
  readonly #histories: Interner<History>;
  readonly #said = new FlatInterner<Said>();
  readonly #historySteps = new PairInterner();
  readonly #historyNext: (number | undefined)[] = [];
  #effects = 0;
  #made = 0;
  // One rehearsal at a time:
  #answers: readonly Outputs[] = [];
  #answered = 0;
  #asked = NONE;
  #reset = false;
  #changed = false;
  #shown = 0;
  /** Parts that have put out nothing since the last that put out something. */
  #silent = 0;
  #observed: number[] = [];

  constructor(
    product: Product,
    rests: RestStates,
    replies: FrontReplies,
    histories: Interner<History>,
    options: { readonly tracksHistory: boolean; readonly tracksSteps: boolean },
  ) {
    this.#product = product;
    this.#rests = rests;
    this.#replies = replies;
    this.#histories = histories;
    this.#tracksHistory = options.tracksHistory;
    this.#tracksSteps = options.tracksSteps;
    // So that 0 stands for nothing put out.
    this.#shownSteps.intern(-1, -1);
    this.#driver = product.model.partIndex.get('driver') ?? -1;
    this.#row = new Int32Array(rests.width);
  }

  /**
   * Where an operation begins, once the front has said what it says by itself.
   * @param reply the front's; undefined for an operation that is not done to the front
   */
  begin(operation: number, reply: number | undefined): Exchange {
    // A driver hears which operation it was; the device does not care how the front came to say what it says.
    const who = this.#driver === -1 ? NO_OPERATION : operation;
    const said =
      reply === undefined ? -1 - this.#product.operationCall(operation) : this.#replies.heard(reply);
    const key = this.#beginnings.intern(who, said);
    let begun = this.#begun[key];
    if (begun === undefined) {
      const opening =
        reply === undefined ? [this.#product.operationCall(operation)] : this.#replies.outputs(said);
      begun = this.#make(who, opening, []);
      this.#begun[key] = begun;
    }
    return begun;
  }

  /** How an exchange goes on when the front gives a reply. */
  continue(exchange: Exchange, reply: number): Exchange {
    const heard = this.#replies.heard(reply);
    let next = exchange.continuations.get(heard);
    if (next === undefined) {
      const replies = [...exchange.replies, this.#replies.outputs(heard)];
      next = this.#make(exchange.operation, exchange.opening, replies);
      exchange.continuations.set(heard, next);
    }
    return next;
  }

  /** Works out how an exchange goes on for a rest. There must be room for it: see `makeRoomForExchange`. */
  learn(exchange: Exchange, rest: number): void {
    const row = this.#row;
    this.#rests.copy(rest, 0, row);
    this.#changed = false;
    const ended = this.#rehearse(exchange, row);
    const at = rest >>> 5;
    const bit = 1 << (rest & 31);
    exchange.known[at] = (exchange.known[at] as number) | bit;
    if (ended) {
      const { outcome } = exchange;
      const image = this.#changed ? this.#rests.number(row) : rest;
      setImage(outcome, rest, image);
      if (this.#tracksSteps) exchange.shown[rest] = this.#shown;
      if (this.#reset) exchange.reset[at] = (exchange.reset[at] as number) | bit;
      return;
    }
    const event = this.#asked;
    let ask = exchange.asks.find((each) => each.event === event);
    if (ask === undefined) {
      ask = { event, rests: newWords(exchange.known.length) };
      exchange.asks.push(ask);
    }
    ask.rests = withBit(ask.rests, rest);
  }

  /** The number of what the driver says by an operation, which may depend on what the transport selects. */
  saidNumber(said: Said): number {
    return this.#said.intern(0, { ...said }, () => said);
  }

  /** Makes room for what is learnt of an exchange with the rests of the words before `words`. */
  makeRoom(exchange: Exchange, words: number): void {
    if (words <= exchange.known.length) return;
    const room = this.#room(words);
    exchange.known = lengthened(exchange.known, room);
    exchange.reset = lengthened(exchange.reset, room);
    makeRoomForEffect(exchange.outcome, room);
    if (!this.#tracksSteps) return;
    const shown = newNumbers(32 * room);
    shown.set(exchange.shown);
    exchange.shown = shown;
  }

  /** The same for an effect. */
  makeRoomForEffect(effect: Effect, words: number): void {
    if (words > effect.known.length) makeRoomForEffect(effect, this.#room(words));
  }

  /** For all rests that there are: in the end an exchange meets most of them. */
  #room(words: number): number {
    return Math.max(words + (words >>> 2), (this.#rests.size + 31) >>> 5);
  }

  /** Where an exchange that has ended takes the rests. Without a history there is nothing left to work out. */
  effect(exchange: Exchange, said: number): Effect {
    if (!this.#tracksHistory) return exchange.outcome;
    let effect = exchange.effects[said];
    if (effect === undefined) {
      effect = this.#noEffect();
      exchange.effects[said] = effect;
    }
    return effect;
  }

  /** Brings a rest's history up to date where an exchange has ended. There must be room for it. */
  learnEffect(exchange: Exchange, effect: Effect, said: number, rest: number): void {
    const at = rest >>> 5;
    const bit = 1 << (rest & 31);
    const untouched = exchange.endsUntouched;
    const after = untouched ? rest : (exchange.outcome.image[rest] as number);
    const reset = !untouched && ((exchange.reset[at] as number) & bit) !== 0;
    const image = this.#withHistory(after, said, reset);
    setImage(effect, rest, image);
  }

  #noEffect(): Effect {
    this.#effects++;
    return { number: this.#effects, image: new Int32Array(0), known: NO_WORDS, still: NO_WORDS };
  }

  #withHistory(rest: number, said: number, reset: boolean): number {
    const row = this.#row;
    const last = row.length - 1;
    this.#rests.copy(rest, 0, row);
    const known = row[last] as number;
    const { deviceStatus } = this.#product.view(CORE, row[CORE] as number);
    const featuresOk = ((deviceStatus as number) & FEATURES_OK) !== 0;
    const step = this.#historySteps.intern(known, 4 * said + (reset ? 2 : 0) + (featuresOk ? 1 : 0));
    let next = this.#historyNext[step];
    if (next === undefined) {
      const history = nextHistory(this.#histories.at(known), this.#said.at(said), reset, featuresOk);
      next = this.#histories.intern(flatKey(history), () => history);
      this.#historyNext[step] = next;
    }
    if (next === known) return rest;
    row[last] = next;
    return this.#rests.number(row);
  }

  #make(operation: number, opening: Outputs, replies: readonly Outputs[]): Exchange {
    this.#replies.checkLength(replies);
    return {
      number: this.#made++,
      operation,
      opening,
      replies,
      endsUntouched: replies.length === 0 && this.#driver === -1 && opening.length === 0,
      continuations: new Map(),
      outcome: this.#noEffect(),
      reset: NO_WORDS,
      shown: new Int32Array(0),
      known: NO_WORDS,
      asks: [],
      effects: [],
    };
  }

  /**
   * Plays an exchange on the rest in `row`, with the front's replies as they were. True when the operation
   * came to its end; otherwise the front was asked something new.
   */
  #rehearse(
    { operation, opening, replies }: Pick<Exchange, 'operation' | 'opening' | 'replies'>,
    row: Int32Array,
  ): boolean {
    this.#answers = replies;
    this.#answered = 0;
    this.#asked = NONE;
    this.#reset = false;
    this.#shown = 0;
    this.#silent = 0;
    if (this.#driver === -1) return this.#play(opening, row, 0);
    this.#observed = [];
    if (!this.#play(opening, row, 0)) return false;
    return this.#deliver(this.#driver, this.#product.driverEvent(operation, this.#observed), row, 0);
  }

  #play(outputs: Outputs, row: Int32Array, depth: number): boolean {
    for (let at = 0; at < outputs.length; at++) {
      const output = outputs[at] as number;
      if (output < 0) {
        if (this.#driver !== -1) this.#observed.push(output);
      } else if (!this.#deliver(callPart(output), callEvent(output), row, depth)) return false;
    }
    return true;
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

  #deliver(part: number, event: number, row: Int32Array, depth: number): boolean {
    const product = this.#product;
    if (depth > CALL_DEPTH_MAX) product.neverReturns(part, event);
    if (part === FRONT) {
      const reply = this.#answers[this.#answered++];
      if (reply !== undefined) return this.#play(reply, row, depth + 1);
      this.#asked = event;
      return false;
    }
    if (this.#tracksHistory && part === CORE && product.event(event).type === 'reset') this.#reset = true;
    const before = row[part] as number;
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
      row[part] = next;
      this.#changed = true;
    }
    return this.#play(product.outputs(outputsId), row, depth + 1);
  }
}
