/**
 * Walks from power-on through a state graph that together visit every goal.
 *
 * Greedy, as a postman without a map of tomorrow: take what is open here, else go to the nearest state
 * where something is open, else start anew. The shortest set of walks would be a good deal shorter only
 * where resets are dear, and takes far longer to find.
 */
import type { Operation } from '../../machines/vocabulary/operation.ts';
import type { Goals } from './goals.ts';
import type { StateGraph } from './state-graph.ts';

/** One path from power-on. */
export interface CoverPath {
  readonly operations: readonly Operation[];
  /** By step: how many goals it is the first to visit. */
  readonly gains: readonly number[];
}

export interface WalkOptions {
  /** A path that got this long ends. One that must be longer to get anywhere is. */
  readonly lengthMax: number;
  /** Operations that take long; paths that need them come last, so that a time limit cuts these off. */
  readonly isSlow: (operation: Operation) => boolean;
}

/** States that a search for the next goal looks at before a new start seems cheaper. */
const SEARCH_STATES_MAX = 1000;

export function* walks(graph: StateGraph, goals: Goals, options: WalkOptions): Generator<CoverPath> {
  const slow = graph.operations.map(options.isSlow);
  for (const round of [slow.map((each) => !each), slow]) {
    if (round.includes(true)) yield* new Walker(graph, goals, round, slow).paths(options.lengthMax);
  }
}

class Walker {
  readonly #graph: StateGraph;
  readonly #goals: Goals;
  readonly #width: number;
  /** Operations whose goals this round is for. */
  readonly #wanted: readonly boolean[];
  readonly #slow: readonly boolean[];
  /** Of the search under way: the state before, the operation that led on, and which search it was. */
  readonly #cameFrom: Int32Array;
  readonly #cameBy: Int32Array;
  readonly #searchOf: Int32Array;
  /** By state: the state before it and the operation between, on a way from power-on with few slow ones. */
  readonly #wayFrom: Int32Array;
  readonly #wayBy: Int32Array;
  #search = 0;
  #path: number[] = [];
  #gains: number[] = [];
  #at = 0;

  constructor(graph: StateGraph, goals: Goals, wanted: readonly boolean[], slow: readonly boolean[]) {
    this.#graph = graph;
    this.#goals = goals;
    this.#width = graph.operations.length;
    this.#wanted = wanted;
    this.#slow = slow;
    this.#cameFrom = new Int32Array(graph.rows.length);
    this.#cameBy = new Int32Array(graph.rows.length);
    this.#searchOf = new Int32Array(graph.rows.length);
    this.#wayFrom = new Int32Array(graph.rows.length).fill(-1);
    this.#wayBy = new Int32Array(graph.rows.length);
    this.#findWays();
  }

  *paths(lengthMax: number): Generator<CoverPath> {
    // What is closed stays closed, so the first open transition only ever moves on.
    for (let first = 0; first < this.#graph.next.length; first++) {
      if (!this.#isWanted(first)) continue;
      this.#at = 0;
      const start = this.#graph.stateOf[Math.floor(first / this.#width)] as number;
      for (const operation of this.#wayTo(start)) this.#take(operation);
      this.#take(first % this.#width);
      while (this.#path.length < lengthMax && this.#goOn());
      yield {
        operations: this.#path.map((operation) => this.#graph.operations[operation] as Operation),
        gains: this.#gains,
      };
      this.#path = [];
      this.#gains = [];
    }
  }

  /**
   * Finds a way to every state: as few slow operations as possible, and then as few others. The exploration's
   * own ways may be full of migrations, which it holds no dearer than anything else.
   */
  #findWays(): void {
    this.#wayFrom[0] = 0;
    for (let level = [0]; level.length > 0; ) {
      for (let index = 0; index < level.length; index++)
        this.#extendWays(level[index] as number, false, level);
      const afterSlow: number[] = [];
      for (const state of level) this.#extendWays(state, true, afterSlow);
      level = afterSlow;
    }
  }

  /** Enters the states that one step leads to, and that have no way yet. */
  #extendWays(state: number, bySlow: boolean, into: number[]): void {
    const row = this.#graph.rows[state] as number;
    if (row === -1) return;
    for (let operation = 0; operation < this.#width; operation++) {
      if (this.#slow[operation] !== bySlow) continue;
      const target = this.#graph.next[row * this.#width + operation] as number;
      if (this.#wayFrom[target] !== -1) continue;
      this.#wayFrom[target] = state;
      this.#wayBy[target] = operation;
      into.push(target);
    }
  }

  #wayTo(state: number): readonly number[] {
    const way: number[] = [];
    for (let at = state; at !== 0; at = this.#wayFrom[at] as number) way.push(this.#wayBy[at] as number);
    return way.reverse();
  }

  /** Takes at least one more open transition, if one is near. */
  #goOn(): boolean {
    const here = this.#bestHere();
    if (here !== -1) {
      this.#take(here);
      return true;
    }
    const state = this.#nearestOpen();
    if (state === -1) return false;
    const route: number[] = [];
    for (let at = state; at !== this.#at; at = this.#cameFrom[at] as number)
      route.push(this.#cameBy[at] as number);
    for (const operation of route.reverse()) this.#take(operation);
    return true;
  }

  /** An open operation of this state: one that stays here if there is one, else one that leads on. */
  #bestHere(): number {
    let found = -1;
    const row = this.#graph.rows[this.#at] as number;
    if (row === -1) return -1;
    for (let operation = 0; operation < this.#width; operation++) {
      const transition = row * this.#width + operation;
      if (!this.#isWanted(transition)) continue;
      const next = this.#graph.next[transition] as number;
      if (next === this.#at) return operation;
      if (found === -1 || this.#isOpenState(next)) found = operation;
    }
    return found;
  }

  /** The nearest state with something open, by operations that do not take long; -1 if none is near. */
  #nearestOpen(): number {
    const { next, rows } = this.#graph;
    this.#search++;
    this.#searchOf[this.#at] = this.#search;
    const queue = [this.#at];
    for (let index = 0; index < queue.length && index < SEARCH_STATES_MAX; index++) {
      const state = queue[index] as number;
      const row = rows[state] as number;
      if (row === -1) continue;
      for (let operation = 0; operation < this.#width; operation++) {
        const target = next[row * this.#width + operation] as number;
        if (this.#slow[operation] === true || this.#searchOf[target] === this.#search) continue;
        this.#searchOf[target] = this.#search;
        this.#cameFrom[target] = state;
        this.#cameBy[target] = operation;
        if (this.#isOpenState(target)) return target;
        queue.push(target);
      }
    }
    return -1;
  }

  #isOpenState(state: number): boolean {
    const row = this.#graph.rows[state] as number;
    if (row === -1) return false;
    for (let operation = 0; operation < this.#width; operation++)
      if (this.#isWanted(row * this.#width + operation)) return true;
    return false;
  }

  #isWanted(transition: number): boolean {
    return this.#wanted[transition % this.#width] === true && this.#goals.isOpen(transition);
  }

  #take(operation: number): void {
    const transition = (this.#graph.rows[this.#at] as number) * this.#width + operation;
    this.#path.push(operation);
    this.#gains.push(this.#goals.take(transition));
    this.#at = this.#graph.next[transition] as number;
  }
}
