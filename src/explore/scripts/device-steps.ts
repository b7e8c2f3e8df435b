/**
 * Steps a *device state* (a head and a device, by their numbers) by an operation, in a few array look-ups.
 *
 * The same division of labour as in steps/interaction.ts, for scripts: what a head puts out is worked out once for each
 * operation and head, and what a device makes of it once for each *interaction* (all that the head has put out during
 * the operation) and device. No driver is told, no history is kept. Here what the head shows is part of the
 * interaction, so that an interaction and a device fix all that is shown, in its order.
 */

import { type Deliverer, deliverAll } from '../../model/deliver.ts';
import { callEvent, callPart, type Outputs, type Product } from '../../model/product.ts';
import { PairInterner } from '../../numbering/interner.ts';
import { withPlace } from '../sets/bits.ts';
import { HeadReplies } from '../steps/head-replies.ts';
import { HEAD } from '../steps/tail-states.ts';
import type { DeviceList } from './device-list.ts';
import { DeviceStates } from './device-states.ts';

/** Nothing was shown. */
export const NOTHING_SHOWN = 0;

const UNKNOWN = -1;
/** The first number for a question to the head; those after it are below it. */
const ASKS = -2;
const NO_EVENT = -1;
/** What a head answers: where that leaves it, and how the interaction goes on. */
interface Answer {
  readonly head: number;
  readonly headAfter: number;
  readonly interaction: DeviceInteraction;
}

/** A question of the other parts to the head, with the last two answers: two runs ask in turns, many times over. */
interface Ask {
  readonly event: number;
  last: Answer | undefined;
  other: Answer | undefined;
}

interface DeviceInteraction {
  readonly firstOutputs: Outputs;
  /** The head's replies to what it was asked so far. */
  readonly replies: readonly Outputs[];
  /** What is shown if no part but the head takes part; -1 if one does. */
  readonly shownAlone: number;
  /** By device: the number of how the operation ends, or `ASKS` minus the number of what the head is asked. */
  next: Int32Array;
  readonly asks: Ask[];
  /** By the number of what the head replies. */
  readonly continuations: Map<number, DeviceInteraction>;
}

/** What a head does by itself with an operation: by head, the number of the interaction, and the head after it. */
interface Starts {
  interaction: Int32Array;
  headAfter: Int32Array;
}

export class DeviceSteps {
  readonly devices: DeviceStates;
  /** Where the last step led, and the number of the list of what it showed. */
  head = 0;
  device = 0;
  shown = NOTHING_SHOWN;
  readonly #product: Product;
  readonly #replies: HeadReplies;
  readonly #starts: (Starts | undefined)[] = [];
  readonly #interactions: DeviceInteraction[] = [];
  readonly #begun = new Map<number, number>();
  /** Pairs of a device and what was shown: how an operation may end. */
  readonly #endings = new PairInterner();
  /** Lists of observations: pairs of a list and what comes after it. */
  readonly #lists = new PairInterner();
  /** What several operations showed: pairs of a number for those before and the list of the last. */
  readonly #sequences = new PairInterner();
  readonly #state: Int32Array;
  // One delivery at a time:
  #answers: readonly Outputs[] = [];
  #answered = 0;
  #asked = NO_EVENT;
  #observed = NOTHING_SHOWN;
  readonly #deliverer: Deliverer<number>;

