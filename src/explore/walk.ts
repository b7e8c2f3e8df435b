/**
 * Plays one operation on a front and a row of rests at once, and hands over what comes of it: pieces of the row
 * that end the operation with the same front, having shown the same.
 */
import { type Said, saidBy } from '../check/history.ts';
import type { StateSeen } from '../check/property.ts';
import { PairInterner } from '../model/interner.ts';
import { callEvent, callPart, type Product } from '../model/product.ts';
import { emptyWords, lowestIn, makeRoom, withPlace } from './bits.ts';
import type { Effect, Exchange, Exchanges } from './exchange.ts';
import type { FrontReplies } from './front-reply.ts';
import { FRONT } from './rest-states.ts';
import { EMPTY_ROW, type Rows } from './rows.ts';

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
  /** The number of the row of rests. */
  row: number;
  /** Where each rest goes, once `learnEffect` was called; undefined when all stay as they are. */
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
  /** By front and operation: the course on which it begins. A front's stand together, for they are walked in turn. */
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
      course: 0,
      shown: 0,
      frontAfter: 0,
      said: 0,
      row: EMPTY_ROW,
      effect: undefined,
      shownByRest: NOTHING,
    };
  }

  /** Plays `operation` on `front` with each of the rests in a row. */
  walk(operation: number, front: number, row: number, take: (piece: Piece) => void): void {
    this.#piece.operation = operation;
    this.#go(this.#startOf(operation, front), row, take);
  }

  /** To be called when the rows' numbers have changed. */
  forgetRows(): void {
    this.#splits = new PairInterner();
    this.#splitAt = NOTHING;
    this.#splitEnd = 1;
  }

  /** How an operation begins on `front`. */
  opening(operation: number, front: number): Exchange {
    return this.#exchangeOf[this.#startOf(operation, front)] as Exchange;
  }

  /** By operation: the number of the course on which it begins on `front`; -1 where that is not known yet. */
  startsOf(front: number): Int32Array {
    return this.#starts[front] ?? NOTHING;
  }

  /** The front with which a course ends, if it does. */
  frontAfter(course: number): number {
    return this.#frontOf[course] as number;
  }

  /**
   * What the front does by itself, before the rest can make a difference: worked out once for an operation and
   * a front, which come up in nearly every layer.
   */
  #startOf(operation: number, front: number): number {
    let starts = this.#starts[front];
    if (starts === undefined || operation >= starts.length) {
      starts = withPlace(starts ?? NOTHING, operation, UNKNOWN);
      this.#starts[front] = starts;
    }
    const known = starts[operation] as number;
    if (known !== UNKNOWN) return known;
    const call = this.#product.operationCall(operation);
    const reply = callPart(call) === FRONT ? this.#replies.to(front, callEvent(call)) : undefined;
    const begun = this.#shown.intern(-1, operation);
    const start = this.#add(
      this.#exchanges.begin(operation, reply),
      reply === undefined ? begun : this.#shown.intern(begun, this.#replies.token(reply)),
      reply === undefined ? front : this.#replies.front(reply),
    );
    starts[operation] = start;
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

  #go(course: number, row: number, take: (piece: Piece) => void): void {
    const exchange = this.#exchangeOf[course] as Exchange;
    if (exchange.endsUntouched) {
      this.#end(course, exchange, row, take);
      return;
    }
    this.#learn(exchange, row);
    if (exchange.asks.length === 0) {
      this.#end(course, exchange, row, take);
      return;
    }
    const split = this.#split(exchange, row);
    const asks = this.#splitRows[split] as number;
    const ending = this.#splitRows[split + 1] as number;
    for (let place = 0; place < asks; place++) {
      const asking = this.#splitRows[split + 2 + place] as number;
      if (asking !== EMPTY_ROW) this.#go(this.#after(course, exchange, place), asking, take);
    }
    if (ending !== EMPTY_ROW) this.#end(course, exchange, ending, take);
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

  #end(course: number, exchange: Exchange, row: number, take: (piece: Piece) => void): void {
    const piece = this.#piece;
    piece.course = course;
    piece.shown = this.#shownOf[course] as number;
    piece.frontAfter = this.#frontOf[course] as number;
    piece.said = this.#tracksHistory ? this.#saidOn(course) : 0;
    piece.row = row;
    piece.shownByRest = exchange.shown;
    piece.effect =
      exchange.endsUntouched && !this.#tracksHistory
        ? undefined
        : this.#exchanges.effect(exchange, piece.said);
    take(piece);
  }

  /** Makes sure that the effect of a piece is known for every rest of its row. */
  learnEffect({ course, effect, said, row }: Piece): void {
    if (!this.#tracksHistory || effect === undefined) return;
    const exchange = this.#exchangeOf[course] as Exchange;
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
