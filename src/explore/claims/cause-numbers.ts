/**
 * Numbers for the causes that a search meets, and for lists of them: what one violation has. Where only the first
 * violation of each property is wanted, a property has one cause.
 */
import { type Cause, causeKey } from '../../property/cause.ts';
import type { Property } from '../../property/property.ts';

/** A cause of violations of a property. */
export interface CauseOf {
  readonly property: Property;
  readonly cause: Cause;
}

/** The list with nothing in it: no violation. */
export const NO_CAUSES = 0;

const ANY: Cause = { variant: '', operation: '', field: '' };

export class CauseNumbers {
  /** By number. */
  readonly all: CauseOf[] = [];
  readonly #numbers = new Map<Property, Map<string, number>>();
  readonly #lists: (readonly number[])[] = [[]];
  readonly #listNumbers = new Map<string, number>([['', NO_CAUSES]]);
  /** False if any violation of a property is as good as another. */
  readonly tellsApart: boolean;

  constructor(tellsApart: boolean) {
    this.tellsApart = tellsApart;
  }

  number(property: Property, cause: Cause): number {
    const key = this.tellsApart ? causeKey(cause) : '';
    let own = this.#numbers.get(property);
    if (own === undefined) {
      own = new Map();
      this.#numbers.set(property, own);
    }
    let number = own.get(key);
    if (number === undefined) {
      number = this.all.length;
      this.all.push({ property, cause: this.tellsApart ? cause : ANY });
      own.set(key, number);
    }
    return number;
  }

  /** The number of a list of causes of one property. */
  list(property: Property, causes: readonly Cause[]): number {
    const numbers = [...new Set(causes.map((each) => this.number(property, each)))];
    const key = numbers.join();
    let list = this.#listNumbers.get(key);
    if (list === undefined) {
      list = this.#lists.length;
      this.#lists.push(numbers);
      this.#listNumbers.set(key, list);
    }
    return list;
  }

  /** The causes in a list, by their numbers. */
  in(list: number): readonly number[] {
    return this.#lists[list] as readonly number[];
  }

  of(number: number): CauseOf {
    return this.all[number] as CauseOf;
  }
}
