/**
 * States on their way from one thread to another. Each thread has numbers of its own for local states, rests and
 * histories; with the states go the definitions of those numbers that the receiver has not been told before.
 */

import { flatKey } from '../../numbering/interner.ts';
import type { History } from '../../property/history.ts';
import type { LocalState } from '../../statechart/compile-machine.ts';
import type { Search } from '../search.ts';
import { lowestIn, withPlace, withRoom } from '../sets/bits.ts';
import type { Layer, Visited } from '../sets/layers.ts';
import { addGoal, type Goals } from '../shortest-path.ts';
import { FRONT } from '../steps/tail-states.ts';

/** States of a layer, in the sender's numbers. */
export interface Parcel {
  readonly locals: readonly {
    readonly part: number;
    readonly number: number;
    readonly state: LocalState;
  }[];
  readonly histories: readonly { readonly number: number; readonly history: History }[];
  /** For each rest its number, then its row. */
  readonly rests: Int32Array;
  readonly states: Layer;
}

/** Writes parcels for all others, and knows what they have been told. */
export class ParcelWriter {
  readonly #search: Search;
  readonly #toldLocals: Set<number>[];
  readonly #toldHistories = new Set<number>();
  #toldRests: Uint32Array = new Uint32Array(0);
  readonly #row: Int32Array;
  #locals: { readonly part: number; readonly number: number; readonly state: LocalState }[] = [];
  #histories: { readonly number: number; readonly history: History }[] = [];
  #rests: number[] = [];

  constructor(search: Search) {
    this.#search = search;
    this.#toldLocals = search.product.model.parts.map(() => new Set());
    this.#row = new Int32Array(search.rests.width);
  }

  write(states: Layer): Parcel {
    this.#locals = [];
    this.#histories = [];
    this.#rests = [];
    for (const front of states.fronts) this.#tellLocal(FRONT, front);
    for (let i = 0; i < states.at.length; i++) {
      const at = states.at[i] as number;
      this.#toldRests = withRoom(this.#toldRests, at);
      const word = states.word[i] as number;
      for (let left = word & ~(this.#toldRests[at] as number); left !== 0; left &= left - 1)
        this.#tellRest(lowestIn(at, left));
      this.#toldRests[at] = (this.#toldRests[at] as number) | word;
    }
    return {
      locals: this.#locals,
      histories: this.#histories,
      rests: Int32Array.from(this.#rests),
      states,
    };
  }

  #tellRest(rest: number): void {
    const row = this.#row;
    this.#search.rests.copy(rest, 0, row);
    this.#rests.push(rest, ...row);
    const last = row.length - 1;
    for (let part = FRONT + 1; part < last; part++) this.#tellLocal(part, row[part] as number);
    const number = row[last] as number;
    if (this.#toldHistories.has(number)) return;
    this.#toldHistories.add(number);
    this.#histories.push({ number, history: this.#search.histories.at(number) });
  }

  #tellLocal(part: number, number: number): void {
    const told = this.#toldLocals[part];
    if (told === undefined || told.has(number)) return;
    told.add(number);
    this.#locals.push({ part, number, state: this.#search.product.local(part, number) });
  }
}

/** Reads the parcels of one sender: its numbers become ours. */
export class ParcelReader {
  readonly #search: Search;
  readonly #locals: Int32Array[];
  readonly #histories: number[] = [];
  #rests: Int32Array = new Int32Array(0);

  constructor(search: Search) {
    this.#search = search;
    this.#locals = search.product.model.parts.map(() => new Int32Array(0));
  }

  /** Adds the states to the layer in the making, unless they are known. */
  addTo(visited: Visited, parcel: Parcel): void {
    this.#learn(parcel);
    const rests = this.#rests;
    const last = (this.#search.rests.size - 1) >>> 5;
    const { fronts, starts, at, word } = parcel.states;
    for (let index = 0; index < fronts.length; index++) {
      const front = this.#frontOf(fronts[index] as number);
      const row = visited.row(front, last);
      const fresh = visited.freshRow(front);
      const end = starts[index + 1] as number;
      for (let i = starts[index] as number; i < end; i++) {
        const place = at[i] as number;
        for (let left = word[i] as number; left !== 0; left &= left - 1) {
          const rest = rests[lowestIn(place, left)] as number;
          const to = rest >>> 5;
          const bit = 1 << (rest & 31);
          const before = row[to] as number;
          if ((before & bit) !== 0) continue;
          row[to] = before | bit;
          fresh[to] = (fresh[to] as number) | bit;
          visited.size++;
        }
      }
    }
  }

  addToGoals(goals: Goals, parcel: Parcel): void {
    this.#learn(parcel);
    const { fronts, starts, at, word } = parcel.states;
    for (let index = 0; index < fronts.length; index++) {
      const front = this.#frontOf(fronts[index] as number);
      for (let i = starts[index] as number; i < (starts[index + 1] as number); i++)
        for (let left = word[i] as number; left !== 0; left &= left - 1)
          addGoal(goals, front, this.#rests[lowestIn(at[i] as number, left)] as number);
    }
  }

  #frontOf(number: number): number {
    return this.#locals[FRONT]?.[number] as number;
  }

  #learn({ locals, histories, rests: told }: Parcel): void {
    const { product, rests, histories: ours } = this.#search;
    for (const { part, number, state } of locals) {
      const numbers = withPlace(this.#locals[part] as Int32Array, number, -1);
      numbers[number] = product.localNumber(part, state);
      this.#locals[part] = numbers;
    }
    for (const { number, history } of histories)
      this.#histories[number] = ours.intern(flatKey(history), () => history);
    const row = new Int32Array(rests.width);
    const last = row.length - 1;
    for (let from = 0; from < told.length; from += row.length + 1) {
      for (let part = FRONT + 1; part < last; part++)
        row[part] = this.#locals[part]?.[told[from + 1 + part] as number] as number;
      row[last] = this.#histories[told[from + 1 + last] as number] as number;
      const number = told[from] as number;
      this.#rests = withPlace(this.#rests, number, -1);
      this.#rests[number] = rests.number(row);
    }
  }
}
