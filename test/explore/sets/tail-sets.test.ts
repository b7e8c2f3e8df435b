import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CheckedSearch } from '../../../src/explore/claims-of-search.ts';
import { explore } from '../../../src/explore/explorer.ts';
import { emptyWords, makeRoom } from '../../../src/explore/sets/bits.ts';
import type { Layer } from '../../../src/explore/sets/layers.ts';
import { EMPTY_ROW, Rows } from '../../../src/explore/sets/tail-sets.ts';
import { built, EXPLORED, nameOf } from '../../helpers/explored-scenarios.ts';

/** A row of the given rests. */
const wordsOf = (rests: ReadonlySet<number>) => {
  const byPlace = new Map<number, number>();
  for (const rest of rests) byPlace.set(rest >>> 5, (byPlace.get(rest >>> 5) ?? 0) | (1 << (rest & 31)));
  const words = emptyWords();
  makeRoom(words, byPlace.size);
  for (const [at, word] of [...byPlace].sort(([one], [two]) => one - two)) {
    words.at[words.size] = at;
    words.word[words.size++] = word;
  }
  return words;
};

const restsIn = (rows: Rows, row: number): number[] => {
  const rests: number[] = [];
  for (let i = rows.start(row); i < rows.end(row); i++)
    for (let bit = 0; bit < 32; bit++)
      if ((((rows.word[i] ?? 0) >>> bit) & 1) === 1) rests.push(32 * (rows.at[i] ?? 0) + bit);
  return rests;
};

describe('rows', () => {
  it('have equal numbers when they are equal, and give back what they hold', () => {
    const sets = fc.array(fc.uniqueArray(fc.nat(400), { maxLength: 40 }), { maxLength: 200 });
    fc.assert(
      fc.property(sets, (lists) => {
        const rows = new Rows();
        const known = new Map<string, number>([['', EMPTY_ROW]]);
        for (const list of lists) {
          const rests = [...list].sort((one, two) => one - two);
          const row = rows.number(wordsOf(new Set(rests)));
          expect(row).toBe(known.get(rests.join()) ?? row);
          known.set(rests.join(), row);
          expect(restsIn(rows, row)).toEqual(rests);
          expect(rows.count(row)).toBe(rests.length);
          const even = new Uint32Array(10).fill(0x5555_5555);
          expect(rows.countIn(row, even)).toBe(rests.filter((each) => each % 2 === 0 && each < 320).length);
        }
        expect(rows.size).toBe(known.size);
        rows.clear();
        expect([rows.size, rows.count(EMPTY_ROW)]).toEqual([1, 0]);
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
      proceed: () => undefined,
    });
    const { search } = checked;
    search.rows.wordsMax = 20;
    let depth = 0;
    let largest = 0;
    for (let layer: Layer | undefined = search.start(); layer !== undefined; depth++) {
      checked.expand(layer, depth);
      for (const nearest of checked.takeNearest()) {
        const finding = checked.findingOf(nearest);
        if (finding === undefined) continue;
        expect(expected.findings.get(finding.property)?.operations).toEqual(finding.operations);
        checked.lengths.set(finding.property, finding.operations.length);
      }
      largest = Math.max(largest, search.rows.size);
      layer = search.visited.endLayer();
    }
    checked.count();
    // They were forgotten: otherwise there would be more at the end than ever.
    expect(search.rows.size).toBeLessThan(largest);
    expect(search.visited.size).toBe(expected.coverage.states);
    expect(search.transitions).toBe(expected.coverage.transitions);
    expect([...checked.inOrder(checked.violating)]).toEqual([...(expected.violatingTransitions ?? [])]);
    expect([...checked.inOrder(checked.applied)]).toEqual([...expected.applied]);
  });
});
