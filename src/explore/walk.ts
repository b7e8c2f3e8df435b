/**
 * Plays one operation on a front and a row of rests at once, and hands over what comes of it: pieces of the row
 * that end the operation with the same front, having shown the same.
 */
import { type Said, saidBy } from '../check/history.ts';
import type { StateSeen } from '../check/property.ts';
import { PairInterner } from '../model/interner.ts';
import { callEvent, callPart, type Product } from '../model/product.ts';
import { emptyWords, lowestIn, makeRoom, type Words, withPlace } from './bits.ts';
import {
  type Effect,
  type Exchange,
  type Exchanges,
  makeRoomForEffect,
  makeRoomForExchange,
} from './exchange.ts';
import type { FrontReplies } from './front-reply.ts';
import { FRONT } from './rest-states.ts';

/** What comes of an operation for a piece of a row. Reused: read it before the next one comes. */
export interface Piece {
  operation: number;
  /** The number of what the front said and showed on the way. */
  shown: number;
  frontAfter: number;
  /** The number of what the driver said by the operation; 0 when no history is kept. */
  said: number;
  words: Words;
  /** Where each rest goes; undefined when all stay as they are. */
  effect: Effect | undefined;
  /** By rest: the number of what the rest's own parts put out on the way; 0 where they were not asked. */
  shownByRest: Int32Array;
}

const NOTHING = new Int32Array(0);

export class Walker {
  readonly #product: Product;
  readonly #replies: FrontReplies;
  readonly #exchanges: Exchanges;
  readonly #tracksHistory: boolean;
  readonly #shown = new PairInterner();
  readonly #buffers: Words[] = [];
  readonly #saidNumbers = new PairInterner();
  readonly #said: (number | undefined)[] = [];
  readonly #piece: Piece;
  /** By operation and front: the number of its start. */
  readonly #starts: Int32Array[] = [];
  readonly #startExchanges: Exchange[] = [];
  readonly #startShown: number[] = [];
  readonly #startFronts: number[] = [];

