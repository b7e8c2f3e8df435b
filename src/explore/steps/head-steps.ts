/**
 * Plays one operation on a front and a row of rests at once, and hands over what comes of it: pieces of the row
 * that end the operation with the same front, having shown the same.
 */

import { callEvent, callPart, type Product } from '../../model/product.ts';
import { PairInterner } from '../../numbering/interner.ts';
import { type Said, saidBy } from '../../property/history.ts';
import type { StateSeen } from '../../property/property.ts';
import { emptyWords, lowestIn, makeRoom, withPlace } from '../sets/bits.ts';
import { EMPTY_ROW, type Rows } from '../sets/tail-sets.ts';
import type { FrontReplies } from './head-replies.ts';
import type { Effect, Exchange, Exchanges } from './interaction.ts';
import { FRONT } from './tail-states.ts';

/**
 * What comes of an operation for a piece of a row. Reused: read it before the next one comes.
 *
 * The operation's *course* is what was said and shown in its turn by the front, and asked by the rest. It comes to the
 * same for all fronts that say the same; *legs* are what single fronts make of it.
 */
export interface Piece {
  operation: number;
  /** The number of what the front said and showed on the way. */
  shown: number;
  frontAfter: number;
  /** The number of what the driver said by the operation; 0 when no history is kept. */
  said: number;
  /** The number of the row of rests. */
  row: number;
  /** Where each rest goes, once `learnEffect` was called; undefined when all stay as they are. */
  effect: Effect | undefined;
  /** By rest: the number of what the rest's own parts put out on the way; 0 where they were not asked. */
  shownByRest: Int32Array;
  /** What was said on the course. */
  exchange: Exchange | undefined;
  /** Where the leg on which it ended is kept, from `leg` on: see `COURSE` and what follows it. */
  legs: Int32Array;
  leg: number;
}

/** What is kept of a leg: the course that it is on, the front after it, and its kind, which is the search's. */
export const COURSE = 0;
export const FRONT_AFTER = 1;
export const KIND = 2;
export const LEG_SIZE = 3;

const NOTHING = new Int32Array(0);
const UNKNOWN = -1;

export class Walker {
  readonly #product: Product;
  readonly #replies: FrontReplies;
  readonly #exchanges: Exchanges;
  readonly #tracksHistory: boolean;
  readonly #shown = new PairInterner();
  readonly #rows: Rows;
  readonly #met = emptyWords();
  /** By an exchange and a row: the rows of those for which it ends, and of those that ask each of its asks. */
  #splits = new PairInterner();
  /** Where a split's rows begin in `#splitRows`; 0 while it is unknown. */
  #splitAt: Int32Array = NOTHING;
  #splitRows: Int32Array = NOTHING;
  #splitEnd = 1;
  readonly #saidNumbers = new PairInterner();
  readonly #said: (number | undefined)[] = [];
  readonly #piece: Piece;
  /** The front with which the operation at hand began. */
  #front = 0;
  /** By front: the legs on which the operations begin, by their numbers. They stand together, being walked in turn. */
  readonly #starts: Int32Array[] = [];
  /** By course: the exchange that it has come to, and what the front has shown by then. */
  readonly #exchangeOf: Exchange[] = [];
  readonly #shownOf: number[] = [];
  readonly #courses = new PairInterner();
  /** By a course and the place of what is asked on it; and by that and the front with which it began: a leg. */
  readonly #asked = new PairInterner();
  readonly #askedOf = new PairInterner();
  #afterAsking: Int32Array = NOTHING;

