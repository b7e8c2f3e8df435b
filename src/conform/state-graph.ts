/**
 * The states of a device's model with all transitions between them, kept for walking about in.
 *
 * A check only needs each state once, in order; a walk that is to visit every transition needs to know
 * where each one leads. Transition `row * operations + operation` leaves the state that has that row.
 */
import type { Operation } from '../../machines/vocabulary/operation.ts';
import { StateSet } from '../explore/sets/state-set.ts';
import type { Product } from '../model/product.ts';
import { PairInterner } from '../numbering/interner.ts';

export interface StateGraph {
  readonly operations: readonly Operation[];
  readonly states: StateSet;
  /** By state: its row of transitions, -1 for a state whose transitions were not looked at. */
  readonly rows: Int32Array;
  /** By row: its state. */
  readonly stateOf: Int32Array;
  /** By transition: the state that it leads to. */
  readonly next: Int32Array;
  /** By transition: its passage through the parts' tables, a number into `entriesOf`. */
  readonly passages: Int32Array;
  /** By passage: the distinct table entries that it uses. */
  readonly entriesOf: readonly (readonly number[])[];
  /** Every reachable state is here, with its transitions. */
  readonly complete: boolean;
}

export interface GraphOptions {
  /** States whose transitions are looked at, at most. */
  readonly statesMax: number;
  /**
   * Look first at states that were found through a table entry not seen before. Where there are too many
   * states to see them all, this sees more of what each part can do; paths are then not the shortest.
   */
  readonly noveltyFirst: boolean;
}

/** Explores a model without a driver from power-on; yields now and then, for other work to be done. */
export function buildGraph(
  product: Product,
  operations: readonly Operation[],
  options: GraphOptions,
): Generator<undefined, StateGraph> {
  return new GraphBuilder(product, operations, options).build();
}

/** States that are looked at without a break: a millisecond or so. */
const STATES_AT_ONCE = 10;

class GraphBuilder {
  readonly #product: Product;
  readonly #operations: readonly Operation[];
  readonly #ids: Int32Array;
  readonly #options: GraphOptions;
  readonly #states: StateSet;
  readonly #passageTree = new PairInterner();
  readonly #entriesOf: (readonly number[])[] = [];
  #next: Int32Array;
  #passages: Int32Array;
  readonly #stateOf: number[] = [];

  constructor(product: Product, operations: readonly Operation[], options: GraphOptions) {
    this.#product = product;
    this.#operations = operations;
    this.#options = options;
    this.#ids = Int32Array.from(operations, (operation) => product.operationId(operation));
    this.#states = new StateSet(product.width);
    this.#next = new Int32Array(1024 * operations.length);
    this.#passages = new Int32Array(1024 * operations.length);
    this.#passageTree.intern(0, 0);
  }

  *build(): Generator<undefined, StateGraph> {
    const states = this.#states;
    states.add(this.#product.powerOn(), -1, -1);
    const novel: number[] = [];
    let nextNovel = 0;
    let nextInOrder = 0;
    const isDone: boolean[] = [];
    while (this.#stateOf.length < this.#options.statesMax) {
      while (isDone[nextInOrder] === true) nextInOrder++;
      const state = novel[nextNovel++] ?? nextInOrder;
      if (state >= states.size) break;
      if (isDone[state] === true) continue;
      isDone[state] = true;
      this.#expand(state, this.#options.noveltyFirst ? novel : undefined);
      if (this.#stateOf.length % STATES_AT_ONCE === 0) yield;
    }
    const rows = new Int32Array(states.size).fill(-1);
    for (const [row, state] of this.#stateOf.entries()) rows[state] = row;
    const transitions = this.#stateOf.length * this.#operations.length;
    return {
      operations: this.#operations,
      states,
      rows,
      stateOf: Int32Array.from(this.#stateOf),
      next: this.#next.subarray(0, transitions),
      passages: this.#passages.subarray(0, transitions),
      entriesOf: this.#entriesOf,
      complete: this.#stateOf.length === states.size,
    };
  }

  #expand(state: number, novel: number[] | undefined): void {
    const product = this.#product;
    const before = new Int32Array(product.width);
    this.#states.copy(state, before);
    const after = new Int32Array(product.width);
    const first = this.#stateOf.length * this.#operations.length;
    this.#stateOf.push(state);
    this.#growTo(first + this.#operations.length);
    for (let at = 0; at < this.#ids.length; at++) {
      const operation = this.#ids[at] as number;
      after.set(before);
      let passage = 0;
      const entriesKnown = product.entryCount;
      product.performNamingEntries(after, operation, (entry) => {
        passage = this.#passageTree.intern(passage, entry + 1);
      });
      const isNew = this.#states.add(after, state, at);
      const target = isNew ? this.#states.size - 1 : this.#states.find(after);
      if (isNew && product.entryCount > entriesKnown) novel?.push(target);
      this.#next[first + at] = target;
      this.#passages[first + at] = passage;
      this.#entriesOf[passage] ??= this.#entriesOn(passage);
    }
  }

  #entriesOn(passage: number): readonly number[] {
    const entries = new Set<number>();
    for (let at = passage; at !== 0; at = this.#passageTree.first(at))
      entries.add(this.#passageTree.second(at) - 1);
    return [...entries];
  }

  #growTo(transitions: number): void {
    if (transitions <= this.#next.length) return;
    const grow = (old: Int32Array): Int32Array => {
      const grown = new Int32Array(Math.max(transitions, 2 * old.length));
      grown.set(old);
      return grown;
    };
    this.#next = grow(this.#next);
    this.#passages = grow(this.#passages);
  }
}
