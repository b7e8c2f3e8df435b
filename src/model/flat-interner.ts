/**
 * Gives flat records (events, contexts) numbers without building a string for each: the record's fields are
 * looked up one after the other in a table of pairs. Filling a part's table is mostly this.
 */
import { Interner, PairInterner } from './interner.ts';
import type { FlatValue } from './part.ts';

/** What a value is stored as beside its 32 bits, so that no two values are ever taken for one. */
const UINT32 = 0;
const STRING = 1;
const BOOLEAN = 2;
const OTHER_NUMBER = 3;
const KINDS = 4;

export class FlatInterner<T> {
  readonly values: T[] = [];
  readonly #pairs = new PairInterner();
  readonly #numbers: (number | undefined)[] = [];
  readonly #fields = new Map<string, number>();
  readonly #others = new Interner<FlatValue>();

  constructor() {
    // So that the number of a pair is never 0, which stands for a record without fields.
    this.#pairs.intern(0, 0);
  }

  /** The number of `record` together with `start`; `make` builds the value the first time. */
  intern(start: number, record: Readonly<Record<string, unknown>>, make: () => T): number {
    let key = this.#pairs.intern(0, start + 1);
    for (const field in record) {
      const value = record[field];
      let kind = UINT32;
      let bits: number;
      if (typeof value === 'number') {
        bits = value | 0;
        if (bits >>> 0 !== value || Object.is(value, -0)) {
          kind = OTHER_NUMBER;
          bits = this.#others.intern(Object.is(value, -0) ? '-0' : String(value), () => value);
        }
      } else if (typeof value === 'boolean') {
        kind = BOOLEAN;
        bits = value ? 1 : 0;
      } else {
        kind = STRING;
        bits = this.#others.intern(`s${String(value)}`, () => String(value));
      }
      key = this.#pairs.intern(this.#pairs.intern(key, KINDS * this.#field(field) + kind), bits);
    }
    const known = this.#numbers[key];
    if (known !== undefined) return known;
    const number = this.values.length;
    this.#numbers[key] = number;
    this.values.push(make());
    return number;
  }

  at(number: number): T {
    const value = this.values[number];
    if (value === undefined) throw new RangeError(`no value has number ${number}`);
    return value;
  }

  #field(name: string): number {
    let number = this.#fields.get(name);
    if (number === undefined) {
      number = this.#fields.size + 1;
      this.#fields.set(name, number);
    }
    return number;
  }
}
