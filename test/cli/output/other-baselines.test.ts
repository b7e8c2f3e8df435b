/** What a review and a conformance record in a baseline, and when they are accepted. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseBaseline } from '../../../src/baseline/baseline-file.ts';
import {
  holdAgainst,
  occurrencesOfConform,
  occurrencesOfRow,
  scopeOfConform,
  scopeOfRows,
} from '../../../src/cli/output/other-baselines.ts';
import type { ConformOutcome } from '../../../src/conform/outcome.ts';
import type { ReviewRow } from '../../../src/review/verdict-rows.ts';
import { parseTrace } from '../../../src/trace/trace-file.ts';

const file = 'test/fixtures/traces/pci-modern-config-is-big-endian.json';
const trace = parseTrace(readFileSync(file, 'utf8'), file);
const EMPTY = { file: 'x.json', before: { accepted: [] }, updates: false };

const row = (more: Partial<ReviewRow> = {}): ReviewRow => ({
  scenario: trace.scenario,
  property: 'aClaim',
  rule: 'R1',
  level: 'must',
  kind: 'step',
  base: 'holds',
  patched: 'violated',
  change: 'broken',
  trace,
  ...more,
});

const conformance = (more: object = {}): ConformOutcome => ({
  kind: 'played',
  result: {
    scenario: trace.scenario,
    target: 'QEMU 7.2.22',
    steps: 9,
    transitionsCovered: 1,
    transitionsTotal: 1,
    mismatches: [
      { kind: 'inner state', trace, step: 0, expected: { core: { started: true } }, actual: {} },
      { kind: 'target failed', trace, step: 0, expected: [], actual: 'it died' },
    ],
    runs: 1,
    seed: 1,
    unobserved: { observations: [], state: [] },
    seconds: 1,
    operationsPerSecond: 9,
    ...more,
  },
});

const update = (found: Parameters<typeof holdAgainst>[1], scope: Parameters<typeof holdAgainst>[2]) => {
  const { files, allKnown } = holdAgainst({ ...EMPTY, updates: true }, found, scope);
  expect(allKnown).toBe(true);
  return { file: 'x.json', before: parseBaseline(files[0]?.text ?? '', 'x.json'), updates: false };
};

describe('a review', () => {
  it('is held against what a patch breaks, and against nothing else', () => {
    const found = occurrencesOfRow(row());
    expect(found).toMatchObject([{ claim: 'aClaim', steps: trace.steps.length }]);
    expect(occurrencesOfRow(row({ change: 'mended' }))).toEqual([]);
    const first = holdAgainst(EMPTY, found, scopeOfRows([row()]));
    expect(first.allKnown).toBe(false);
    expect(first.notes[0]).toBe('baseline x.json: 0 known, 1 new');
    const known = update(found, scopeOfRows([row()]));
    expect(holdAgainst(known, found, scopeOfRows([row()])).allKnown).toBe(true);
    const gone = holdAgainst(known, [], scopeOfRows([row({ change: 'same' })]));
    expect(gone.notes.at(-1)).toMatch(/^gone: aClaim/);
    expect(holdAgainst(known, [], scopeOfRows([row({ change: 'undecided' })])).notes).toHaveLength(1);
  });
});

describe('a conformance', () => {
  it('is held against its mismatches; a target that failed is none', () => {
    const outcomes = [conformance(), conformance({ target: 'QEMU 7.2.23' })];
    const found = occurrencesOfConform(outcomes);
    expect(found.map(({ claim, cause }) => [claim, cause.fields])).toEqual([
      ['conform: inner state', ['core.started']],
      ['conform: inner state', ['core.started']],
    ]);
    const known = update(found, scopeOfConform(outcomes));
    expect(known.before.accepted).toHaveLength(1);
    expect(holdAgainst(known, found, scopeOfConform(outcomes)).allKnown).toBe(true);
    const stopped = scopeOfConform([conformance({ stoppedBy: 'the time limit of 1 s' })]);
    expect(holdAgainst(known, [], stopped).notes).toEqual(['baseline x.json: 0 known, 0 new']);
  });
});
