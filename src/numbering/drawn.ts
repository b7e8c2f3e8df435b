/**
 * fast-check arbitraries from two plain functions: how a value is drawn, and what is simpler than it.
 *
 * Combinators would do, at several microseconds for an operation; a run takes a hundred of them. What is
 * simpler depends on the value alone, so a value that was cut by hand, or given as an example, shrinks too.
 */
import fc from 'fast-check';

export type Draw<T> = (random: fc.Random) => T;
/** The next simpler values, the boldest first; none for a value that is as simple as can be. */
export type Simpler<T> = (value: T) => Iterable<T>;

/** An arbitrary from a function that draws and a function that simplifies. */
export const drawn = <T>(draw: Draw<T>, simpler: Simpler<T>): fc.Arbitrary<T> => new Drawn(draw, simpler);

class Drawn<T> extends fc.Arbitrary<T> {
  readonly #draw: Draw<T>;
  readonly #simpler: Simpler<T>;

  constructor(draw: Draw<T>, simpler: Simpler<T>) {
    super();
    this.#draw = draw;
    this.#simpler = simpler;
  }

  override generate(random: fc.Random): fc.Value<T> {
    return new fc.Value(this.#draw(random), undefined);
  }

  override canShrinkWithoutContext(_value: unknown): _value is T {
    return true;
  }

  override shrink(value: T): fc.Stream<fc.Value<T>> {
    return fc.stream(this.#shrunk(value));
  }

  *#shrunk(value: T): IterableIterator<fc.Value<T>> {
    for (const each of this.#simpler(value)) yield new fc.Value(each, undefined);
  }
}

/** One of `values`, each as likely as the others. */
export function pick<T>(random: fc.Random, values: readonly [T, ...T[]]): T {
  return values[random.nextInt(0, values.length - 1)] ?? values[0];
}

/** True once in `times`. */
export const oneIn = (random: fc.Random, times: number): boolean => random.nextInt(1, times) === 1;

/** Lists that leave out a run of items, long runs first; then lists with one item simplified. */
export function* shorter<T>(items: readonly T[], simpler: Simpler<T>): Generator<readonly T[]> {
  for (let run = items.length; run >= 1; run = Math.floor(run / 2)) {
    for (let at = 0; at < items.length; at += run) yield [...items.slice(0, at), ...items.slice(at + run)];
  }
  for (const [at, item] of items.entries()) {
    for (const each of simpler(item)) yield items.with(at, each);
  }
}

/** Numbers with fewer bits set: none, one half or the other of them, all but one. */
export function* fewerBits(value: number): Generator<number> {
  const bits = bitNumbers(value);
  if (bits.length === 0) return;
  yield 0;
  const half = bits.length >> 1;
  if (half > 1) {
    yield withBits(bits.slice(0, half));
    yield withBits(bits.slice(half));
  }
  if (bits.length > 1) for (const bit of bits) yield (value & ~(1 << bit)) >>> 0;
}

/** The numbers of the bits that are set in a 32-bit value, ascending. */
export const bitNumbers = (value: number): readonly number[] =>
  Array.from({ length: 32 }, (_, bit) => bit).filter((bit) => ((value >>> bit) & 1) === 1);

const withBits = (bits: readonly number[]): number =>
  bits.reduce((word, bit) => (word | (1 << bit)) >>> 0, 0);
