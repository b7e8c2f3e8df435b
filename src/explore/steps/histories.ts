/**
 * The histories of a search as numbers: lists of the values of its variables, each of which is kept by itself. What a
 * history takes of a step comes in three numbers: of the operation, of the calls, and of the device after it.
 */
import type { Views } from '../../../machines/vocabulary/views.ts';
import type { Product } from '../../model/product.ts';
import { productDeviceViews } from '../../model/state-view.ts';
import type { Flat } from '../../numbering/flat.ts';
import { getOrInsert } from '../../numbering/get-or-insert.ts';
import { PairInterner } from '../../numbering/interner.ts';
import type { TrackedHistory } from '../../property/history.ts';
import { withPlace } from '../sets/bits.ts';
import { HistoryNumbers } from './history-numbers.ts';
import { NumberLists } from './number-lists.ts';
import { HEAD } from './tail-states.ts';

const UNKNOWN = -1;

export class Histories {
  readonly #product: Product;
  readonly #variable: TrackedHistory;
  readonly #variables: readonly HistoryNumbers[];
  readonly #merge: (values: readonly Flat[]) => Flat;
  /** Lists with a number for each variable. */
  readonly #values: NumberLists;
  readonly #operations: NumberLists;
  readonly #devices: NumberLists;
  /** By number of a history: the history. */
  readonly #merged: (Flat | undefined)[] = [];
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
    this.#variables = (variable.product?.variables ?? [variable]).map((each) => new HistoryNumbers(each));
    this.#merge = variable.product?.merge ?? (([only = {}]) => only);
    const { length } = this.#variables;
    this.#values = new NumberLists(length);
    this.#operations = new NumberLists(length);
    this.#devices = new NumberLists(length);
    this.initial = this.#values.number((place) => this.#at(place).initial);
  }

  at(history: number): Flat {
    this.#merged[history] ??= this.#merge(
      this.#variables.map((each, place) => each.at(this.#values.at(history, place))),
    );
    return this.#merged[history];
  }

  #at(place: number): HistoryNumbers {
    return this.#variables[place] as HistoryNumbers;
  }

  /** The number of what is taken of an operation, given the head after it. */
  ofOperation(operation: number, headAfter: number): number {
    const pair = this.#operationPairs.intern(operation, headAfter);
    const known = pair < this.#operationOf.length ? (this.#operationOf[pair] as number) : UNKNOWN;
    if (known !== UNKNOWN) return known;
    const transport = this.#product.view(HEAD, headAfter) as unknown as Views['transport'];
    const done = this.#product.operation(operation);
    const number = this.#operations.number((place) => this.#at(place).ofOperation(done, transport));
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
    const number = this.#values.number((place) =>
      this.#at(place).next(
        this.#values.at(history, place),
        this.#operations.at(operation, place),
        noticed & (1 << place),
        this.#devices.at(device, place),
      ),
    );
    this.#next = withPlace(this.#next, step, UNKNOWN);
    this.#next[step] = number;
    return number;
  }

  #learnDevice(tail: number, state: Int32Array): number {
    const device = productDeviceViews(this.#product, state);
    const number = this.#devices.number((place) => this.#at(place).ofDevice(device));
    this.#deviceOf = withPlace(this.#deviceOf, tail, UNKNOWN);
    this.#deviceOf[tail] = number;
    return number;
  }
}
