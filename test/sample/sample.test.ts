import { describe, expect, test } from 'vitest';
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import { PROPERTIES } from '../../properties/index.ts';
import { explore } from '../../src/explore/explorer.ts';
import { type Sampling, sample } from '../../src/sample/sample.ts';
import { everyDevice, prepared, scenario } from './scenarios.ts';
import { violates } from './violates.ts';

/** What comes before the values. */
const variantOf = (message: string): string => message.split(':')[0] ?? '';

/** Everything but the time that it took. */
const withoutTime = ({ findings, applied, coverage: { seconds: _, ...coverage } }: Sampling) => ({
  findings: [...findings],
  applied: [...applied],
  coverage,
});

describe.each(everyDevice('spec-1.4'))('%s', (_name, of) => {
  test('keeps every claim in random runs', () => {
    const { model, input, properties } = prepared(of);
    const { findings, coverage } = sample(model, input, properties, { runs: 500 });
    expect([...findings.values()]).toEqual([]);
    expect(coverage).toMatchObject({ runs: 500, seed: 1, complete: false });
    expect(coverage).not.toHaveProperty('stoppedBy');
  });
});

describe.each(everyDevice('qemu-7.2'))('%s', (_name, of) => {
  const { model, input, properties } = prepared(of);
  const sampling = sample(model, input, properties, { runs: 100 });

  test('every finding violates its property when it is played again', () => {
    expect(sampling.findings.size).toBeGreaterThan(0);
    for (const [id, finding] of sampling.findings) {
      const property = properties.find((each) => each.id === id);
      expect(property !== undefined && violates(model, input, property, finding), id).toBe(true);
    }
  });

  test('no finding has an operation too many at its end', () => {
    for (const [id, finding] of sampling.findings) {
      const property = properties.find((each) => each.id === id);
      if (property === undefined || finding.branch !== undefined || finding.operations.length === 0) continue;
      const shorter = { ...finding, operations: finding.operations.slice(0, -1) };
      expect(violates(model, input, property, shorter), id).toBe(false);
    }
  });

  test('the same seed finds the same', () => {
    expect(withoutTime(sample(model, input, properties, { runs: 100 }))).toEqual(withoutTime(sampling));
  });
});

/** What the exhaustive engine finds, with as many operations. */
const FOUND: readonly (readonly [string, Partial<Scenario>])[] = [
  ['modernConfigLittleEndianBeforeFeatures', {}],
  ['modernConfigLittleEndianBetweenWrites', {}],
  ['callbackSeesFinalSetsOnly', {}],
  ['halfOrderDoesNotMatter', {}],
  ['lastWriteWins', {}],
  ['kickStartIsForLegacy', {}],
  ['unofferedSetRefused', {}],
  ['featuresOkStaysUntilReset', {}],
  ['saveAndLoadIsInvisible', {}],
  ['noQueueUseBeforeDriverOk', { device: 'blk' }],
  ['modernConfigLittleEndianOnceVersion1Written', { transport: 'mmio' }],
  ['unofferedSetRefused', { transport: 'mmio' }],
  ['kickStartIsForLegacy', { transport: 'mmio' }],
  ['modernConfigLittleEndianBeforeFeatures', { transport: 'ccw' }],
  ['kickStartIsForLegacy', { transport: 'ccw' }],
  ['modernStartsAtDriverOk', { transport: 'ccw' }],
  ['unofferedSetRefused', { transport: 'ccw', flavour: 'transitional' }],
  ['legacySeesWordZeroOnly', { flavour: 'transitional' }],
];

test.each(FOUND)('%s is violated by as short a trace as exploration finds: %o', (id, changes) => {
  const { model, input, properties } = prepared(scenario(changes));
  const wanted = properties.filter((each) => each.id === id);
  const sampled = sample(model, input, wanted).findings.get(id);
  // A bound that the exhaustive trace is well within; scripts need no more than their first layers.
  const explored = explore(model, input, wanted, { stopWhenAllViolated: true, statesMax: 200_000 });
  expect(sampled?.operations).toHaveLength(explored.findings.get(id)?.operations.length ?? -1);
  expect(sampled?.shortest).toBe('proven');
});

describe('a driver that is a machine', () => {
  const of = scenario({ driver: 'linux-5.18', transport: 'pci', flavour: 'transitional' });
  const { model, input, properties } = prepared(of);
  const sampling = sample(model, input, properties, { runs: 300 });

  test('violates what exploration finds violated, with traces of the same length', () => {
    const { findings, coverage } = explore(model, input, properties);
    expect(coverage.complete).toBe(true);
    expect([...sampling.findings.keys()].sort()).toEqual([...findings.keys()].sort());
    for (const [id, { operations, message }] of sampling.findings) {
      const explored = findings.get(id);
      // Of a claim about two runs each may tell another variant, and one that leaves inner state otherwise needs no probe.
      if (variantOf(message) === variantOf(explored?.message ?? ''))
        expect(operations.length, id).toBe(explored?.operations.length);
      else expect(operations.length, id).toBeLessThanOrEqual(explored?.operations.length ?? 0);
    }
  });

  test('is replayed without the machine', () => {
    for (const property of properties) {
      const finding = sampling.findings.get(property.id);
      if (finding !== undefined) expect(violates(model, input, property, finding), property.id).toBe(true);
    }
  });

  test('keeps the rules for drivers', () => {
    const rules = ['failedNeverLive', 'statusBitsOnlyRise', 'noKickBeforeDriverOk'];
    for (const id of rules) {
      expect(sampling.findings.has(id), id).toBe(false);
      // This driver is never refused here, so it never raises FAILED.
      if (id !== 'failedNeverLive') expect(sampling.applied.get(id), id).toBeGreaterThan(0);
    }
  });
});

describe('a run', () => {
  const { model, input, properties } = prepared(scenario());

  test('is found again by its path and the seed', () => {
    const all = sample(model, input, properties, { runs: 200, seed: 5 });
    for (const [id, { path }] of all.findings) {
      const again = sample(model, input, properties, { runs: 1, seed: 5, path });
      expect(again.coverage.runs).toBe(1);
      expect(again.findings.has(id), id).toBe(true);
      expect(again.findings.get(id)?.path).toBe(path);
    }
  });

  test('is another one with another seed', () => {
    const operations = [1, 2].map((seed) => sample(model, input, [], { runs: 50, seed }).coverage.operations);
    expect(operations[0]).not.toBe(operations[1]);
  });

  test('that nobody can name is refused', () => {
    expect(() => sample(model, input, properties, { path: '3:1' })).toThrow(
      'sample: path "3:1" must be the number of a run, such as "17"',
    );
  });
});

test('an interruption ends the sampling and says so', () => {
  const { model, input, properties } = prepared(scenario());
  const { coverage, findings } = sample(model, input, properties, { onProgress: ({ runs }) => runs < 100 });
  expect(coverage.stoppedBy).toBe('an interruption');
  expect(coverage.runs).toBe(128);
  expect(findings.size).toBeGreaterThan(0);
});

test('agreement properties are left to those who have both scenarios', () => {
  const { model, input } = prepared(scenario());
  const agreement = PROPERTIES.filter((each) => each.kind === 'agreement');
  const { findings, applied } = sample(model, input, agreement, { runs: 5 });
  expect([findings.size, applied.size]).toEqual([0, 0]);
});
