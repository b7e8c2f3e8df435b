/**
 * Values to try a machine's functions with, which are pure: enough different ones that each way through them is taken.
 * The same ones at every run.
 */
import type { Flat, FlatValue } from '../statechart/part.ts';

/** Small numbers, status bits, a bit of each feature half, all ones. */
const NUMBERS = [0, 1, 2, 4, 8, 11, 15, 0x40, 0x80, 0x1000_0001, 0xffff_ffff];
const INTERFACES = ['modern', 'legacy'];
/** What may stand in an event's field, where its name says it; else any number or truth value. */
const FIELDS: ReadonlyMap<string, readonly FlatValue[]> = new Map<string, readonly FlatValue[]>([
  ['via', INTERFACES],
  ['interface', INTERFACES],
  ['register', ['deviceStatus', 'driverFeature']],
  ['at', [0, 0, 1]],
  ['size', [2, 4, 1]],
  ['index', [0, 1]],
  ['queue', [0]],
]);

const ANY: readonly FlatValue[] = [...NUMBERS, true, false];

/** Picks values one after the other, by a linear congruence. */
export class SampleValues {
  #state = 1;

  /** One of `values`, which are not none. */
  pick<const T>(values: readonly T[]): T {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    return values[Math.floor((this.#state / 2 ** 32) * values.length)] as T;
  }

  readonly #seen: ReadonlyMap<string, readonly FlatValue[]>;

  /** @param seen values that fields of events are known to hold, by their names */
  constructor(seen: ReadonlyMap<string, readonly FlatValue[]> = new Map()) {
    this.#seen = seen;
  }

  /** A value of the same type as `value`, which it may be. */
  like(value: FlatValue): FlatValue {
    if (typeof value === 'boolean') return this.pick([true, false]);
    return typeof value === 'number' ? this.pick([value, ...NUMBERS]) : value;
  }

  /** A context with the fields of this one. */
  context(initial: Flat): Flat {
    return Object.fromEntries(Object.entries(initial).map(([field, value]) => [field, this.like(value)]));
  }

  /** What an event may carry in a field of this name. */
  eventField(name: string): FlatValue {
    const known = this.#seen.get(name) ?? FIELDS.get(name);
    return this.pick<FlatValue>(known ?? ANY);
  }
}

/** What an act comes to; undefined if it throws, as it may on a sample that it was never meant for. */
export function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
