/** Numbers for lists of numbers that are all of one length. */
import { PairInterner } from '../../numbering/interner.ts';

export class NumberLists {
  readonly #length: number;
  readonly #pairs = new PairInterner();
  /** By number of a list: its elements. */
  readonly #lists: (readonly number[])[] = [];

  constructor(length: number) {
    this.#length = length;
  }

  /** The number of the list with these elements. Numbers have gaps, for the beginnings of lists have numbers too. */
  number(elementAt: (place: number) => number): number {
    const first = elementAt(0);
    // A list of one is its element.
    if (this.#length === 1) return first;
    const elements = [first];
    let number = first;
    for (let place = 1; place < this.#length; place++) {
      const element = elementAt(place);
      elements.push(element);
      number = this.#pairs.intern(number, element);
    }
    this.#lists[number] ??= elements;
    return number;
  }

  at(list: number, place: number): number {
    return this.#length === 1 ? list : (this.#lists[list]?.[place] as number);
  }
}
