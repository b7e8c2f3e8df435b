/** Numbers for what some properties may read in a state: equal for states that they cannot tell apart. */
import { Interner, PairInterner } from '../../numbering/interner.ts';
import type { Search } from '../search.ts';
import { withPlace } from '../sets/bits.ts';
import { FRONT } from '../steps/tail-states.ts';

const UNKNOWN = -1;

export class WhatIsRead {
  readonly #search: Search;
  /** The fields of the transport that are read; undefined when all are. */
  readonly #fields: readonly string[] | undefined;
  /** What else is read: places in a rest. */
  readonly #places: readonly number[];
  readonly #fronts = new Interner<number>();
  readonly #rests = new PairInterner();
  #ofFront: Int32Array = new Int32Array(0);
  #ofRest: Int32Array = new Int32Array(0);
  readonly #row: Int32Array;

  /** @param reads what may be read, as properties declare it */
  constructor(search: Search, reads: ReadonlySet<string>) {
    this.#search = search;
    this.#fields = reads.has('transport')
      ? undefined
      : [...reads].flatMap((each) =>
          each.startsWith('transport.') ? [each.slice('transport.'.length)] : [],
        );
    const { partIndex } = search.product.model;
    const parts = [...reads].flatMap((each) => partIndex.get(each) ?? []).filter((part) => part !== FRONT);
    const history = search.rests.width - 1;
    this.#places = reads.has('history') ? [...parts, history] : parts;
    this.#row = new Int32Array(search.rests.width);
  }

  /** The number of what is read of a front. */
  ofFront(front: number): number {
    if (front >= this.#ofFront.length) this.#ofFront = withPlace(this.#ofFront, front, UNKNOWN);
    const known = this.#ofFront[front] as number;
    if (known !== UNKNOWN) return known;
    const view = this.#search.product.view(FRONT, front);
    const key = this.#fields === undefined ? `${front}` : this.#fields.map((field) => view[field]).join();
    const number = this.#fronts.intern(key, () => front);
    this.#ofFront[front] = number;
    return number;
  }

  /** The number of what is read of a rest. */
  ofRest(rest: number): number {
    if (rest >= this.#ofRest.length) this.#ofRest = withPlace(this.#ofRest, rest, UNKNOWN);
    const known = this.#ofRest[rest] as number;
    if (known !== UNKNOWN) return known;
    this.#search.rests.copy(rest, 0, this.#row);
    let number = 0;
    for (const place of this.#places) number = this.#rests.intern(number, this.#row[place] as number);
    this.#ofRest[rest] = number;
    return number;
  }
}
