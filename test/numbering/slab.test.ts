import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newNumbers, newWords } from '../../src/numbering/slab.ts';

/** Lengths around those at which an array gets memory of its own, or a slab is full. */
const lengths = fc.array(fc.oneof(fc.nat(40), fc.integer({ min: 1000, max: 1050 }), fc.nat(20_000)), {
  maxLength: 60,
});

describe('slabs', () => {
  it.each([newNumbers, newWords])('cuts arrays that are as long as asked for, and all 0', (make) => {
    fc.assert(
      fc.property(lengths, (all) => {
        for (const length of all) {
          const made = make(length);
          expect(made.length).toBe(length);
          expect(made.every((value) => value === 0)).toBe(true);
          // Whoever gets the same memory again would see it.
          made.fill(0xffff);
        }
      }),
    );
  });

  it('cuts arrays that do not share memory', () => {
    fc.assert(
      fc.property(lengths, (all) => {
        const made = all.map((length, at) => (at % 2 === 0 ? newNumbers : newWords)(length).fill(at + 1));
        for (const [at, array] of made.entries()) expect(array.every((value) => value === at + 1)).toBe(true);
      }),
    );
  });
});