  constructor(
    product: Product,
    replies: FrontReplies,
    exchanges: Exchanges,
    rows: Rows,
    options: { readonly tracksHistory: boolean },
  ) {
    this.#product = product;
    this.#replies = replies;
    this.#exchanges = exchanges;
    this.#rows = rows;
    this.#tracksHistory = options.tracksHistory;
    this.#piece = {
      operation: 0,
      shown: 0,
      frontAfter: 0,
      said: 0,
      row: EMPTY_ROW,
      effect: undefined,
      shownByRest: NOTHING,
      exchange: undefined,
      legs: NOTHING,
      leg: 0,
    };
  }

  /** Plays `operation` on `front` with each of the rests in a row. */
  walk(operation: number, front: number, row: number, take: (piece: Piece) => void): void {
    this.#piece.operation = operation;
    this.#front = front;
    const leg = LEG_SIZE * operation;
    this.#go(this.#startsOf(operation, front), leg, row, take);
  }

  /** To be called when the rows' numbers have changed. */
  forgetRows(): void {
    this.#splits = new PairInterner();
    this.#splitAt = NOTHING;
    this.#splitEnd = 1;
  }

  /** The legs on which operations begin on a front, `LEG_SIZE` numbers for each operation: -1 where one is not known. */
  legsOf(front: number): Int32Array {
    return this.#starts[front] ?? NOTHING;
  }

  /**
   * What the front does by itself, before the rest can make a difference: worked out once for an operation and
   * a front, which come up in nearly every layer.
   */
  #startsOf(operation: number, front: number): Int32Array {
    const leg = LEG_SIZE * operation;
    let legs = this.#starts[front] ?? NOTHING;
    if (leg + LEG_SIZE > legs.length) {
      const all = this.#product.model.operations.length;
      legs = withPlace(legs, LEG_SIZE * Math.max(operation + 1, all) - 1, UNKNOWN);
      this.#starts[front] = legs;
    }
    if (legs[leg + COURSE] !== UNKNOWN) return legs;
    const call = this.#product.operationCall(operation);
    const begun = this.#shown.intern(-1, operation);
    if (callPart(call) === FRONT) {
      const reply = this.#replies.to(front, callEvent(call));
      legs[leg + FRONT_AFTER] = this.#replies.frontAfter;
      legs[leg + COURSE] = this.#course(
        this.#exchanges.begin(operation, reply),
        this.#shown.intern(begun, reply),
      );
    } else {
      legs[leg + FRONT_AFTER] = front;
      legs[leg + COURSE] = this.#course(this.#exchanges.begin(operation, undefined), begun);
    }
    return legs;
  }

  /** The place in `#afterAsking` of the leg that follows on one, where the rest asks what stands at `place`. */
  #after(course: number, frontAfter: number, exchange: Exchange, place: number): number {
    const leg = LEG_SIZE * this.#askedOf.intern(this.#asked.intern(course, place), this.#front);
    this.#afterAsking = withPlace(this.#afterAsking, leg + LEG_SIZE - 1, UNKNOWN);
    const legs = this.#afterAsking;
    if (legs[leg + COURSE] !== UNKNOWN) return leg;
    const { event } = exchange.asks[place] as Exchange['asks'][number];
    const reply = this.#replies.to(frontAfter, event);
    legs[leg + FRONT_AFTER] = this.#replies.frontAfter;
    legs[leg + COURSE] = this.#course(
      this.#exchanges.continue(exchange, reply),
      this.#shown.intern(this.#shownOf[course] as number, reply),
    );
    return leg;
  }

  #course(exchange: Exchange, shown: number): number {
    const course = this.#courses.intern(exchange.number, shown);
    if (course === this.#exchangeOf.length) {
      this.#exchangeOf.push(exchange);
      this.#shownOf.push(shown);
    }
    return course;
  }

  /** @param leg where it stands in `legs` */
  #go(legs: Int32Array, leg: number, row: number, take: (piece: Piece) => void): void {
    const course = legs[leg + COURSE] as number;
    const exchange = this.#exchangeOf[course] as Exchange;
    if (exchange.endsUntouched) {
      this.#end(legs, leg, exchange, row, take);
      return;
    }
    this.#learn(exchange, row);
    if (exchange.asks.length === 0) {
      this.#end(legs, leg, exchange, row, take);
      return;
    }
    const frontAfter = legs[leg + FRONT_AFTER] as number;
    const split = this.#split(exchange, row);
    const asks = this.#splitRows[split] as number;
    const ending = this.#splitRows[split + 1] as number;
    for (let place = 0; place < asks; place++) {
      const asking = this.#splitRows[split + 2 + place] as number;
      if (asking === EMPTY_ROW) continue;
      const after = this.#after(course, frontAfter, exchange, place);
      this.#go(this.#afterAsking, after, asking, take);
    }
    if (ending !== EMPTY_ROW) this.#end(legs, leg, exchange, ending, take);
  }

  /**
   * How a row is divided by an exchange, as a place in `#splitRows`: how many asks there are, the row of the rests
   * for which it ends, and the rows of those that ask each.
   */
  #split({ number, outcome, asks }: Exchange, row: number): number {
    const pair = this.#splits.intern(number, row);
    const known = pair < this.#splitAt.length ? (this.#splitAt[pair] as number) : 0;
    if (known !== 0) return known;
    const at = this.#splitEnd;
    this.#splitEnd += asks.length + 2;
    this.#splitRows = withPlace(this.#splitRows, this.#splitEnd, 0);
    this.#splitRows[at] = asks.length;
    this.#splitRows[at + 1] = this.meet(row, outcome.known);
    for (const [place, { rests }] of asks.entries()) this.#splitRows[at + 2 + place] = this.meet(row, rests);
    this.#splitAt = withPlace(this.#splitAt, pair, 0);
    this.#splitAt[pair] = at;
    return at;
  }

  /** Makes sure that it is known how the exchange goes on for every rest of the row. */
  #learn(exchange: Exchange, row: number): void {
    const { at, word } = this.#rows;
    const end = this.#rows.end(row);
    this.#exchanges.makeRoom(exchange, 1 + (at[end - 1] as number));
    for (let i = this.#rows.start(row); i < end; i++) {
      const place = at[i] as number;
      for (let left = (word[i] as number) & ~(exchange.known[place] as number); left !== 0; left &= left - 1)
        this.#exchanges.learn(exchange, lowestIn(place, left));
    }
  }

  /** The row of the rests of `row` that are also in `rests`. */
  meet(row: number, rests: Uint32Array): number {
    const rows = this.#rows;
    const met = this.#met;
    const start = rows.start(row);
    const end = rows.end(row);
    makeRoom(met, end - start);
    met.size = 0;
    for (let i = start; i < end; i++) {
      const at = rows.at[i] as number;
      if (at >= rests.length) break;
      const word = (rows.word[i] as number) & (rests[at] as number);
      if (word === 0) continue;
      met.at[met.size] = at;
      met.word[met.size++] = word;
    }
    return rows.number(met);
  }

  #end(legs: Int32Array, leg: number, exchange: Exchange, row: number, take: (piece: Piece) => void): void {
    const piece = this.#piece;
    piece.shown = this.#shownOf[legs[leg + COURSE] as number] as number;
    piece.frontAfter = legs[leg + FRONT_AFTER] as number;
    piece.said = this.#tracksHistory ? this.#saidWith(piece.frontAfter) : 0;
    piece.row = row;
    piece.shownByRest = exchange.shown;
    piece.exchange = exchange;
    piece.legs = legs;
    piece.leg = leg;
    piece.effect =
      exchange.endsUntouched && !this.#tracksHistory
        ? undefined
        : this.#exchanges.effect(exchange, piece.said);
    take(piece);
  }

  /** Makes sure that the effect of a piece is known for every rest of its row. */
  learnEffect({ exchange, effect, said, row }: Piece): void {
    if (!this.#tracksHistory || effect === undefined || exchange === undefined) return;
    const { at, word } = this.#rows;
    const end = this.#rows.end(row);
    this.#exchanges.makeRoomForEffect(effect, 1 + (at[end - 1] as number));
    for (let i = this.#rows.start(row); i < end; i++) {
      const place = at[i] as number;
      for (let left = (word[i] as number) & ~(effect.known[place] as number); left !== 0; left &= left - 1)
        this.#exchanges.learnEffect(exchange, effect, said, lowestIn(place, left));
    }
  }

  /** The number of what the driver said by the operation at hand, given the front with which it ended. */
  #saidWith(front: number): number {
    const { operation } = this.#piece;
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
