/**
 * Steps a *device state* (a front and a device, by their numbers) by an operation, in a few array look-ups.
 *
 * The same division of labour as in exchange.ts, for scripts: what a front says is worked out once for each
 * operation and front, and what a device makes of it once for each *exchange* (all that the front has said
 * during the operation) and device. No driver hears of it, no history is kept. Other than there, what the front
 * shows counts as said, so that an exchange and a device fix all that is shown, in its order.
 */

import { CALL_DEPTH_MAX } from '../../model/perform.ts';
import { callEvent, callPart, type Outputs, type Product } from '../../model/product.ts';
import { PairInterner } from '../../numbering/interner.ts';
import { withPlace } from '../sets/bits.ts';
import { FrontReplies } from '../steps/head-replies.ts';
import { FRONT } from '../steps/tail-states.ts';
import type { DeviceList } from './device-list.ts';
import { DeviceStates } from './device-states.ts';

/** Nothing was shown. */
export const NOTHING_SHOWN = 0;

const UNKNOWN = -1;
/** The first number for a question to the front; those after it are below it. */
const ASKS = -2;
const NO_EVENT = -1;
/** What a front answers: where that leaves it, and how the exchange goes on. */
interface Answer {
  readonly front: number;
  readonly frontAfter: number;
  readonly exchange: DeviceExchange;
}

/** What the rest of the device asks the front, with the last two answers: two runs ask in turns, many times over. */
interface Ask {
  readonly event: number;
  last: Answer | undefined;
  other: Answer | undefined;
}

interface DeviceExchange {
  readonly opening: Outputs;
  /** The front's replies to what it was asked so far. */
  readonly replies: readonly Outputs[];
  /** What is shown if nobody but the front takes part; -1 if somebody does. */
  readonly shownAlone: number;
  /** By device: the number of how the operation ends, or `ASKS` minus the number of what the front is asked. */
  next: Int32Array;
  readonly asks: Ask[];
  /** By the number of what the front replies. */
  readonly continuations: Map<number, DeviceExchange>;
}

/** What a front does by itself with an operation: by front, the number of the exchange, and the front after it. */
interface Starts {
  exchange: Int32Array;
  frontAfter: Int32Array;
}

export class DeviceSteps {
  readonly devices: DeviceStates;
  /** Where the last step led, and the number of the list of what it showed. */
  front = 0;
  device = 0;
  shown = NOTHING_SHOWN;
  readonly #product: Product;
  readonly #replies: FrontReplies;
  readonly #starts: (Starts | undefined)[] = [];
  readonly #exchanges: DeviceExchange[] = [];
  readonly #begun = new Map<number, number>();
  /** Pairs of a device and what was shown: how an operation may end. */
  readonly #endings = new PairInterner();
  /** Lists of observations: pairs of a list and what comes after it. */
  readonly #lists = new PairInterner();
  /** What several operations showed: pairs of a number for those before and the list of the last. */
  readonly #sequences = new PairInterner();
  readonly #row: Int32Array;
  // One rehearsal at a time:
  #answers: readonly Outputs[] = [];
  #answered = 0;
  #asked = NO_EVENT;
  #observed = NOTHING_SHOWN;

  constructor(product: Product) {
    this.#product = product;
    this.devices = new DeviceStates(product);
    this.#replies = new FrontReplies(product, { hearsObservations: true });
    this.#row = new Int32Array(product.width);
    // So that 0 stands for nothing shown.
    this.#lists.intern(-1, -1);
    this.#sequences.intern(-1, -1);
  }

  /** Performs `operation`; `front`, `device` and `shown` say what came of it. */
  step(operation: number, front: number, device: number): void {
    const starts = this.#startsOf(operation, front);
    const exchange = this.#exchanges[starts.exchange[front] as number] as DeviceExchange;
    const frontAfter = starts.frontAfter[front] as number;
    if (exchange.shownAlone === -1) this.#go(exchange, frontAfter, device);
    else {
      this.front = frontAfter;
      this.device = device;
      this.shown = exchange.shownAlone;
    }
  }

  /** Performs `operation` in all of `from`; where each leads, and what that showed, stands at its place in `into`. */
  stepAll(operation: number, from: DeviceList, into: DeviceList): void {
    const { size } = from;
    into.clear(size);
    let front = -1;
    let frontAfter = 0;
    let exchange: DeviceExchange | undefined;
    for (let at = 0; at < size; at++) {
      const own = from.front(at);
      if (own !== front || exchange === undefined) {
        front = own;
        const starts = this.#startsOf(operation, front);
        exchange = this.#exchanges[starts.exchange[front] as number] as DeviceExchange;
        frontAfter = starts.frontAfter[front] as number;
      }
      const { shownAlone } = exchange;
      if (shownAlone !== -1) into.add(frontAfter, from.device(at), shownAlone, at);
      else {
        this.#go(exchange, frontAfter, from.device(at));
        into.add(this.front, this.device, this.shown, at);
      }
    }
  }

