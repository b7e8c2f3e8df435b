/**
 * What the front says when it gets an event: its outputs, up to where the rest has a say.
 *
 * A front that calls itself first (QEMU's PCI proxy looks at the status after it has written it) is asked at once,
 * for the rest cannot make a difference; the calls that it makes then stand in the place of the call to itself.
 */

import { callEvent, callPart, type Outputs, type Product } from '../../model/product.ts';
import { Interner, PairInterner } from '../../numbering/interner.ts';
import { CompileError } from '../../statechart/compile-error.ts';
import { withPlace } from '../sets/bits.ts';
import { FRONT } from './tail-states.ts';

/** More answers of a front to itself than any transport gives. */
const ANSWERS_MAX = 1000;
/** More replies of the front within one operation than any transport has. */
const REPLIES_MAX = 1000;

export class FrontReplies {
  /** The front after the last reply that was asked for. */
  frontAfter = 0;
  readonly #product: Product;
  readonly #hearsObservations: boolean;
  readonly #heard = new Interner<Outputs>();
  /** By its number: a reply. */
  readonly #replies: Reply[] = [];
  /** By the number of what the front put out first: the reply that it is, or with which one begins. */
  #beginnings: Int32Array = new Int32Array(0);
  /** Pairs of the beginning of a reply, and of what the front put out when it called itself there. */
  readonly #answered = new PairInterner();
  #continuations: Int32Array = new Int32Array(0);

  /** @param hearsObservations a driver in the rest hears what the front shows */
  constructor(product: Product, options: { readonly hearsObservations: boolean }) {
    this.#product = product;
    this.#hearsObservations = options.hearsObservations;
  }

  /**
   * The number of the reply that `front` gives to `event`: equal for equal outputs. `frontAfter` says where that
   * leaves the front.
   */
  to(front: number, event: number): number {
    const product = this.#product;
    const entry = product.entry(FRONT, front, event);
    const outputsId = product.entryOutputsId(entry);
    this.frontAfter = product.entryNext(entry);
    const known = outputsId < this.#beginnings.length ? (this.#beginnings[outputsId] as number) : UNKNOWN;
    const reply = known === UNKNOWN ? this.#begin(outputsId) : known;
    return (this.#replies[reply] as Reply).callsItself === NO_CALL ? reply : this.#answerItself(reply);
  }

  /** The number of what the rest hears of a reply; `outputs` has them. */
  heard(reply: number): number {
    return (this.#replies[reply] as Reply).heard;
  }

  outputs(heard: number): Outputs {
    return this.#heard.at(heard);
  }

  /**
   * The front answers to no end within one operation.
   * @throws CompileError when it gave more than `REPLIES_MAX` replies
   */
  checkLength(replies: readonly Outputs[]): void {
    if (replies.length > REPLIES_MAX)
      throw new CompileError(
        this.#product.model.machines[FRONT]?.name ?? '',
        `one operation makes it answer more than ${REPLIES_MAX} times; do its calls to itself ever end?`,
      );
  }

  #begin(outputsId: number): number {
    const reply = this.#add(this.#product.outputs(outputsId));
    this.#beginnings = withPlace(this.#beginnings, outputsId, UNKNOWN);
    this.#beginnings[outputsId] = reply;
    return reply;
  }

  /** Has the front answer its calls to itself, as long as they come first. */
  #answerItself(beginning: number): number {
    const product = this.#product;
    let reply = beginning;
    for (let answers = 0; ; answers++) {
      const { callsItself } = this.#replies[reply] as Reply;
      if (callsItself === NO_CALL) return reply;
      if (answers > ANSWERS_MAX)
        throw new CompileError(
          product.model.machines[FRONT]?.name ?? '',
          `event "${product.event(callsItself).type}": it calls itself more than ${ANSWERS_MAX} times and never returns`,
        );
      const entry = product.entry(FRONT, this.frontAfter, callsItself);
      this.frontAfter = product.entryNext(entry);
      reply = this.#goOn(reply, product.entryOutputsId(entry));
    }
  }

  /** The reply that comes of a beginning when its call to the front itself is answered by what has this number. */
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
    const callsItself = first !== undefined && callPart(first) === FRONT ? callEvent(first) : NO_CALL;
    const heard = callsItself === NO_CALL ? this.#hear(outputs) : UNKNOWN;
    return this.#replies.push({ outputs, callsItself, heard }) - 1;
  }

  /** The number of what the rest hears of outputs. */
  #hear(outputs: Outputs): number {
    const heard = this.#hearsObservations ? outputs : outputs.filter((output) => output >= 0);
    return this.#heard.intern(heard.join(), () => heard);
  }
}

/** What the front has said, up to where it has to answer itself, or the rest has a say. */
interface Reply {
  readonly outputs: Outputs;
  /** The event with which it calls itself, if that comes before all other calls; `NO_CALL` if none does. */
  readonly callsItself: number;
  /** The number of what the rest hears of it, once there is no such call. */
  readonly heard: number;
}

const UNKNOWN = -1;
const NO_CALL = -1;
