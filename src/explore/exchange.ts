/**
 * What passes between front and rest during one operation.
 *
 * An operation begins at one of them, usually at the front, which calls the rest; the rest may call the front
 * back (a status write is answered with the status that came of it), and so on. An *exchange* is one point of
 * that: everything that the front has said so far. Given an exchange, each of the rest's states either ends the
 * operation in a new state, or asks the front something. So what an operation does is worked out once for each
 * exchange and rest, by the parts' own tables; the many states of the front that say the same share it.
 */
import { FEATURES_OK } from '../../machines/vocabulary/device-status.ts';
import { type History, nextHistory, type Said } from '../check/history.ts';
import { CompileError } from '../model/compile-error.ts';
import { flatKey, Interner, PairInterner } from '../model/interner.ts';
import { CALL_DEPTH_MAX } from '../model/perform.ts';
import { callEvent, callPart, type Product } from '../model/product.ts';
import { withPlace, withRoom } from './bits.ts';
import { FRONT, type RestStates } from './rest-states.ts';

const CORE = 1;

/** Where an operation takes each rest, once it is known what the driver said by it. */
export interface Effect {
  /** By rest: the rest afterwards; -1 while unknown. */
  image: Int32Array;
  /** The rests whose image is known, and those that stay as they are. */
  known: Uint32Array;
  still: Uint32Array;
}

const NO_WORDS = new Uint32Array(0);

const noEffect = (): Effect => ({ image: new Int32Array(0), known: NO_WORDS, still: NO_WORDS });

/** Makes room for every rest of the words before `words`. */
export function makeRoomForEffect(effect: Effect, words: number): void {
  if (words <= effect.known.length) return;
  effect.known = withRoom(effect.known, words - 1);
  effect.still = withRoom(effect.still, effect.known.length - 1);
  // As long as the rows of bits: what is written past a typed array's end is lost without a word.
  effect.image = withPlace(effect.image, 32 * effect.known.length - 1, -1);
}

/** The same, for what is learnt of an exchange. */
export function makeRoomForExchange(exchange: Exchange, words: number): void {
  if (words <= exchange.known.length) return;
  exchange.known = withRoom(exchange.known, words - 1);
  exchange.reset = withRoom(exchange.reset, exchange.known.length - 1);
  makeRoomForEffect(exchange.outcome, exchange.known.length);
}

/** How an exchange goes on whatever the rest's state is, when the front has said nothing to it yet. */
const DEPENDS = -2;
const ENDS = -1;

/** More replies of the front within one operation than any transport has. */
const REPLIES_MAX = 1000;

export interface Exchange {
  /** The operation, for the driver, who hears of it at the end; -1 without a driver. */
  readonly operation: number;
  /** The first call, as an output. */
  readonly opening: Int32Array;
  /** The front's replies so far, each as what it put out. */
  readonly replies: readonly Int32Array[];
  /** The event that the front gets next in any case; `ENDS`, or `DEPENDS` on the rest. */
  readonly next: number;
  /** By the number of what the front puts out next. */
  readonly continuations: Map<number, Exchange>;
  /** What the rests for which the operation ends here are afterwards, before their history is brought up to date. */
  readonly outcome: Effect;
  /** Those of them whose core was reset on the way. */
  reset: Uint32Array;
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
  readonly #driver: number;
  readonly #row: Int32Array;
  readonly #roots = new Map<number, Exchange>();
  readonly #heard = new Interner<Int32Array>();
  /** By the number of what a table entry puts out. */
  readonly #heardOf: (number | undefined)[] = [];
  readonly #histories: Interner<History>;
  readonly #said = new Interner<Said>();
  readonly #historySteps = new PairInterner();
  readonly #historyNext: (number | undefined)[] = [];
  // One rehearsal at a time:
  #replies: readonly Int32Array[] = [];
  #replied = 0;
  #asked = ENDS;
  #touched = false;
  #reset = false;
  #changed = false;
  #observed: number[] = [];

  constructor(
    product: Product,
    rests: RestStates,
    histories: Interner<History>,
    options: { readonly tracksHistory: boolean },
  ) {
    this.#product = product;
    this.#rests = rests;
    this.#histories = histories;
    this.#tracksHistory = options.tracksHistory;
    this.#driver = product.model.partIndex.get('driver') ?? -1;
    this.#row = new Int32Array(rests.width);
  }

  /** Where an operation begins. */
  root(operation: number): Exchange {
    const product = this.#product;
    const call = product.operationCall(operation);
    const key = this.#driver === -1 ? call : operation;
    let root = this.#roots.get(key);
    if (root === undefined) {
      root = this.#make(this.#driver === -1 ? -1 : operation, Int32Array.of(call), []);
      this.#roots.set(key, root);
    }
    return root;
  }

  /** How an exchange goes on when the front replies with the outputs of one of its table entries. */
  continue(exchange: Exchange, entry: number): Exchange {
    const heard = this.heardOf(entry);
    let next = exchange.continuations.get(heard);
    if (next === undefined) {
      next = this.#make(exchange.operation, exchange.opening, [...exchange.replies, this.#heard.at(heard)]);
      exchange.continuations.set(heard, next);
    }
    return next;
  }

