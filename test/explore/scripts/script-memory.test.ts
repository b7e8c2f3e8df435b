/** What scripts remember by pairs of numbers, against a plain set. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PairBits } from '../../../src/explore/sets/pair-bits.ts';

const act = fc.record({
  kind: fc.constantFrom('add' as const, 'delete' as const, 'has' as const),
  first: fc.nat({ max: 40 }),
  second: fc.constantFrom(0, 1, 7, 100_000),
  index: fc.oneof(fc.nat({ max: 70 }), fc.nat({ max: 2000 })),
});

describe('paired bits', () => {
  it('are a set of triples', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 300 }), (acts) => {
        const bits = new PairBits();
        const plain = new Set<string>();
        for (const { kind, first, second, index } of acts) {
          const key = `${first} ${second} ${index}`;
          if (kind === 'add') plain.add(key);
          if (kind === 'delete') plain.delete(key);
          if (kind !== 'has') bits[kind](first, second, index);
          expect(bits.has(first, second, index)).toBe(plain.has(key));
        }
        for (const { first, second, index } of acts)
          expect(bits.has(first, second, index)).toBe(plain.has(`${first} ${second} ${index}`));
      }),
    );
  });
});
