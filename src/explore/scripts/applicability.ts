/** In which states scripts are played: worked out once for each combination of what their properties read. */
import type { DeviceInput } from '../../../machines/vocabulary/device-input.ts';
import { seen } from '../../model/state-view.ts';
import { PairInterner } from '../../numbering/interner.ts';
import type { StateSeen } from '../../property/property.ts';
import type { Search } from '../search.ts';
import { lowestIn, NO_WORDS, withRoom } from '../sets/bits.ts';
import type { WhatIsRead } from './read-projection.ts';

/** By rest, for fronts that read alike: where it is known, and where scripts are played. */
export interface WhereRow {
  known: Uint32Array;
  applies: Uint32Array;
}

export class WhereScriptsApply {
  readonly #search: Search;
  readonly #input: DeviceInput;
  readonly #applies: (state: StateSeen) => boolean;
  readonly #read: WhatIsRead;
  readonly #combinations = new PairInterner();
  readonly #answers: (boolean | undefined)[] = [];
  readonly #rows: WhereRow[] = [];
  readonly #row: Int32Array;

  /** @param read what `applies` may read */
  constructor(search: Search, input: DeviceInput, applies: (state: StateSeen) => boolean, read: WhatIsRead) {
    this.#search = search;
    this.#input = input;
    this.#applies = applies;
    this.#read = read;
    this.#row = new Int32Array(search.rests.width);
  }

  /** What is known for a front, with room for the words up to `last`. */
  row(front: number, last: number): WhereRow {
    const own = this.#read.ofFront(front);
    let row = this.#rows[own];
    if (row === undefined) {
      row = { known: NO_WORDS, applies: NO_WORDS };
      this.#rows[own] = row;
    }
    row.known = withRoom(row.known, last);
    row.applies = withRoom(row.applies, last);
    return row;
  }

  /** Works out for which rests of a word scripts are played from `front`. */
  learn(row: WhereRow, front: number, at: number, word: number): void {
    row.known[at] = (row.known[at] as number) | word;
    for (let left = word; left !== 0; left &= left - 1)
      if (this.#appliesIn(front, lowestIn(at, left)))
        row.applies[at] = (row.applies[at] as number) | (left & -left);
  }

  #appliesIn(front: number, rest: number): boolean {
    const combination = this.#combinations.intern(this.#read.ofFront(front), this.#read.ofRest(rest));
    const known = this.#answers[combination];
    if (known !== undefined) return known;
    const { product, rests, histories } = this.#search;
    const row = this.#row;
    rests.copy(rest, front, row);
    const answer = this.#applies(
      seen(product, row, histories.at(row[row.length - 1] as number), this.#input),
    );
    this.#answers[combination] = answer;
    return answer;
  }
}
