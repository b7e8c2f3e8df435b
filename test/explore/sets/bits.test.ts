import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countBits, emptyWords, withPlace, withRoom } from '../../../src/explore/sets/bits.ts';
import { Visited, wordsOf } from '../../../src/explore/sets/layers.ts';

describe('sets of bits', () => {
  it('count what is set', () => {
    fc.assert(
      fc.property(fc.integer(), (word) => {
        expect(countBits(word)).toBe([...(word >>> 0).toString(2)].filter((bit) => bit === '1').length);
      }),
    );
  });

  it('grow without losing anything, and only when they must', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), fc.nat({ max: 500 }), (bytes, index) => {
        const words = Uint32Array.from(bytes);
        const grown = withRoom(words, index);
        expect(grown.length).toBeGreaterThan(index);
        expect([...grown.subarray(0, words.length)]).toEqual([...words]);
        expect([...grown.subarray(words.length)].every((word) => word === 0)).toBe(true);
        if (index < words.length) expect(grown).toBe(words);
        const places = withPlace(Int32Array.from(bytes), index, -1);
        expect([...places.subarray(bytes.length)].every((place) => place === -1)).toBe(true);
      }),
    );
  });

  it('keep each state once, in the layer in which it was new', () => {
    const state = fc.tuple(fc.nat({ max: 20 }), fc.nat({ max: 300 }));
    fc.assert(
      fc.property(fc.array(fc.array(state), { maxLength: 5 }), (rounds) => {
        const visited = new Visited();
        const known = new Set<string>();
        for (const round of rounds) {
          const fresh = new Set<string>();
          for (const [head, tail] of round) {
            const key = `${head} ${tail}`;
            expect(visited.add(head, tail)).toBe(!known.has(key));
            if (!known.has(key)) fresh.add(key);
            known.add(key);
          }
          const layer = visited.endLayer();
          const shown = new Set<string>();
          const words = emptyWords();
          for (const [index, head] of (layer?.heads ?? []).entries()) {
            wordsOf(layer ?? expect.fail(), index, words);
            for (let i = 0; i < words.size; i++)
              for (let bit = 0; bit < 32; bit++)
                if ((((words.word[i] ?? 0) >>> bit) & 1) === 1)
                  shown.add(`${head} ${32 * (words.at[i] ?? 0) + bit}`);
          }
          expect(shown).toEqual(fresh);
          expect(layer?.states ?? 0).toBe(fresh.size);
        }
        expect(visited.size).toBe(known.size);
      }),
    );
  });
});
