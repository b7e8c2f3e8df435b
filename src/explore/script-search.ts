/** Looks for the shortest violations of properties that play scripts from every state where they apply. */
import type { DeviceInput } from '../../machines/device-input.ts';
import type { Operation } from '../../machines/vocabulary/operation.ts';
import type { Finding } from '../check/finding.ts';
import type { Property } from '../check/property.ts';
import { type Prepared, ScriptPlayer } from '../check/scripts.ts';
import { countBits, lowestIn, NO_WORDS, type Words, withRoom } from './bits.ts';
import type { Search } from './search.ts';
import { addGoal, type Goals } from './trails.ts';

/** The states of one layer from which a script shows a violation after `length` operations, none sooner. */
export interface Candidates {
  readonly length: number;
  readonly goals: Goals;
}

/** Where a property applies, for one class of fronts. */
interface Where {
  known: Uint32Array;
  applies: Uint32Array;
}

export class ScriptSearch {
  readonly #search: Search;
  readonly #player: ScriptPlayer;
  readonly #countApplied: (property: Property, times: number) => void;
  readonly #where: Where[][];
  readonly #candidates = new Map<Prepared, Candidates>();
  /**
   * By property and front: the devices from which its scripts show nothing. Scripts are played on the device, so
   * what the driver did before makes no difference; and what shows nothing below one length shows nothing below
   * the smaller ones that are asked for later.
   */
  readonly #clean: Uint32Array[][];
  readonly #row: Int32Array;

  constructor(
    search: Search,
    input: DeviceInput,
    properties: readonly Property[],
    countApplied: (property: Property, times: number) => void,
  ) {
    this.#search = search;
    this.#player = new ScriptPlayer(search.product, input, properties);
    this.#countApplied = countApplied;
    this.#where = this.#player.prepared.map(() => []);
    this.#clean = this.#player.prepared.map(() => []);
    this.#row = new Int32Array(search.rests.width);
  }

  /** Plays, from the states of a front's row, every script that may still give a shorter trace than is known. */
  playFrom(front: number, words: Words, depth: number, lengths: ReadonlyMap<string, number>): void {
    for (const [number, prepared] of this.#player.prepared.entries()) {
      // A trace must be shorter than those of earlier layers, and may be as short as one of this layer.
      const known = lengths.get(prepared.property.id) ?? Number.POSITIVE_INFINITY;
      if (depth + prepared.shortest >= known) continue;
      const { applies } = this.#whereItApplies(number, prepared, front, words);
      let times = 0;
      for (let i = 0; i < words.size; i++) {
        const at = words.at[i] as number;
        const word = (words.word[i] as number) & (applies[at] ?? 0);
        times += countBits(word);
        for (let left = word; left !== 0; left &= left - 1)
          this.#play(number, prepared, front, lowestIn(at, left), known - depth);
      }
      this.#countApplied(prepared.property, times);
    }
  }

  /** What this layer has come to; the next layer starts anew. */
  takeCandidates(): readonly (readonly [Prepared, Candidates])[] {
    const candidates = [...this.#candidates];
    this.#candidates.clear();
    return candidates;
  }

  /** The violation that a script of `length` operations shows in the state of `row`, to which `path` leads. */
  finding(
    property: Property,
    row: Int32Array,
    length: number,
    path: readonly Operation[],
  ): Finding | undefined {
    const prepared = this.#player.prepared.find((each) => each.property === property);
    return prepared === undefined ? undefined : this.#player.finding(prepared, row, length, path);
  }

  #play(number: number, prepared: Prepared, front: number, rest: number, below: number): void {
    const device = this.#search.rests.deviceOf(rest);
    const byFront = this.#clean[number] as Uint32Array[];
    const clean = withRoom(byFront[front] ?? NO_WORDS, device >>> 5);
    byFront[front] = clean;
    const bit = 1 << (device & 31);
    if (((clean[device >>> 5] as number) & bit) !== 0) return;
    const best = this.#candidates.get(prepared);
    const limit = best === undefined ? below : best.length + 1;
    this.#search.rests.copy(rest, front, this.#row);
    const length = this.#player.shortestFrom(prepared, this.#row, limit);
    if (length >= limit) {
      clean[device >>> 5] = (clean[device >>> 5] as number) | bit;
      return;
    }
    if (best !== undefined && best.length === length) addGoal(best.goals, front, rest);
    else {
      const goals: Goals = new Map();
      addGoal(goals, front, rest);
      this.#candidates.set(prepared, { length, goals });
    }
  }

  #whereItApplies(number: number, prepared: Prepared, front: number, words: Words): Where {
    const { situations, rests } = this.#search;
    const byClass = this.#where[number] as Where[];
    const classOfFront = situations.classOf(front);
    let where = byClass[classOfFront];
    if (where === undefined) {
      where = { known: new Uint32Array(0), applies: new Uint32Array(0) };
      byClass[classOfFront] = where;
    }
    if (words.size === 0) return where;
    const last = words.at[words.size - 1] as number;
    where.known = withRoom(where.known, last);
    where.applies = withRoom(where.applies, last);
    const { known, applies } = where;
    for (let i = 0; i < words.size; i++) {
      const at = words.at[i] as number;
      let left = (words.word[i] as number) & ~(known[at] as number);
      known[at] = (known[at] as number) | left;
      for (; left !== 0; left &= left - 1) {
        rests.copy(lowestIn(at, left), front, this.#row);
        if (prepared.property.applies(situations.stateSeen(this.#row)))
          applies[at] = (applies[at] as number) | (left & -left);
      }
    }
    return where;
  }
}