  /** A number for what several operations showed, from the number for those before and what the last one showed. */
  sequence(before: number, shown: number): number {
    return shown === NOTHING_SHOWN ? before : this.#sequences.intern(before, shown);
  }

  #go(first: DeviceExchange, frontAfter: number, device: number): void {
    let exchange = first;
    let front = frontAfter;
    for (;;) {
      const { next } = exchange;
      let to = device < next.length ? (next[device] as number) : UNKNOWN;
      if (to === UNKNOWN) to = this.#learn(exchange, device);
      if (to >= 0) {
        this.front = front;
        this.device = this.#endings.first(to);
        this.shown = this.#endings.second(to);
        return;
      }
      const ask = exchange.asks[ASKS - to] as Ask;
      let answer = ask.last;
      if (answer === undefined || answer.front !== front) answer = this.#answer(exchange, ask, front);
      front = answer.frontAfter;
      exchange = answer.exchange;
    }
  }

  #startsOf(operation: number, front: number): Starts {
    let starts = this.#starts[operation];
    if (starts === undefined) {
      starts = { exchange: new Int32Array(0), frontAfter: new Int32Array(0) };
      this.#starts[operation] = starts;
    }
    if (front >= starts.exchange.length) {
      starts.exchange = withPlace(starts.exchange, front, -1);
      starts.frontAfter = withPlace(starts.frontAfter, front, -1);
    }
    if (starts.exchange[front] !== -1) return starts;
    const call = this.#product.operationCall(operation);
    const reply = callPart(call) === FRONT ? this.#replies.to(front, callEvent(call)) : undefined;
    const frontAfter = reply === undefined ? front : this.#replies.frontAfter;
    const said = reply === undefined ? -1 - call : this.#replies.heard(reply);
    let exchange = this.#begun.get(said);
    if (exchange === undefined) {
      exchange = this.#exchanges.length;
      const opening = reply === undefined ? [call] : this.#replies.outputs(said);
      this.#exchanges.push(this.#make(opening, []));
      this.#begun.set(said, exchange);
    }
    starts.exchange[front] = exchange;
    starts.frontAfter[front] = frontAfter;
    return starts;
  }

  #make(opening: Outputs, replies: readonly Outputs[]): DeviceExchange {
    this.#replies.checkLength(replies);
    const isAlone = replies.length === 0 && opening.every((output) => output < 0);
    let shownAlone = -1;
    if (isAlone) {
      this.#observed = NOTHING_SHOWN;
      this.#play(opening, this.#row, 0);
      shownAlone = this.#observed;
    }
    return { opening, replies, shownAlone, next: new Int32Array(0), asks: [], continuations: new Map() };
  }

  /** Has `front` answer a question, if it was not the last to do so. */
  #answer(asking: DeviceExchange, ask: Ask, front: number): Answer {
    let answer = ask.other;
    if (answer === undefined || answer.front !== front) {
      const reply = this.#replies.to(front, ask.event);
      const { frontAfter } = this.#replies;
      const heard = this.#replies.heard(reply);
      let exchange = asking.continuations.get(heard);
      if (exchange === undefined) {
        exchange = this.#make(asking.opening, [...asking.replies, this.#replies.outputs(heard)]);
        asking.continuations.set(heard, exchange);
      }
      answer = { front, frontAfter, exchange };
    }
    ask.other = ask.last;
    ask.last = answer;
    return answer;
  }

  /** Works out how an exchange goes on for a device. */
  #learn(exchange: DeviceExchange, device: number): number {
    const row = this.#row;
    this.devices.copy(device, 0, row);
    this.#answers = exchange.replies;
    this.#answered = 0;
    this.#asked = NO_EVENT;
    this.#observed = NOTHING_SHOWN;
    const to = this.#play(exchange.opening, row, 0)
      ? this.#endings.intern(this.devices.number(row), this.#observed)
      : ASKS - askNumber(exchange, this.#asked);
    exchange.next = withPlace(exchange.next, device, UNKNOWN);
    exchange.next[device] = to;
    return to;
  }

  /** Plays outputs on the device in `row`; false when the front was asked something to which it gave no reply. */
  #play(outputs: Outputs, row: Int32Array, depth: number): boolean {
    for (let at = 0; at < outputs.length; at++) {
      const output = outputs[at] as number;
      if (output < 0) this.#observed = this.#lists.intern(this.#observed, ~output);
      else if (!this.#deliver(callPart(output), callEvent(output), row, depth)) return false;
    }
    return true;
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
    const entry = product.entry(part, row[part] as number, event);
    row[part] = product.entryNext(entry);
    return this.#play(product.entryOutputs(entry), row, depth + 1);
  }
}

/** The number of a question among those that an exchange has led to. */
function askNumber({ asks }: DeviceExchange, event: number): number {
  const known = asks.findIndex((ask) => ask.event === event);
  if (known !== -1) return known;
  asks.push({ event, last: undefined, other: undefined });
  return asks.length - 1;
}
