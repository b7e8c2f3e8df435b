/**
 * What the front says when it gets an event: its outputs, up to where the rest has a say.
 *
 * A front that calls itself first (QEMU's PCI proxy looks at the status after it has written it) is asked at once,
 * for the rest cannot make a difference; the calls that it makes then stand in the place of the call to itself.
 */
import { CompileError } from '../model/compile-error.ts';
import { Interner, PairInterner } from '../model/interner.ts';
import { callEvent, callPart, type Outputs, type Product } from '../model/product.ts';
import { withPlace } from './bits.ts';
import { FRONT } from './rest-states.ts';

/** More answers of a front to itself than any transport gives. */
const ANSWERS_MAX = 1000;
/** More replies of the front within one operation than any transport has. */
const REPLIES_MAX = 1000;

export class FrontReplies {
  readonly #product: Product;
  readonly #hearsObservations: boolean;
  /** By table entry of the front: the number of its reply; -1 while unknown. */
  #replyOf: Int32Array = new Int32Array(0);
  readonly #said = new Interner<Outputs>();
  readonly #shown = new PairInterner();
  /** By the number of outputs: what the rest hears of them; -1 while unknown, -2 if the front calls itself. */
  #heardOf: Int32Array = new Int32Array(0);
  // By reply: the front afterwards, what the rest hears, and a number for all that was said and shown.
  #fronts: Int32Array = new Int32Array(0);
  #heard: Int32Array = new Int32Array(0);
  #tokens: Int32Array = new Int32Array(0);
  #size = 0;

  /** @param hearsObservations a driver in the rest hears what the front shows */
  constructor(product: Product, options: { readonly hearsObservations: boolean }) {
    this.#product = product;
    this.#hearsObservations = options.hearsObservations;
    // Pairs are told from the numbers of outputs by being odd; see `token`.
    this.#shown.intern(-1, -1);
  }

  /** The number of the reply that `front` gives to `event`. */
  to(front: number, event: number): number {
    const entry = this.#product.entry(FRONT, front, event);
    if (entry >= this.#replyOf.length) this.#replyOf = withPlace(this.#replyOf, entry, -1);
    const known = this.#replyOf[entry] as number;
    if (known !== -1) return known;
    const reply = this.#make(entry);
    this.#replyOf[entry] = reply;
    return reply;
  }

  /** The front after a reply. */
  front(reply: number): number {
    return this.#fronts[reply] as number;
  }

  /** The number of what the rest hears of a reply; `outputs` has them. */
  heard(reply: number): number {
    return this.#heard[reply] as number;
  }

  /** A number for all that the front put out: equal for equal outputs. */
  token(reply: number): number {
    return this.#tokens[reply] as number;
  }

  outputs(heard: number): Outputs {
    return this.#said.at(heard);
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

  #make(entry: number): number {
    const product = this.#product;
    const outputsId = product.entryOutputsId(entry);
    if (outputsId >= this.#heardOf.length) this.#heardOf = withPlace(this.#heardOf, outputsId, UNKNOWN);
    let heard = this.#heardOf[outputsId] as number;
    if (heard === UNKNOWN) {
      const outputs = product.entryOutputs(entry);
      heard = outputs.some((output) => output >= 0 && callPart(output) === FRONT)
        ? CALLS_ITSELF
        : this.#hear(outputs);
      this.#heardOf[outputsId] = heard;
    }
    return heard === CALLS_ITSELF
      ? this.#answerItself(entry)
      : this.#add(product.entryNext(entry), heard, 2 * outputsId);
  }

  #answerItself(first: number): number {
    const product = this.#product;
    let outputs = product.entryOutputs(first);
    let front = product.entryNext(first);
    let token = 2 * product.entryOutputsId(first);
    for (let answers = 0; ; answers++) {
      const at = outputs.findIndex((output) => output >= 0);
      const call = outputs[at];
      if (call === undefined || callPart(call) !== FRONT) break;
      if (answers > ANSWERS_MAX)
        throw new CompileError(
          product.model.machines[FRONT]?.name ?? '',
          `event "${product.event(callEvent(call)).type}": it calls itself more than ${ANSWERS_MAX} times and never returns`,
        );
      const entry = product.entry(FRONT, front, callEvent(call));
      front = product.entryNext(entry);
      token = 2 * this.#shown.intern(token, product.entryOutputsId(entry)) + 1;
      outputs = [...outputs.slice(0, at), ...product.entryOutputs(entry), ...outputs.slice(at + 1)];
    }
    return this.#add(front, this.#hear(outputs), token);
  }

  /** The number of what the rest hears of outputs. */
  #hear(outputs: Outputs): number {
    const heard = this.#hearsObservations ? outputs : outputs.filter((output) => output >= 0);
    return this.#said.intern(heard.join(), () => heard);
  }

  #add(front: number, heard: number, token: number): number {
    const reply = this.#size++;
    if (reply >= this.#fronts.length) {
      this.#fronts = withPlace(this.#fronts, reply, 0);
      this.#heard = withPlace(this.#heard, reply, 0);
      this.#tokens = withPlace(this.#tokens, reply, 0);
    }
    this.#fronts[reply] = front;
    this.#heard[reply] = heard;
    this.#tokens[reply] = token;
    return reply;
  }
}

const UNKNOWN = -1;
const CALLS_ITSELF = -2;