  /** The number of what the rest hears of a front's table entry: its calls. A driver hears observations too. */
  heardOf(entry: number): number {
    const id = this.#product.entryOutputsId(entry);
    let heard = this.#heardOf[id];
    if (heard === undefined) {
      const outputs = this.#product.entryOutputs(entry);
      const calls = this.#driver === -1 ? outputs.filter((output) => output >= 0) : outputs;
      heard = this.#heard.intern(calls.join(), () => calls);
      this.#heardOf[id] = heard;
    }
    return heard;
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
      outcome.image[rest] = image;
      outcome.known[at] = (outcome.known[at] as number) | bit;
      if (image === rest) outcome.still[at] = (outcome.still[at] as number) | bit;
      if (this.#reset) exchange.reset[at] = (exchange.reset[at] as number) | bit;
      return;
    }
    const event = this.#asked;
    let ask = exchange.asks.find((each) => each.event === event);
    if (ask === undefined) {
      ask = { event, rests: new Uint32Array(exchange.known.length) };
      exchange.asks.push(ask);
    }
    ask.rests = withRoom(ask.rests, at);
    ask.rests[at] = (ask.rests[at] as number) | bit;
  }

  /** The number of what the driver says by an operation, which may depend on what the transport selects. */
  saidNumber(said: Said): number {
    return this.#said.intern(flatKey(said), () => said);
  }

  /** Where an exchange that has ended takes the rests. Without a history there is nothing left to work out. */
  effect(exchange: Exchange, said: number): Effect {
    if (!this.#tracksHistory) return exchange.outcome;
    let effect = exchange.effects[said];
    if (effect === undefined) {
      effect = noEffect();
      exchange.effects[said] = effect;
    }
    return effect;
  }

  /** Brings a rest's history up to date where an exchange has ended. There must be room for it. */
  learnEffect(exchange: Exchange, effect: Effect, said: number, rest: number): void {
    const at = rest >>> 5;
    const bit = 1 << (rest & 31);
    const untouched = exchange.next === ENDS;
    const after = untouched ? rest : (exchange.outcome.image[rest] as number);
    const reset = !untouched && ((exchange.reset[at] as number) & bit) !== 0;
    const image = this.#withHistory(after, said, reset);
    effect.image[rest] = image;
    effect.known[at] = (effect.known[at] as number) | bit;
    if (image === rest) effect.still[at] = (effect.still[at] as number) | bit;
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

  #make(operation: number, opening: Int32Array, replies: readonly Int32Array[]): Exchange {
    if (replies.length > REPLIES_MAX)
      throw new CompileError(
        this.#product.model.machines[FRONT]?.name ?? '',
        `one operation makes it answer more than ${REPLIES_MAX} times; do its calls to itself ever end?`,
      );
    const start = { operation, opening, replies };
    return {
      ...start,
      next: this.#nextInAnyCase(start),
      continuations: new Map(),
      outcome: noEffect(),
      reset: NO_WORDS,
      known: NO_WORDS,
      asks: [],
      effects: [],
    };
  }

  #nextInAnyCase(exchange: Pick<Exchange, 'operation' | 'opening' | 'replies'>): number {
    const ended = this.#rehearse(exchange, undefined);
    if (this.#touched) return DEPENDS;
    return ended ? ENDS : this.#asked;
  }

  /**
   * Plays an exchange on the rest in `row`, with the front's replies as they were. True when the operation
   * came to its end; otherwise the front was asked something new. Without a row it stops at the first call to
   * the rest.
   */
  #rehearse(
    { operation, opening, replies }: Pick<Exchange, 'operation' | 'opening' | 'replies'>,
    row: Int32Array | undefined,
  ): boolean {
    this.#replies = replies;
    this.#replied = 0;
    this.#asked = ENDS;
    this.#touched = false;
    this.#reset = false;
    if (this.#driver === -1) return this.#play(opening, row, 0);
    this.#observed = [];
    if (!this.#play(opening, row, 0)) return false;
    if (row === undefined) {
      this.#touched = true;
      return false;
    }
    return this.#deliver(this.#driver, this.#product.driverEvent(operation, this.#observed), row, 0);
  }

  #play(outputs: Int32Array, row: Int32Array | undefined, depth: number): boolean {
    for (let at = 0; at < outputs.length; at++) {
      const output = outputs[at] as number;
      if (output < 0) {
        if (this.#driver !== -1) this.#observed.push(output);
      } else if (!this.#deliver(callPart(output), callEvent(output), row, depth)) return false;
    }
    return true;
  }

  #deliver(part: number, event: number, row: Int32Array | undefined, depth: number): boolean {
    const product = this.#product;
    if (depth > CALL_DEPTH_MAX)
      throw new CompileError(
        product.model.machines[part]?.name ?? '',
        `event "${product.event(event).type}": calls are nested more than ${CALL_DEPTH_MAX} deep and never return`,
      );
    if (part === FRONT) {
      const reply = this.#replies[this.#replied++];
      if (reply !== undefined) return this.#play(reply, row, depth + 1);
      this.#asked = event;
      return false;
    }
    if (row === undefined) {
      this.#touched = true;
      return false;
    }
    if (this.#tracksHistory && part === CORE && product.event(event).type === 'reset') this.#reset = true;
    const entry = product.entry(part, row[part] as number, event);
    const next = product.entryNext(entry);
    if (next !== row[part]) {
      row[part] = next;
      this.#changed = true;
    }
    return this.#play(product.entryOutputs(entry), row, depth + 1);
  }
}

/** The operation ends here whatever the rest's state is, and leaves it alone. */
export const endsUntouched = (exchange: Exchange): boolean => exchange.next === ENDS;
/** The event that the front gets next whatever the rest's state is; undefined when that depends. */
export const nextEvent = (exchange: Exchange): number | undefined =>
  exchange.next >= 0 ? exchange.next : undefined;