  constructor(
    product: Product,
    replies: FrontReplies,
    exchanges: Exchanges,
    options: { readonly tracksHistory: boolean },
  ) {
    this.#product = product;
    this.#replies = replies;
    this.#exchanges = exchanges;
    this.#tracksHistory = options.tracksHistory;
    this.#piece = {
      operation: 0,
      shown: 0,
      frontAfter: 0,
      said: 0,
      words: emptyWords(),
      effect: undefined,
      shownByRest: NOTHING,
    };
  }

  /** Plays `operation` on `front` with each of the rests in `words`. */
  walk(operation: number, front: number, words: Words, take: (piece: Piece) => void): void {
    this.#piece.operation = operation;
    const start = this.#startOf(operation, front);
    const exchange = this.#startExchanges[start] as Exchange;
    const shown = this.#startShown[start] as number;
    this.#go(exchange, shown, this.#startFronts[start] as number, words, 0, take);
  }

  /** True when an operation leaves the front and whatever rest there is as they are. */
  leavesAllAlone(operation: number, front: number): boolean {
    const start = this.#startOf(operation, front);
    return (
      !this.#tracksHistory &&
      this.#startFronts[start] === front &&
      (this.#startExchanges[start] as Exchange).endsUntouched
    );
  }

  /**
   * What the front does by itself, before the rest can make a difference: worked out once for an operation and
   * a front, which come up in nearly every layer.
   */
  #startOf(operation: number, front: number): number {
    let starts = this.#starts[operation];
    if (starts === undefined || front >= starts.length) {
      starts = withPlace(starts ?? new Int32Array(0), front, -1);
      this.#starts[operation] = starts;
    }
    const known = starts[front] as number;
    if (known !== -1) return known;
    const call = this.#product.operationCall(operation);
    const reply = callPart(call) === FRONT ? this.#replies.to(front, callEvent(call)) : undefined;
    const begun = this.#shown.intern(-1, operation);
    const shown = reply === undefined ? begun : this.#shown.intern(begun, this.#replies.token(reply));
    const start = this.#startExchanges.length;
    this.#startExchanges.push(this.#exchanges.begin(operation, reply));
    this.#startShown.push(shown);
    this.#startFronts.push(reply === undefined ? front : this.#replies.front(reply));
    starts[front] = start;
    return start;
  }

  #go(
    exchange: Exchange,
    shown: number,
    front: number,
    words: Words,
    depth: number,
    take: (piece: Piece) => void,
  ): void {
    if (exchange.endsUntouched) {
      this.#end(exchange, shown, front, words, take);
      return;
    }
    this.#learn(exchange, words);
    for (const ask of exchange.asks) {
      const asking = this.#meet(words, ask.rests, depth);
      if (asking.size === 0) continue;
      const reply = this.#replies.to(front, ask.event);
      const next = this.#exchanges.continue(exchange, reply);
      const shownNow = this.#shown.intern(shown, this.#replies.token(reply));
      this.#go(next, shownNow, this.#replies.front(reply), asking, depth + 1, take);
    }
    const ending = this.#meet(words, exchange.outcome.known, depth);
    if (ending.size > 0) this.#end(exchange, shown, front, ending, take);
  }

  /** Makes sure that it is known how the exchange goes on for every rest of the row. */
  #learn(exchange: Exchange, { size, at, word }: Words): void {
    if (size === 0) return;
    makeRoomForExchange(exchange, 1 + (at[size - 1] as number));
    for (let i = 0; i < size; i++) {
      const place = at[i] as number;
      for (let left = (word[i] as number) & ~(exchange.known[place] as number); left !== 0; left &= left - 1)
        this.#exchanges.learn(exchange, lowestIn(place, left));
    }
  }

  /** The rests of `words` that are also in `row`. */
  #meet(words: Words, row: Uint32Array, depth: number): Words {
    let met = this.#buffers[depth];
    if (met === undefined) {
      met = emptyWords();
      this.#buffers[depth] = met;
    }
    makeRoom(met, words.size);
    let size = 0;
    for (let i = 0; i < words.size; i++) {
      const at = words.at[i] as number;
      if (at >= row.length) break;
      const word = (words.word[i] as number) & (row[at] as number);
      if (word === 0) continue;
      met.at[size] = at;
      met.word[size++] = word;
    }
    met.size = size;
    return met;
  }

  #end(exchange: Exchange, shown: number, front: number, words: Words, take: (piece: Piece) => void): void {
    const piece = this.#piece;
    piece.shown = shown;
    piece.frontAfter = front;
    piece.said = this.#tracksHistory ? this.#saidBy(piece.operation, front) : 0;
    piece.words = words;
    piece.shownByRest = exchange.shown;
    piece.effect =
      exchange.endsUntouched && !this.#tracksHistory ? undefined : this.#effect(exchange, piece.said, words);
    take(piece);
  }

  /** The exchange's effect, known for every rest of the row. */
  #effect(exchange: Exchange, said: number, { size, at, word }: Words): Effect {
    const effect = this.#exchanges.effect(exchange, said);
    if (size === 0 || !this.#tracksHistory) return effect;
    makeRoomForEffect(effect, 1 + (at[size - 1] as number));
    for (let i = 0; i < size; i++) {
      const place = at[i] as number;
      for (let left = (word[i] as number) & ~(effect.known[place] as number); left !== 0; left &= left - 1)
        this.#exchanges.learnEffect(exchange, effect, said, lowestIn(place, left));
    }
    return effect;
  }

  #saidBy(operation: number, front: number): number {
    const pair = this.#saidNumbers.intern(operation, front);
    let number = this.#said[pair];
    if (number === undefined) {
      const transport = this.#product.view(FRONT, front) as unknown as StateSeen['transport'];
      const said: Said = saidBy(this.#product.operation(operation), transport);
      number = this.#exchanges.saidNumber(said);
      this.#said[pair] = number;
    }
    return number;
  }
}