  constructor(product: Product) {
    this.#product = product;
    this.devices = new DeviceStates(product);
    this.#replies = new HeadReplies(product, { passesObservations: true });
    this.#state = new Int32Array(product.width);
    this.#deliverer = product.deliverer(
      (call) => this.#step(callPart(call), callEvent(call)),
      (output) => {
        this.#observed = this.#lists.intern(this.#observed, ~output);
      },
    );
    // So that 0 stands for nothing shown.
    this.#lists.intern(-1, -1);
    this.#sequences.intern(-1, -1);
  }

  /** Performs `operation`; `head`, `device` and `shown` say what came of it. */
  step(operation: number, head: number, device: number): void {
    const starts = this.#startsOf(operation, head);
    const interaction = this.#interactions[starts.interaction[head] as number] as DeviceInteraction;
    const headAfter = starts.headAfter[head] as number;
    if (interaction.shownAlone === -1) this.#go(interaction, headAfter, device);
    else {
      this.head = headAfter;
      this.device = device;
      this.shown = interaction.shownAlone;
    }
  }

  /** Performs `operation` in all of `from`; where each leads, and what that showed, stands at its place in `into`. */
  stepAll(operation: number, from: DeviceList, into: DeviceList): void {
    const { size } = from;
    into.clear(size);
    let head = -1;
    let headAfter = 0;
    let interaction: DeviceInteraction | undefined;
    for (let at = 0; at < size; at++) {
      const own = from.head(at);
      if (own !== head || interaction === undefined) {
        head = own;
        const starts = this.#startsOf(operation, head);
        interaction = this.#interactions[starts.interaction[head] as number] as DeviceInteraction;
        headAfter = starts.headAfter[head] as number;
      }
      const { shownAlone } = interaction;
      if (shownAlone !== -1) into.add(headAfter, from.device(at), shownAlone, at);
      else {
        this.#go(interaction, headAfter, from.device(at));
        into.add(this.head, this.device, this.shown, at);
      }
    }
  }

  /** A number for what several operations showed, from the number for those before and what the last one showed. */
  sequence(before: number, shown: number): number {
    return shown === NOTHING_SHOWN ? before : this.#sequences.intern(before, shown);
  }

  #go(first: DeviceInteraction, headAfter: number, device: number): void {
    let interaction = first;
    let head = headAfter;
    for (;;) {
      const { next } = interaction;
      let to = device < next.length ? (next[device] as number) : UNKNOWN;
      if (to === UNKNOWN) to = this.#learn(interaction, device);
      if (to >= 0) {
        this.head = head;
        this.device = this.#endings.first(to);
        this.shown = this.#endings.second(to);
        return;
      }
      const ask = interaction.asks[ASKS - to] as Ask;
      let answer = ask.last;
      if (answer === undefined || answer.head !== head) answer = this.#answer(interaction, ask, head);
      head = answer.headAfter;
      interaction = answer.interaction;
    }
  }

  #startsOf(operation: number, head: number): Starts {
    let starts = this.#starts[operation];
    if (starts === undefined) {
      starts = { interaction: new Int32Array(0), headAfter: new Int32Array(0) };
      this.#starts[operation] = starts;
    }
    if (head >= starts.interaction.length) {
      starts.interaction = withPlace(starts.interaction, head, -1);
      starts.headAfter = withPlace(starts.headAfter, head, -1);
    }
    if (starts.interaction[head] !== -1) return starts;
    const call = this.#product.operationCall(operation);
    const reply = callPart(call) === HEAD ? this.#replies.to(head, callEvent(call)) : undefined;
    const headAfter = reply === undefined ? head : this.#replies.headAfter;
    const firstKey = reply === undefined ? -1 - call : this.#replies.passedOn(reply);
    let interaction = this.#begun.get(firstKey);
    if (interaction === undefined) {
      interaction = this.#interactions.length;
      const firstOutputs = reply === undefined ? [call] : this.#replies.outputs(firstKey);
      this.#interactions.push(this.#make(firstOutputs, []));
      this.#begun.set(firstKey, interaction);
    }
    starts.interaction[head] = interaction;
    starts.headAfter[head] = headAfter;
    return starts;
  }

  #make(firstOutputs: Outputs, replies: readonly Outputs[]): DeviceInteraction {
    this.#replies.checkLength(replies);
    const isAlone = replies.length === 0 && firstOutputs.every((output) => output < 0);
    let shownAlone = -1;
    if (isAlone) {
      this.#observed = NOTHING_SHOWN;
      deliverAll(this.#deliverer, firstOutputs);
      shownAlone = this.#observed;
    }
    return { firstOutputs, replies, shownAlone, next: new Int32Array(0), asks: [], continuations: new Map() };
  }

  /** Has `head` answer a question, if it was not the last to do so. */
  #answer(asking: DeviceInteraction, ask: Ask, head: number): Answer {
    let answer = ask.other;
    if (answer === undefined || answer.head !== head) {
      const reply = this.#replies.to(head, ask.event);
      const { headAfter } = this.#replies;
      const passedOn = this.#replies.passedOn(reply);
      let interaction = asking.continuations.get(passedOn);
      if (interaction === undefined) {
        interaction = this.#make(asking.firstOutputs, [...asking.replies, this.#replies.outputs(passedOn)]);
        asking.continuations.set(passedOn, interaction);
      }
      answer = { head, headAfter, interaction };
    }
    ask.other = ask.last;
    ask.last = answer;
    return answer;
  }

  /** Works out how an interaction goes on for a device. */
  #learn(interaction: DeviceInteraction, device: number): number {
    const state = this.#state;
    this.devices.copy(device, 0, state);
    this.#answers = interaction.replies;
    this.#answered = 0;
    this.#asked = NO_EVENT;
    this.#observed = NOTHING_SHOWN;
    const to = deliverAll(this.#deliverer, interaction.firstOutputs)
      ? this.#endings.intern(this.devices.number(state), this.#observed)
      : ASKS - askNumber(interaction, this.#asked);
    interaction.next = withPlace(interaction.next, device, UNKNOWN);
    interaction.next[device] = to;
    return to;
  }

  /** What a part of the device in `#state` puts out; undefined when the head is asked what it has no reply to. */
  #step(part: number, event: number): Outputs | undefined {
    if (part === HEAD) {
      const reply = this.#answers[this.#answered++];
      if (reply === undefined) this.#asked = event;
      return reply;
    }
    const product = this.#product;
    const state = this.#state;
    const entry = product.entry(part, state[part] as number, event);
    state[part] = product.entryNext(entry);
    return product.entryOutputs(entry);
  }
}

/** The number of a question among those that an interaction has led to. */
function askNumber({ asks }: DeviceInteraction, event: number): number {
  const known = asks.findIndex((ask) => ask.event === event);
  if (known !== -1) return known;
  asks.push({ event, last: undefined, other: undefined });
  return asks.length - 1;
}
