/**
 * Where runs have been before. Most runs begin with operations that others began with, so what such an operation
 * leads to, and which claims it bears on, is worked out once. Only operations that are drawn again and again lead
 * from one known place to another: random words would fill the memory with places that no run comes to again.
 */
import type { Operation } from '../../machines/vocabulary/operation.ts';
import type { ModelState } from '../model/perform.ts';
import { sameFlat } from '../property/history.ts';
import type { StateSeen } from '../property/property.ts';
import type { LocalState } from '../statechart/compile-machine.ts';
import type { Flat } from '../statechart/part.ts';
import type { Claim } from './checks.ts';
import type { Stand } from './walk.ts';

/** A state of the model that runs come to, with what properties see of it. */
export interface KnownPlace {
  readonly number: number;
  readonly stand: Stand;
  readonly hashes: PartHashes;
  /** Another place with the same hash: there is one only by chance. */
  readonly sameHash: KnownPlace | undefined;
}

/** One hash for each part that properties see. */
export interface PartHashes {
  readonly transport: number;
  readonly core: number;
  readonly class: number;
  readonly backend: number;
}

/** Runs come to the first places by far the most often; of more, memory is slower than working them out again. */
const PLACES_MAX = 2 ** 10;
const STEPS_MAX = 2 ** 14;
const OPERATIONS_MAX = 2 ** 12;
const FILTER_WORDS = 2 ** 12;

/** Numbers that a step takes in the table: place and operation, the place it leads to, its claims. */
const WIDTH = 4;
const EMPTY = -1;

export class KnownPlaces {
  /** Where all runs begin. */
  readonly start: KnownPlace;
  readonly #byHash = new Map<number, KnownPlace>();
  /** A bit for some hashes each: most states are not known, and this is small enough to be at hand. */
  readonly #mayBeKnown = new Int32Array(FILTER_WORDS);
  readonly #places: KnownPlace[] = [];
  readonly #operations = new Map<Operation, number>();
  readonly #claims: (readonly Claim[])[] = [];
  readonly #claimNumbers = new Map<string, number>();
  /** All steps in one array, because a run that hops through objects waits for memory at each. */
  #table = new Int32Array(WIDTH * 1024).fill(EMPTY);
  #steps = 0;

  constructor(start: Stand) {
    this.start = this.#add(hashesOf(start.state), start);
  }

