/**
 * The histories of a search as numbers. What a history takes of a step comes in three numbers (of the operation, of the
 * calls, of the device after it); its next value is worked out once for each combination that comes up.
 */
import type { Views } from '../../../machines/vocabulary/views.ts';
import type { Product } from '../../model/product.ts';
import { productDeviceViews } from '../../model/state-view.ts';
import type { Flat } from '../../numbering/flat.ts';
import { FlatInterner } from '../../numbering/flat-interner.ts';
import { getOrInsert } from '../../numbering/get-or-insert.ts';
import { PairInterner } from '../../numbering/interner.ts';
import type { TrackedHistory } from '../../property/history.ts';
import { withPlace } from '../sets/bits.ts';
import { HEAD } from './tail-states.ts';

const UNKNOWN = -1;

export class Histories {
  readonly #product: Product;
  readonly #variable: TrackedHistory;
  readonly #values = new FlatInterner<Flat>();
  readonly #operations = new FlatInterner<Flat>();
  readonly #devices = new FlatInterner<Flat>();
  /** Pairs of an operation and the head after it: the number of what is taken of it. */
  readonly #operationPairs = new PairInterner();
  #operationOf: Int32Array = new Int32Array(0);
  /** By tail, the same of the device. */
  #deviceOf: Int32Array = new Int32Array(0);
  /** By the number of a call: which variables notice it. */
  readonly #noticedBy = new Map<number, number>();
  /** Pairs of a history, and of a step as a pair of the operation, and of the calls and the device. */
  readonly #steps = new PairInterner();
  readonly #added = new PairInterner();
  readonly #afterwards = new PairInterner();
  #next: Int32Array = new Int32Array(0);
  /** The number of the history after power-on. */
  readonly initial: number;

  constructor(product: Product, variable: TrackedHistory) {
    this.#product = product;
    this.#variable = variable;
    this.initial = this.#number(variable.initial);
  }

  at(history: number): Flat {
    return this.#values.at(history);
  }

  /** The number of what is taken of an operation, given the head after it. */
  ofOperation(operation: number, headAfter: number): number {
    const pair = this.#operationPairs.intern(operation, headAfter);
    const known = pair < this.#operationOf.length ? (this.#operationOf[pair] as number) : UNKNOWN;
    if (known !== UNKNOWN) return known;
    const transport = this.#product.view(HEAD, headAfter) as unknown as Views['transport'];
    const taken = this.#variable.ofOperation(this.#product.operation(operation), transport);
    const number = this.#operations.intern(0, taken, () => taken);
    this.#operationOf = withPlace(this.#operationOf, pair, UNKNOWN);
    this.#operationOf[pair] = number;
    return number;
  }

  /** Bits for the variables that notice a call, which is to a part of the tail. */
  noticedBy(call: number): number {
    return getOrInsert(this.#noticedBy, call, () => this.#variable.noticedBy(this.#product.delivery(call)));
  }

  /**
   * The history after a step.
   * @param ofOperation see there
   * @param noticed bits of all calls of the step
   * @param tail the number of the tail after the step, whose history is still the one before it
   * @param state that tail
   */
  after(history: number, ofOperation: number, noticed: number, tail: number, state: Int32Array): number {
    const device = tail < this.#deviceOf.length ? (this.#deviceOf[tail] as number) : UNKNOWN;
    const known = device === UNKNOWN ? this.#learnDevice(tail, state) : device;
    const added = this.#added.intern(ofOperation, this.#afterwards.intern(noticed, known));
    const step = this.#steps.intern(history, added);
    const next = step < this.#next.length ? (this.#next[step] as number) : UNKNOWN;
    return next === UNKNOWN ? this.#learn(step, history, ofOperation, noticed, known) : next;
  }

  #learn(step: number, history: number, operation: number, noticed: number, device: number): number {
    const taken = this.#operations.at(operation);
    const next = this.#variable.next(this.at(history), taken, noticed, this.#devices.at(device));
    const number = this.#number(next);
    this.#next = withPlace(this.#next, step, UNKNOWN);
    this.#next[step] = number;
    return number;
  }

  #learnDevice(tail: number, state: Int32Array): number {
    const taken = this.#variable.ofDevice(productDeviceViews(this.#product, state));
    const number = this.#devices.intern(0, taken, () => taken);
    this.#deviceOf = withPlace(this.#deviceOf, tail, UNKNOWN);
    this.#deviceOf[tail] = number;
    return number;
  }

  #number(history: Flat): number {
    return this.#values.intern(0, history, () => ({ ...history }));
  }
}
