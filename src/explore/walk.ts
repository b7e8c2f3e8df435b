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
  /**
   * The number of the operation's *course*: a front, the operation, and how the front replied to all that the rest
   * asked. It fixes everything that is said here but the rests.
   */
  course: number;
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
const UNKNOWN = -1;

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
  /** By operation and front: the course on which it begins. */
  readonly #starts: Int32Array[] = [];
  // By course: the exchange that it has come to, what the front has shown by then, the front, and what was said.
  readonly #exchangeOf: Exchange[] = [];
  #shownOf: Int32Array = NOTHING;
  #frontOf: Int32Array = NOTHING;
  #saidOf: Int32Array = NOTHING;
  /** By a course and the place of what is asked on it: the course after the front's reply. */
  readonly #asked = new PairInterner();
  #courseAfter: Int32Array = NOTHING;

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
      course: 0,
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
    this.#go(this.#startOf(operation, front), words, 0, take);
  }

  /** How an operation begins on `front`. */
  opening(operation: number, front: number): Exchange {
    return this.#exchangeOf[this.#startOf(operation, front)] as Exchange;
  }

  /** True when an operation leaves the front and whatever rest there is as they are. */
  leavesAllAlone(operation: number, front: number): boolean {
    const start = this.#startOf(operation, front);
    return (
      !this.#tracksHistory &&
      this.#frontOf[start] === front &&
      (this.#exchangeOf[start] as Exchange).endsUntouched
    );
  }

  /**
   * What the front does by itself, before the rest can make a difference: worked out once for an operation and
   * a front, which come up in nearly every layer.
   */
  #startOf(operation: number, front: number): number {
    let starts = this.#starts[operation];
    if (starts === undefined || front >= starts.length) {
      starts = withPlace(starts ?? NOTHING, front, UNKNOWN);
      this.#starts[operation] = starts;
    }
    const known = starts[front] as number;
    if (known !== UNKNOWN) return known;
    const call = this.#product.operationCall(operation);
    const reply = callPart(call) === FRONT ? this.#replies.to(front, callEvent(call)) : undefined;
    const begun = this.#shown.intern(-1, operation);
    const start = this.#add(
      this.#exchanges.begin(operation, reply),
      reply === undefined ? begun : this.#shown.intern(begun, this.#replies.token(reply)),
      reply === undefined ? front : this.#replies.front(reply),
    );
    starts[front] = start;
    return start;
  }

  /** The course on which `course` goes on for rests that ask what stands at `place` of its exchange's asks. */
  #after(course: number, exchange: Exchange, place: number): number {
    const asked = this.#asked.intern(course, place);
    const known = asked < this.#courseAfter.length ? (this.#courseAfter[asked] as number) : UNKNOWN;
    if (known !== UNKNOWN) return known;
    const { event } = exchange.asks[place] as Exchange['asks'][number];
    const reply = this.#replies.to(this.#frontOf[course] as number, event);
    const after = this.#add(
      this.#exchanges.continue(exchange, reply),
      this.#shown.intern(this.#shownOf[course] as number, this.#replies.token(reply)),
      this.#replies.front(reply),
    );
    this.#courseAfter = withPlace(this.#courseAfter, asked, UNKNOWN);
    this.#courseAfter[asked] = after;
    return after;
  }

  #add(exchange: Exchange, shown: number, front: number): number {
    const course = this.#exchangeOf.length;
    this.#exchangeOf.push(exchange);
    if (course >= this.#shownOf.length) {
      this.#shownOf = withPlace(this.#shownOf, course, 0);
      this.#frontOf = withPlace(this.#frontOf, course, 0);
      this.#saidOf = withPlace(this.#saidOf, course, UNKNOWN);
    }
    this.#shownOf[course] = shown;
    this.#frontOf[course] = front;
    return course;
  }

  #go(course: number, words: Words, depth: number, take: (piece: Piece) => void): void {
    const exchange = this.#exchangeOf[course] as Exchange;
    if (exchange.endsUntouched) {
      this.#end(course, exchange, words, take);
      return;
    }
    this.#learn(exchange, words);
    const { asks } = exchange;
    if (asks.length === 0) {
      this.#end(course, exchange, words, take);
      return;
    }
    for (let place = 0; place < asks.length; place++) {
      const asking = this.#meet(words, (asks[place] as Exchange['asks'][number]).rests, depth);
      if (asking.size > 0) this.#go(this.#after(course, exchange, place), asking, depth + 1, take);
    }
    const ending = this.#meet(words, exchange.outcome.known, depth);
    if (ending.size > 0) this.#end(course, exchange, ending, take);
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

  #end(course: number, exchange: Exchange, words: Words, take: (piece: Piece) => void): void {
    const piece = this.#piece;
    piece.course = course;
    piece.shown = this.#shownOf[course] as number;
    piece.frontAfter = this.#frontOf[course] as number;
    piece.said = this.#tracksHistory ? this.#saidOn(course) : 0;
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

  /** The number of what the driver said by the operation at hand, given the front with which it ended. */
  #saidOn(course: number): number {
    const known = this.#saidOf[course] as number;
    if (known !== UNKNOWN) return known;
    const { operation } = this.#piece;
    const front = this.#frontOf[course] as number;
    const pair = this.#saidNumbers.intern(operation, front);
    let number = this.#said[pair];
    if (number === undefined) {
      const transport = this.#product.view(FRONT, front) as unknown as StateSeen['transport'];
      const said: Said = saidBy(this.#product.operation(operation), transport);
      number = this.#exchanges.saidNumber(said);
      this.#said[pair] = number;
    }
    this.#saidOf[course] = number;
    return number;
  }
}
