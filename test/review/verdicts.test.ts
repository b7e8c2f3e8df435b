import { describe, expect, it } from 'vitest';
import type { ScenarioResult, Verdict } from '../../src/check/check.ts';
import { interactionOf, interactionRows } from '../../src/review/combinations.ts';
import { groupsOf, reachOf } from '../../src/review/groups.ts';
import { isWorthwhile, reviewAlphabet, unusual } from '../../src/review/scope.ts';
import { verdictChange, verdictRows } from '../../src/review/verdict-rows.ts';
import type { Trace } from '../../src/trace/trace.ts';
import { scenario } from '../compare/scenarios.ts';

const trace = (length: number, of = scenario()): Trace => ({
  schemaVersion: 1,
  scenario: of,
  initialState: {},
  steps: Array.from({ length }, () => ({
    operation: { kind: 'host', event: 'migrate' } as const,
    observations: [],
    state: {},
  })),
  property: 'p',
});

const verdict = (word: Verdict['verdict'], length = 1, of = scenario()): Verdict => {
  const base = { property: 'p', rule: 'R1', level: 'must', kind: 'step' } as const;
  if (word === 'violated') {
    const shown = trace(length, of);
    const cause = { variant: '', operation: 'host migrate', fields: [], trace: shown };
    return { ...base, verdict: word, trace: shown, applied: 1, causes: [cause] };
  }
  if (word === 'holds') return { ...base, verdict: word, applied: 1 };
  return { ...base, verdict: word, because: 'because' };
};

const result = (word: Verdict['verdict'], length = 1, of = scenario()): ScenarioResult => ({
  scenario: of,
  coverage: { states: 1, transitions: 1, depth: 1, complete: true, seconds: 0 },
  verdicts: [verdict(word, length, of)],
});

describe('a change of verdict', () => {
  it.each([
    ['holds', 'violated', 'broken'],
    ['vacuous', 'violated', 'broken'],
    ['skipped', 'violated', 'broken'],
    ['violated', 'holds', 'mended'],
    ['violated', 'vacuous', 'lapsed'],
    ['holds', 'skipped', 'lapsed'],
    ['vacuous', 'holds', 'arises'],
    ['vacuous', 'skipped', 'same'],
    ['violated', 'violated', 'same'],
    ['holds', 'inconclusive', 'undecided'],
    ['inconclusive', 'violated', 'undecided'],
    ['inconclusive', 'inconclusive', 'undecided'],
  ] as const)('from %s to %s is %s', (base, patched, change) => {
    expect(verdictChange(base, patched)).toBe(change);
  });

  it('has the trace of the side that is violated, and none where nothing changed', () => {
    expect(verdictRows(result('holds'), result('violated', 3))[0]?.trace?.steps).toHaveLength(3);
    expect(verdictRows(result('violated', 2), result('holds'))[0]?.trace?.steps).toHaveLength(2);
    expect(verdictRows(result('violated'), result('violated'))[0]?.trace).toBeUndefined();
  });
});

describe('groups', () => {
  const rows = (['adversary', 'linux-5.18', 'modern'] as const).flatMap((driver, at) => {
    const of = scenario({ driver });
    return verdictRows(result('holds', 1, of), result('violated', 2 + at, of));
  });

  it('show the shortest trace, and say that a real driver gets there', () => {
    const [group] = groupsOf(rows, 'broken');
    expect(group?.shortest?.steps).toHaveLength(2);
    expect(group?.realDriver?.steps).toHaveLength(3);
    expect(group?.reach).toBe('real');
    expect(groupsOf(rows, 'mended')).toEqual([]);
  });

  it('claims that play scripts of their own say nothing of the driver', () => {
    const scripts = rows.map((row) => ({ ...row, kind: 'agreement' as const }));
    expect(groupsOf(scripts, 'broken')[0]).toMatchObject({ reach: 'script', realDriver: undefined });
  });

  it('know who is real', () => {
    expect(['linux-5.15', 'firmware', 'modern', 'legacy', 'adversary'].map(reachOf)).toEqual([
      'real',
      'real',
      'conforming',
      'conforming',
      'adversary',
    ]);
  });
});

describe('two patches together', () => {
  const both = [false, true];
  it('interact where neither alone makes one expect it, in every case', () => {
    for (const base of both)
      for (const first of both)
        for (const second of both)
          for (const together of both) {
            const changedBySome = first !== base || second !== base;
            const isSurprise = together !== (changedBySome ? !base : base);
            const interaction = interactionOf({ base, first, second, both: together });
            expect(interaction !== undefined).toBe(isSurprise);
            if (together && isSurprise) expect(['breaks', 'undoes']).toContain(interaction);
          }
    expect(interactionOf({ base: true, first: false, second: true, both: true })).toBe('undoes');
    expect(interactionOf({ base: false, first: false, second: false, both: true })).toBe('breaks');
    expect(interactionOf({ base: true, first: true, second: true, both: false })).toBe('mends');
    expect(interactionOf({ base: false, first: true, second: false, both: false })).toBe('shields');
  });

  it('say nothing where a bound was hit', () => {
    const [holds, open] = [result('holds'), result('inconclusive')];
    const violated = result('violated');
    expect(interactionRows({ base: holds, first: holds, second: holds, both: violated })).toHaveLength(1);
    expect(interactionRows({ base: open, first: holds, second: holds, both: violated })).toEqual([]);
  });
});

describe('the scope', () => {
  it('leaves out what nobody runs, and what costs much and says little', () => {
    expect(unusual(scenario({ byteOrder: 'little' }))).toBeDefined();
    expect(unusual(scenario({ device: 'blk', backend: 'vhost-kernel' }))).toBeDefined();
    expect(unusual(scenario())).toBeUndefined();
    const open = { device: true, backend: true, byteOrder: true };
    expect(isWorthwhile(scenario({ device: 'blk' }), open)).toBe(false);
    expect(isWorthwhile(scenario({ device: 'blk' }), { ...open, device: false })).toBe(true);
    expect(isWorthwhile(scenario({ device: 'blk', driver: 'modern' }), open)).toBe(true);
    const long = scenario({ transport: 'pci', device: 'blk', driver: 'modern' });
    expect(isWorthwhile(long, open)).toBe(false);
    expect(isWorthwhile(long, { ...open, device: false })).toBe(true);
  });

  it('the small alphabet has no letter that is not offered; the full one is the default', () => {
    const { letters = [] } = reviewAlphabet(scenario(), 'small');
    expect(letters).toHaveLength(2);
    expect(reviewAlphabet(scenario(), 'full')).toEqual({});
    expect(reviewAlphabet(scenario({ driver: 'modern' }), 'small')).toEqual({
      hostEvents: ['systemReset', 'migrate'],
    });
  });
});
