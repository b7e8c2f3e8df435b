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
  readonly #saidByToken = new Map<number, SaidByFront>();
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
    let front = product.entryNext(entry);
    let outputsId = product.entryOutputsId(entry);
    let token = 2 * outputsId;
    let said = this.#saidByToken.get(token) ?? this.#say(token, product.outputs(outputsId));
    for (let answers = 0; said.callsItself !== NO_CALL; answers++) {
      const event = callEvent(said.outputs[said.callsItself] as number);
      if (answers > ANSWERS_MAX)
        throw new CompileError(
          product.model.machines[FRONT]?.name ?? '',
          `event "${product.event(event).type}": it calls itself more than ${ANSWERS_MAX} times and never returns`,
        );
      const answer = product.entry(FRONT, front, event);
      front = product.entryNext(answer);
      outputsId = product.entryOutputsId(answer);
      token = 2 * this.#shown.intern(token, outputsId) + 1;
      said = this.#saidByToken.get(token) ?? this.#say(token, answered(said, product.outputs(outputsId)));
    }
    return this.#add(front, said.heard, token);
  }

  /** Notes what it has said by the time that `token` stands for. */
  #say(token: number, outputs: Outputs): SaidByFront {
    const first = outputs.findIndex((output) => output >= 0);
    const callsItself = first !== -1 && callPart(outputs[first] as number) === FRONT ? first : NO_CALL;
    const heard = callsItself === NO_CALL ? this.#hear(outputs) : UNKNOWN;
    const said = { outputs, callsItself, heard };
    this.#saidByToken.set(token, said);
    return said;
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

/** What the front has said, up to where it has to answer itself, or the rest has a say. */
interface SaidByFront {
  readonly outputs: Outputs;
  /** The place of the call to itself that comes first of all calls; `NO_CALL` when there is none. */
  readonly callsItself: number;
  /** The number of what the rest hears of it, once there is no such call. */
  readonly heard: number;
}

const UNKNOWN = -1;
const NO_CALL = -1;

/** What it has said when its call to itself was answered by `answer`. */
const answered = ({ outputs, callsItself }: SaidByFront, answer: Outputs): Outputs => [
  ...outputs.slice(0, callsItself),
  ...answer,
  ...outputs.slice(callsItself + 1),
];
