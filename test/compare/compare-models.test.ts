import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assign } from 'xstate';
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import { compareModels } from '../../src/compare/compare-models.ts';
import { differenceTrace } from '../../src/compare/difference-trace.ts';
import { impossible } from '../../src/model/build-model.ts';
import { powerOn } from '../../src/model/perform.ts';
import { Product } from '../../src/model/product.ts';
import { observe } from '../../src/statechart/part.ts';
import { definePatch } from '../../src/statechart/patch.ts';
import { traceSchema } from '../../src/trace/trace-schema.ts';
import { naiveLengths, stepBoth } from './naive.ts';
import { build, patchNamed, scenario } from './scenarios.ts';

/** Cheap ones, so that a property may look at many. */
const aScenario = fc
  .record({
    semantics: fc.constantFrom('qemu-7.2', 'qemu-6.1'),
    transport: fc.constantFrom<Scenario['transport']>('pci', 'mmio', 'ccw'),
    flavour: fc.constantFrom<Scenario['flavour']>('transitional', 'modern'),
    device: fc.constantFrom('net', 'blk'),
    backend: fc.constantFrom('none', 'vhost-user'),
    driver: fc.constantFrom('linux-5.15', 'linux-5.18', 'modern', 'legacy', 'firmware'),
    byteOrder: fc.constantFrom<Scenario['byteOrder']>('little', 'big'),
  })
  .map((changes) =>
    scenario({ ...changes, features: changes.device === 'net' ? ['MTU', 'CTRL_VQ', 'MQ'] : ['BLK_SIZE'] }),
  )
  .filter((each) => impossible(each) === undefined);

const aPatch = fc.constantFrom(
  'force-modern-v1',
  'force-modern-v2',
  'indicate-modern',
  'sample-at-reset',
  'features-before-config',
  'fence-legacy',
  'assume-legacy-on-read',
);

