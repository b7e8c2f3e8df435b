/** Small numbers for flat values: no two values that anything could tell apart have the same. */
import type { FlatValue } from './flat.ts';

/** Equal to 0 by every comparison but `Object.is`, and not the same value. */
const MINUS_ZERO = Symbol('-0');

export class ValueNumbers {
  readonly values: FlatValue[] = [];
  readonly #numbers = new Map<FlatValue | typeof MINUS_ZERO, number>();

  /** The number of a value; they count up from 0. */
  number(value: FlatValue): number {
    const key = value === 0 && Object.is(value, -0) ? MINUS_ZERO : value;
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.values.length;
      this.#numbers.set(key, number);
      this.values.push(value);
    }
    return number;
  }
}
