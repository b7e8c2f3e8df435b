import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CheckedSearch } from '../../../src/explore/claims-of-search.ts';
import { CAUSES_MAX, explore } from '../../../src/explore/explorer.ts';
import { emptyWords, makeRoom } from '../../../src/explore/sets/bits.ts';
import type { Layer } from '../../../src/explore/sets/layers.ts';
import { EMPTY_SET, TailSets } from '../../../src/explore/sets/tail-sets.ts';
import { built, EXPLORED, nameOf } from '../../helpers/explored-scenarios.ts';

/** A row of the given tails. */
const wordsOf = (tails: ReadonlySet<number>) => {
  const byPlace = new Map<number, number>();
  for (const tail of tails) byPlace.set(tail >>> 5, (byPlace.get(tail >>> 5) ?? 0) | (1 << (tail & 31)));
  const words = emptyWords();
  makeRoom(words, byPlace.size);
  for (const [at, word] of [...byPlace].sort(([one], [two]) => one - two)) {
    words.at[words.size] = at;
    words.word[words.size++] = word;
  }
  return words;
};

const restsIn = (tailSets: TailSets, row: number): number[] => {
  const tails: number[] = [];
  for (let i = tailSets.start(row); i < tailSets.end(row); i++)
    for (let bit = 0; bit < 32; bit++)
      if ((((tailSets.word[i] ?? 0) >>> bit) & 1) === 1) tails.push(32 * (tailSets.at[i] ?? 0) + bit);
  return tails;
};

describe('tailSets', () => {
  it('have equal numbers when they are equal, and give back what they hold', () => {
    const sets = fc.array(fc.uniqueArray(fc.nat(400), { maxLength: 40 }), { maxLength: 200 });
    fc.assert(
      fc.property(sets, (lists) => {
        const tailSets = new TailSets();
        const known = new Map<string, number>([['', EMPTY_SET]]);
        for (const list of lists) {
          const tails = [...list].sort((one, two) => one - two);
          const row = tailSets.number(wordsOf(new Set(tails)));
          expect(row).toBe(known.get(tails.join()) ?? row);
          known.set(tails.join(), row);
          expect(restsIn(tailSets, row)).toEqual(tails);
          expect(tailSets.count(row)).toBe(tails.length);
          const even = new Uint32Array(10).fill(0x5555_5555);
          expect(tailSets.countIn(row, even)).toBe(
            tails.filter((each) => each % 2 === 0 && each < 320).length,
          );
        }
        expect(tailSets.size).toBe(known.size);
        tailSets.clear();
        expect([tailSets.size, tailSets.count(EMPTY_SET)]).toEqual([1, 0]);
      }),
    );
  });

  it.each(
    EXPLORED.slice(0, 5).map(([scenario, alphabet]) => [nameOf(scenario), scenario, alphabet] as const),
  )('may be forgotten between layers: %s', (_name, scenario, alphabet) => {
    const { model, input, properties } = built(scenario, alphabet);
    const expected = explore(model, input, properties, { countViolations: true });
    const checked = new CheckedSearch(model, input, properties, {
      countViolations: true,
      causesMax: CAUSES_MAX,
      proceed: () => undefined,
    });
    const { search } = checked;
    search.tailSets.wordsMax = 20;
    let depth = 0;
    let largest = 0;
    for (let layer: Layer | undefined = search.start(); layer !== undefined; depth++) {
      checked.expand(layer, depth);
      checked.settle();
      largest = Math.max(largest, search.tailSets.size);
      layer = search.visited.endLayer();
    }
    checked.count();
    expect(checked.found()).toEqual(expected.causes);
    // They were forgotten: otherwise there would be more at the end than ever.
    expect(search.tailSets.size).toBeLessThan(largest);
    expect(search.visited.size).toBe(expected.coverage.states);
    expect(search.transitions).toBe(expected.coverage.transitions);
    expect([...checked.inOrder(checked.violating)]).toEqual([...(expected.violatingTransitions ?? [])]);
    expect([...checked.inOrder(checked.applied)]).toEqual([...expected.applied]);
  });
});