  /** The place of a state, if it is known. */
  find(hashes: PartHashes, state: ModelState, history: Flat): KnownPlace | undefined {
    const hash = hashOf(hashes, history);
    if ((((this.#mayBeKnown[(hash >>> 5) & (FILTER_WORDS - 1)] as number) >>> (hash & 31)) & 1) === 0)
      return undefined;
    let place = this.#byHash.get(hash);
    while (place !== undefined && !isAt(place.stand, state, history)) place = place.sameHash;
    return place;
  }

  /** Makes a place known; undefined when there is no room. */
  add(hashes: PartHashes, stand: Stand): KnownPlace | undefined {
    return this.#places.length === PLACES_MAX ? undefined : this.#add(hashes, stand);
  }

  #add(hashes: PartHashes, stand: Stand): KnownPlace {
    const hash = hashOf(hashes, stand.seen.history);
    const number = this.#places.length;
    const place: KnownPlace = { number, stand, hashes, sameHash: this.#byHash.get(hash) };
    this.#byHash.set(hash, place);
    const word = (hash >>> 5) & (FILTER_WORDS - 1);
    this.#mayBeKnown[word] = (this.#mayBeKnown[word] as number) | (1 << (hash & 31));
    this.#places.push(place);
    return place;
  }

  place(number: number): KnownPlace {
    return this.#places[number] as KnownPlace;
  }

  /** What is known of an operation at a place, for `to` and `claims`; -1 when nothing is. */
  step(place: number, operation: Operation): number {
    const known = this.#operations.get(operation);
    if (known === undefined) return EMPTY;
    const key = place * OPERATIONS_MAX + known;
    const slot = slotOf(this.#table, key);
    return this.#table[slot] === key ? slot : EMPTY;
  }

  /** The number of the place to which a step leads. */
  to(step: number): number {
    return this.#table[step + 1] as number;
  }

  /** The claims whose situation comes up in a step, or in the state after it. */
  claims(step: number): readonly Claim[] {
    return this.#claims[this.#table[step + 2] as number] as readonly Claim[];
  }

  /** More steps can become known. */
  get hasRoom(): boolean {
    return this.#steps < STEPS_MAX;
  }

  /** Makes a step known, if there is room. */
  addStep(from: KnownPlace, operation: Operation, claims: readonly Claim[], to: KnownPlace): void {
    const known = this.#operations.get(operation) ?? this.#operations.size;
    if (!this.hasRoom || known === OPERATIONS_MAX) return;
    this.#operations.set(operation, known);
    this.#steps++;
    if (2 * WIDTH * this.#steps > this.#table.length) this.#table = grown(this.#table);
    const key = from.number * OPERATIONS_MAX + known;
    const slot = slotOf(this.#table, key);
    this.#table[slot] = key;
    this.#table[slot + 1] = to.number;
    this.#table[slot + 2] = this.#numberOf(claims);
  }

  /** Steps share their lists of claims: most bear on the same few, and violate none. */
  #numberOf(claims: readonly Claim[]): number {
    const key = claims.map(({ property, message }) => `${property}=${message ?? ''}`).join('|');
    const known = this.#claimNumbers.get(key);
    if (known !== undefined) return known;
    const number = this.#claims.length;
    this.#claims.push(claims);
    this.#claimNumbers.set(key, number);
    return number;
  }
}

/** Where a key is in a table, or where it would be put. */
function slotOf(table: Int32Array, key: number): number {
  const mask = table.length - 1;
  let slot = (mixed(key, 0) * WIDTH) & mask;
  while (table[slot] !== key && table[slot] !== EMPTY) slot = (slot + WIDTH) & mask;
  return slot;
}

/** The same steps with twice the room. */
function grown(table: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * table.length).fill(EMPTY);
  for (let slot = 0; slot < table.length; slot += WIDTH) {
    const key = table[slot] as number;
    if (key !== EMPTY) larger.set(table.subarray(slot, slot + WIDTH), slotOf(larger, key));
  }
  return larger;
}

const isAt = ({ seen, state }: Stand, other: ModelState, history: Flat): boolean =>
  sameFlat(seen.history, history) && sameState(state, other);

/** The hashes of a state. */
const hashesOf = (state: ModelState): PartHashes => ({
  transport: hashOfLocal(state[0]),
  core: hashOfLocal(state[1]),
  class: hashOfLocal(state[2]),
  backend: hashOfLocal(state[3]),
});

/** The hashes after a step: of what shows the same as before, they are the same. */
export const hashesAfter = (
  old: PartHashes,
  state: ModelState,
  before: StateSeen,
  after: StateSeen,
): PartHashes => ({
  transport: before.transport === after.transport ? old.transport : hashOfLocal(state[0]),
  core: before.core === after.core ? old.core : hashOfLocal(state[1]),
  class: before.class === after.class ? old.class : hashOfLocal(state[2]),
  backend: before.backend === after.backend ? old.backend : hashOfLocal(state[3]),
});

function hashOfLocal(local: LocalState | undefined): number {
  if (local === undefined) return 0;
  const { leaf, context } = local;
  return hashOfFlat(leaf, context);
}

// Histories change seldom, and keep their identity while they do not.
let lastHistory: Flat = {};
let lastHash = 0;

function hashOfHistory(history: Flat): number {
  if (history !== lastHistory) {
    lastHistory = history;
    lastHash = hashOfFlat(0, history);
  }
  return lastHash;
}

function hashOfFlat(start: number, record: Flat): number {
  let hash = start;
  for (const field in record) {
    const value = record[field];
    if (typeof value === 'number') hash = mixed(hash, value | 0);
    else if (typeof value === 'boolean') hash = mixed(hash, value ? 1 : 2);
    else hash = mixed(hash, hashOfText(String(value)));
  }
  return hash;
}

const hashOf = ({ transport, core, class: deviceClass, backend }: PartHashes, history: Flat): number => {
  // Without its top bits, because a map is fastest with small integers.
  return mixed(mixed(mixed(mixed(transport, core), deviceClass), backend), hashOfHistory(history)) >>> 2;
};

function hashOfText(text: string): number {
  let hash = text.length;
  for (let at = 0; at < text.length; at++) hash = mixed(hash, text.charCodeAt(at));
  return hash;
}

const mixed = (one: number, two: number): number => {
  const hash = Math.imul(one ^ two, 0x9e3779b1) + 0x7f4a7c15;
  return hash ^ (hash >>> 15);
};

const sameState = (one: ModelState, two: ModelState): boolean =>
  one.every((local, part) => local.leaf === two[part]?.leaf && sameFlat(local.context, two[part].context));