describe('comparing models', () => {
  it('finds nothing between a semantics and itself, with or without a patch', () => {
    fc.assert(
      fc.property(aScenario, fc.option(aPatch, { nil: undefined }), (of, name) => {
        const patches = name === undefined ? [] : [patchNamed(name)];
        const { differences, coverage } = compareModels(build(of, patches).model, build(of, patches).model);
        expect(differences).toEqual([]);
        expect(coverage.complete).toBe(true);
      }),
      { numRuns: 25, seed: 1 },
    );
  });

  it('finds a shortest difference of each kind, and the same kinds as a naive search', () => {
    fc.assert(
      fc.property(aScenario, aPatch, (of, name) => {
        const [base, patched] = [build(of).model, build(of, [patchNamed(name)]).model];
        const { differences } = compareModels(base, patched);
        const lengths = differences.map(
          ({ visibleTo, operations }) => [visibleTo, operations.length] as const,
        );
        expect(new Map(lengths)).toEqual(naiveLengths(base, patched));
      }),
      { numRuns: 12, seed: 2 },
    );
  });

  it('stops at the first difference that somebody sees, when it is asked to, and shares the tables of a base', () => {
    const of = scenario();
    const base = new Product(build(of).model);
    for (const name of ['force-modern-v2', 'features-before-config', 'fence-legacy']) {
      const patched = build(of, [patchNamed(name)]).model;
      const seen = compareModels(base.model, patched).differences.filter(
        ({ visibleTo }) => visibleTo !== 'internal',
      );
      const { differences } = compareModels(base, patched, { stopWhenSeen: true });
      expect(differences.length, name).toBe(1);
      expect(seen, name).toContainEqual(differences[0]);
      expect(differences[0]?.operations.length, name).toBe(
        Math.min(...seen.map(({ operations }) => operations.length)),
      );
    }
  });

  it('finds shortest differences under the adversary too', () => {
    for (const name of ['force-modern-v2', 'features-before-config', 'fence-legacy']) {
      const of = scenario();
      const [base, patched] = [build(of).model, build(of, [patchNamed(name)]).model];
      const lengths = compareModels(base, patched).differences.map(
        ({ visibleTo, operations }) => [visibleTo, operations.length] as const,
      );
      expect(lengths.length).toBeGreaterThan(0);
      expect(new Map(lengths)).toEqual(naiveLengths(base, patched));
    }
  });

  it('gives operations that differ for this onlooker at the last one, and at none before', () => {
    fc.assert(
      fc.property(aScenario, aPatch, (of, name) => {
        const [base, patched] = [build(of).model, build(of, [patchNamed(name)]).model];
        for (const { visibleTo, operations, onlyOn } of compareModels(base, patched).differences) {
          expect(onlyOn).toBeUndefined();
          let pair = { base: powerOn(base), patched: powerOn(patched) };
          const where = operations.flatMap((operation, at) => {
            const { next, differs } = stepBoth(base, patched, pair, operation);
            pair = next;
            return differs.includes(visibleTo) ? [at] : [];
          });
          expect(where).toEqual([operations.length - 1]);
        }
      }),
      { numRuns: 25, seed: 3 },
    );
  });

  it('a bound is said, and what was found before it stands', () => {
    const of = scenario({ transport: 'pci', backend: 'none' });
    const [base, patched] = [build(of).model, build(of, [patchNamed('force-modern-v2')]).model];
    const { coverage, differences } = compareModels(base, patched, { statesMax: 100 });
    expect(coverage).toMatchObject({ complete: false, stoppedBy: 'the limit of 100 states' });
    expect(differences.map(({ visibleTo }) => visibleTo)).toEqual(['driver', 'internal']);
    expect(compareModels(base, patched, { onProgress: () => false }).coverage.stoppedBy).toBe(
      'an interruption',
    );
  });

  it('a context field that only the patch has is no difference by itself', () => {
    const counts = definePatch({
      name: 'counts',
      title: 'counts resets, for nobody',
      source: 'test',
      machines: () => ({
        'qemu-virtio-device': {
          context: { everReset: false },
          actions: { noteReset: assign({ everReset: true }) },
          after: { clearGuestFeatures: ['noteReset'] },
        },
      }),
    });
    const of = scenario();
    const { differences, coverage } = compareModels(build(of).model, build(of, [counts]).model);
    expect({ differences, complete: coverage.complete }).toEqual({ differences: [], complete: true });
  });

  it('shows a message that is only sent once more', () => {
    const twice = definePatch({
      name: 'twice',
      title: 'sends the set twice at a start',
      source: 'test',
      machines: () => ({
        vhost: {
          actions: { sendOnceMore: observe(() => ({ kind: 'message', name: 'SET_FEATURES' })) },
          after: { sendAcked: ['sendOnceMore'] },
        },
      }),
    });
    const of = scenario({ driver: 'linux-5.18' });
    const { differences } = compareModels(build(of).model, build(of, [twice]).model);
    expect(differences.map(({ visibleTo }) => visibleTo)).toEqual(['backend']);
  });

  it('a patched driver that does something else is a difference for the driver', () => {
    const of = scenario({ driver: 'legacy', flavour: 'transitional' });
    const base = build(of).model;
    const { driver } = base;
    if (driver === undefined) throw new Error('no driver');
    const silent = { ...base, driver: { ...driver, choices: () => [] } };
    const [difference] = compareModels(base, silent).differences;
    expect(difference).toMatchObject({ visibleTo: 'driver', onlyOn: 'base' });
    if (difference === undefined) throw new Error('no difference');
    const trace = differenceTrace(base, silent, difference);
    expect(trace.branch?.steps.length).toBe(trace.steps.length + 1);
  });
});

describe('the trace of a difference', () => {
  it('is a trace file whose branch is the base, step by step', () => {
    const of = scenario();
    const [base, patched] = [build(of).model, build(of, [patchNamed('force-modern-v2')]).model];
    const [difference] = compareModels(base, patched).differences;
    if (difference === undefined) throw new Error('no difference');
    const trace = differenceTrace(base, patched, difference);
    expect(() => traceSchema.parse(trace)).not.toThrow();
    expect(trace.steps.map(({ operation }) => operation)).toEqual(difference.operations);
    expect(trace.branch?.steps.map(({ operation }) => operation)).toEqual(difference.operations);
    expect(trace.branch?.scenario?.patches).toEqual([]);
    expect(trace.steps.at(-1)?.observations).not.toEqual(trace.branch?.steps.at(-1)?.observations);
  });
});
