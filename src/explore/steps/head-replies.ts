/**
 * What the head puts out when it gets an event, up to where the tail can make a difference.
 *
 * Where a head calls itself first (QEMU's PCI proxy looks at the status after it has written it), it is stepped again
 * at once, for the tail cannot make a difference; what it then puts out stands in the place of the call to itself.
 */

import { callEvent, callPart, type Outputs, type Product } from '../../model/product.ts';
import { Interner, PairInterner } from '../../numbering/interner.ts';
import { CompileError } from '../../statechart/compile-error.ts';
import { withPlace } from '../sets/bits.ts';
import { HEAD } from './tail-states.ts';

/** More answers of a head to itself than any transport gives. */
const ANSWERS_MAX = 1000;
/** More replies of the head within one operation than any transport has. */
const REPLIES_MAX = 1000;

export class HeadReplies {
  /** The head after the last reply that was asked for. */
  headAfter = 0;
  readonly #product: Product;
  readonly #passesObservations: boolean;
  readonly #passedOn = new Interner<Outputs>();
  /** By its number: a reply. */
  readonly #replies: Reply[] = [];
  /** By the number of what the head put out first: the reply that it is, or with which one begins. */
  #beginnings: Int32Array = new Int32Array(0);
  /** Pairs of the beginning of a reply, and of what the head put out when it called itself there. */
  readonly #answered = new PairInterner();
  #continuations: Int32Array = new Int32Array(0);

  /** @param passesObservations a driver in the tail is told what the head shows */
  constructor(product: Product, options: { readonly passesObservations: boolean }) {
    this.#product = product;
    this.#passesObservations = options.passesObservations;
  }

  /**
   * The number of the reply that `head` gives to `event`: equal for equal outputs. `headAfter` says where that
   * leaves the head.
   */
  to(head: number, event: number): number {
    const product = this.#product;
    const entry = product.entry(HEAD, head, event);
    const outputsId = product.entryOutputsId(entry);
    this.headAfter = product.entryNext(entry);
    const known = outputsId < this.#beginnings.length ? (this.#beginnings[outputsId] as number) : UNKNOWN;
    const reply = known === UNKNOWN ? this.#begin(outputsId) : known;
    return (this.#replies[reply] as Reply).callsItself === NO_CALL ? reply : this.#answerItself(reply);
  }

  /** The number of what is passed on to the tail of a reply; `outputs` has them. */
  passedOn(reply: number): number {
    return (this.#replies[reply] as Reply).passedOn;
  }

  outputs(passedOn: number): Outputs {
    return this.#passedOn.at(passedOn);
  }

  /**
   * The head answers to no end within one operation.
   * @throws CompileError when it gave more than `REPLIES_MAX` replies
   */
  checkLength(replies: readonly Outputs[]): void {
    if (replies.length > REPLIES_MAX)
      throw new CompileError(
        this.#product.model.machines[HEAD]?.name ?? '',
        `one operation makes it answer more than ${REPLIES_MAX} times; do its calls to itself ever end?`,
      );
  }

  #begin(outputsId: number): number {
    const reply = this.#add(this.#product.outputs(outputsId));
    this.#beginnings = withPlace(this.#beginnings, outputsId, UNKNOWN);
    this.#beginnings[outputsId] = reply;
    return reply;
  }

  /** Has the head answer its calls to itself, as long as they come first. */
  #answerItself(beginning: number): number {
    const product = this.#product;
    let reply = beginning;
    for (let answers = 0; ; answers++) {
      const { callsItself } = this.#replies[reply] as Reply;
      if (callsItself === NO_CALL) return reply;
      if (answers > ANSWERS_MAX)
        throw new CompileError(
          product.model.machines[HEAD]?.name ?? '',
          `event "${product.event(callsItself).type}": it calls itself more than ${ANSWERS_MAX} times and never returns`,
        );
      const entry = product.entry(HEAD, this.headAfter, callsItself);
      this.headAfter = product.entryNext(entry);
      reply = this.#goOn(reply, product.entryOutputsId(entry));
    }
  }

  /** The reply that comes of a beginning when its call to the head itself is answered by what has this number. */
  #goOn(beginning: number, outputsId: number): number {
    const pair = this.#answered.intern(beginning, outputsId);
    const known = pair < this.#continuations.length ? (this.#continuations[pair] as number) : UNKNOWN;
    if (known !== UNKNOWN) return known;
    const { outputs } = this.#replies[beginning] as Reply;
    const call = outputs.findIndex((output) => output >= 0);
    const answer = this.#product.outputs(outputsId);
    const reply = this.#add([...outputs.slice(0, call), ...answer, ...outputs.slice(call + 1)]);
    this.#continuations = withPlace(this.#continuations, pair, UNKNOWN);
    this.#continuations[pair] = reply;
    return reply;
  }

  #add(outputs: Outputs): number {
    const first = outputs.find((output) => output >= 0);
    const callsItself = first !== undefined && callPart(first) === HEAD ? callEvent(first) : NO_CALL;
    const passedOn = callsItself === NO_CALL ? this.#passOn(outputs) : UNKNOWN;
    return this.#replies.push({ outputs, callsItself, passedOn }) - 1;
  }

  /** The number of what is passed on to the tail of outputs. */
  #passOn(outputs: Outputs): number {
    const passedOn = this.#passesObservations ? outputs : outputs.filter((output) => output >= 0);
    return this.#passedOn.intern(passedOn.join(), () => passedOn);
  }
}

/** What the head has put out, up to where it has to answer itself, or the tail can make a difference. */
interface Reply {
  readonly outputs: Outputs;
  /** The event with which it calls itself, if that comes before all other calls; `NO_CALL` if none does. */
  readonly callsItself: number;
  /** The number of what is passed on to the tail of it, once there is no such call. */
  readonly passedOn: number;
}

const UNKNOWN = -1;
const NO_CALL = -1;
