/** What the thread's argument came to: the whole matrix, its counts and its wording pinned. */
import { beforeAll, describe, expect, it } from 'vitest';
import { PROPERTIES } from '../../properties/index.ts';
import { QUESTIONS } from '../../src/force-modern/questions.ts';
import { renderThread } from '../../src/force-modern/report.ts';
import { changeBetween, settleThread, THREAD_RULES, Verdicts } from '../../src/force-modern/settle.ts';
import { THREAD_SCENARIOS } from '../../src/scenarios/force-modern.ts';
import { expectGolden } from '../report/golden.ts';

let verdicts: Verdicts;

beforeAll(() => {
  verdicts = new Verdicts(settleThread(PROPERTIES));
}, 180_000);

describe('the thread', () => {
  it('checks every scenario to its end', () => {
    expect(verdicts.results).toHaveLength(THREAD_SCENARIOS.length);
    expect(verdicts.results.every(({ coverage }) => coverage.complete)).toBe(true);
  });

  it('has the states and transitions it always had', () => {
    const counts = verdicts.results.map(
      ({ scenario: { patches, transport, driver }, coverage: { states, transitions, depth } }) =>
        `${patches[0] ?? 'base'} ${transport} ${driver}: ${states} states, ${transitions} transitions, depth ${depth}`,
    );
    expectGolden(`${counts.join('\n')}\n`, 'test/golden/thread-counts.txt');
  });

  it('comes to what docs/thread-report.txt says', () => {
    expectGolden(renderThread({ verdicts, reproductions: [] }), 'docs/thread-report.txt');
  });

  it('shows the bug that the thread is about, on each transport', () => {
    for (const transport of ['pci', 'ccw', 'mmio'] as const) {
      expect(
        verdicts.at('base', transport, 'modern', 'modernConfigLittleEndianBeforeFeatures')?.verdict,
      ).toBe('violated');
    }
    const written = verdicts.where(
      'base',
      'linux-5.18',
      'modernConfigLittleEndianOnceVersion1Written',
      'violated',
    );
    expect(written).toEqual(['mmio']);
  });

  it('shows that the indication outlives the low half on channel I/O and not on PCI', () => {
    expect(verdicts.where('force-modern-v2', 'linux-5.18', 'modernUntilReset', 'violated')).toEqual(['pci']);
    expect(verdicts.where('force-modern-shadow', 'linux-5.18', 'modernUntilReset', 'violated')).toEqual([]);
  });

  it('shows that on channel I/O the machine’s reset indicates as well, under every rule of the thread', () => {
    const indicating = THREAD_RULES.filter((rule) => rule !== 'base' && rule !== 'sample-at-reset');
    for (const property of ['legacyDriverStaysLegacy', 'legacyConfigGuestEndian']) {
      const disturbed = THREAD_RULES.filter((rule) =>
        verdicts.where(rule, 'adversary', property, 'violated').includes('ccw'),
      );
      expect(disturbed, property).toEqual(indicating);
      for (const rule of THREAD_RULES) {
        expect(verdicts.where(rule, 'adversary', property, 'violated'), rule).not.toContain('pci');
        expect(verdicts.where(rule, 'legacy', property, 'violated'), rule).toEqual([]);
      }
    }
    const played = verdicts.at('force-modern-v2', 'ccw', 'adversary', 'legacyConfigGuestEndian');
    const steps = played?.verdict === 'violated' ? played.trace.steps : [];
    expect(steps.map(({ operation }) => operation)).toEqual([
      { kind: 'ccw', command: 'SET_VIRTIO_REV', value: 1 },
      { kind: 'host', event: 'systemReset' },
      { kind: 'ccw', command: 'READ_CONF', offset: 10, size: 2 },
    ]);
    expect(steps[2]?.observations).toContainEqual(expect.objectContaining({ kind: 'config', bytes: 'dc05' }));
  });

  it('every exhibit of an answer is a violation, and every question has an answer', () => {
    for (const question of QUESTIONS) {
      const { ruling, because, exhibits } = question.answer(verdicts);
      expect(ruling).not.toBe('not decided');
      expect(because.length).toBeGreaterThan(0);
      for (const { rule, transport, driver, property } of exhibits) {
        expect(
          verdicts.at(rule, transport, driver, property)?.verdict,
          `${question.id}: ${rule} ${transport} ${driver} ${property}`,
        ).toBe('violated');
      }
    }
  });

  it('a question about verdicts that are missing is not decided', () => {
    const nothing = new Verdicts([]);
    expect(changeBetween(undefined, undefined)).toBe('unknown');
    expect(QUESTIONS.find(({ id }) => id === 'the-cure')?.answer(nothing).ruling).toBe('not decided');
  });
});
