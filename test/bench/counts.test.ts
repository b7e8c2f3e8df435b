import { describe, expect, it } from 'vitest';
import { type Counts, CountsDifferError, checkSameCounts } from '../../src/bench/counts.ts';
import { median } from '../../src/bench/median.ts';
import { intoPage } from '../../src/bench/page.ts';

const counts: Counts = { states: 10, transitions: 200, violations: { one: 3, two: 0 } };
const check = (other: Counts): void =>
  checkSameCounts('10k', { name: 'ours', counts }, { name: 'Spin', counts: other });

describe('checkSameCounts', () => {
  it('accepts equal counts; a property that is not named is not violated', () => {
    expect(() => check({ ...counts, violations: { one: 3 } })).not.toThrow();
  });

  it.each<[Counts, string]>([
    [{ ...counts, states: 11 }, 'ours counts 10 states and Spin counts 11'],
    [{ ...counts, transitions: 199 }, 'ours counts 200 transitions and Spin counts 199'],
    [{ ...counts, violations: { one: 3, two: 1 } }, 'ours counts 0 violations of two and Spin counts 1'],
    [{ ...counts, violations: { one: 3, three: 4 } }, 'ours counts 0 violations of three and Spin counts 4'],
  ])('says both numbers in one sentence: %#', (other, message) => {
    expect(() => check(other)).toThrow(CountsDifferError);
    expect(() => check(other)).toThrow(`at size 10k, ${message}; no ratio is printed`);
  });
});

describe('median', () => {
  it.each([
    [[5], 5],
    [[9, 1, 5], 5],
    [[4, 1, 3, 2], 2.5],
    [[10, 9, 100, 1, 2], 9],
  ])('of %j is %d', (values, expected) => {
    expect(median(values)).toBe(expected);
  });

  it('of nothing does not exist', () => {
    expect(() => median([])).toThrow(RangeError);
  });

  it('leaves its argument as it was', () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });
});

describe('intoPage', () => {
  const page = 'before\n<!-- results: begin -->\nold\n<!-- results: end -->\nafter\n';

  it('replaces what stands between the marks', () => {
    expect(intoPage(page, 'new')).toBe(
      'before\n<!-- results: begin -->\n\nnew\n<!-- results: end -->\nafter\n',
    );
  });

  it('can be done again', () => {
    expect(intoPage(intoPage(page, 'new'), 'newer')).toBe(intoPage(page, 'newer'));
  });

  it.each([undefined, 'no marks', '<!-- results: end --><!-- results: begin -->'])(
    'is the text alone for %j',
    (other) => {
      expect(intoPage(other, 'new')).toBe('new');
    },
  );
});
