import { describe, expect, it } from 'vitest';
import { parseBaseline, printBaseline } from '../../src/baseline/baseline-file.ts';
import { compareWithBaseline, formatComparison, updatedBaseline } from '../../src/baseline/compare.ts';
import type { Entry, Occurrence } from '../../src/baseline/entry.ts';

const TODAY = '2027-01-31';
const SETTLED = { isSettled: () => true };

const found = (claim: string, steps = 3, fields: readonly string[] = []): Occurrence => ({
  claim,
  cause: { variant: '', operation: 'host migrate', fields },
  scenario: 'a device',
  steps,
  shape: ['host migrate'],
});
const entry = (claim: string, more: Partial<Entry> = {}): Entry => ({
  ...found(claim),
  reason: '',
  owner: '',
  ...more,
});
const judge = (accepted: readonly Entry[], all: readonly Occurrence[], scope = SETTLED) =>
  compareWithBaseline({ accepted }, all, scope, TODAY);

describe('what was found is', () => {
  it.each([
    ['known as it was', [entry('a')], found('a'), 'known'],
    ['known when it takes longer now', [entry('a')], found('a', 4), 'known'],
    ['shorter', [entry('a')], found('a', 2), 'shorter'],
    ['new for another cause', [entry('a')], found('a', 3, ['core.started']), 'new'],
    ['new for another claim', [entry('a')], found('b'), 'new'],
    ['known on its last day', [entry('a', { until: TODAY })], found('a'), 'known'],
    ['expired the day after', [entry('a', { until: '2027-01-30' })], found('a'), 'expired'],
  ] as const)('%s', (_, accepted, occurrence, is) => {
    expect(judge(accepted, [occurrence]).judged.get(occurrence)?.is).toBe(is);
  });

  it('counted, and said in a line', () => {
    const accepted = [entry('a'), entry('b'), entry('c', { until: '2026-01-01' }), entry('d')];
    const all = [found('a', 5), found('b', 1), found('c'), found('e')];
    expect(formatComparison(judge(accepted, all))).toBe(
      '1 known (1 by another sequence now), 1 new, 1 shorter than known, 1 past the date until which it was accepted, 1 gone',
    );
  });
});

describe('what no longer happens is', () => {
  it('gone, where the run looked at it to the end', () => {
    expect(judge([entry('a')], []).gone).toEqual([entry('a')]);
    expect(judge([entry('a')], [], { isSettled: () => false }).gone).toEqual([]);
  });
});

describe('an updated baseline', () => {
  it('keeps what a person wrote, drops what is gone, and leaves what was not looked at', () => {
    const kept = entry('a', { reason: 'bug 7', owner: 'me', until: '2027-02-01' });
    const elsewhere = entry('z', { scenario: 'another device' });
    const before = { accepted: [kept, entry('b'), elsewhere] };
    const all = [found('a', 2), found('c')];
    const scope = { isSettled: ({ scenario }: Entry) => scenario === 'a device' };
    const after = updatedBaseline(before, all, compareWithBaseline(before, all, scope, TODAY));
    expect(JSON.parse(printBaseline(after)).accepted).toMatchObject([
      { claim: 'a', steps: 2, reason: 'bug 7', owner: 'me', until: '2027-02-01' },
      { claim: 'c', reason: '', owner: '' },
      { claim: 'z' },
    ]);
  });

  it('renews no date', () => {
    const before = { accepted: [entry('a', { until: '2026-01-01' })] };
    const after = updatedBaseline(before, [found('a')], { gone: [] });
    expect(
      judge(after.accepted, [found('a')])
        .judged.values()
        .next().value?.is,
    ).toBe('expired');
  });
});

describe('the file', () => {
  it('is the same whatever the order was, and is read as it was written', () => {
    const accepted = [entry('b'), entry('a', { until: TODAY })];
    const text = printBaseline({ accepted });
    expect(text).toBe(printBaseline({ accepted: [...accepted].reverse() }));
    expect(printBaseline(parseBaseline(text, 'x'))).toBe(text);
  });

  it.each([
    ['no JSON', '{', 'x.json'],
    ['another shape', '{"schemaVersion":1,"accepted":[{"claim":3}]}', 'accepted[0]'],
    ['a day that there is not', printBaseline({ accepted: [entry('a', { until: '2027-02-30' })] }), 'until'],
    ['the same twice', printBaseline({ accepted: [entry('a'), entry('a')] }), 'twice'],
    ['a name of every object', '{"__proto__":1}', 'schemaVersion'],
  ])('is refused with %s', (_, text, said) => {
    expect(() => parseBaseline(text, 'x.json')).toThrow(said);
  });
});
