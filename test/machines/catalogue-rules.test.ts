/** The rules that drivers and back ends follow in the argument about early reads, each seen at work. */
import { describe, expect, test } from 'vitest';
import { PATCHES } from '../../machines/semantics/index.ts';
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import { PROPERTIES } from '../../properties/index.ts';
import { checkScenario, type Verdict } from '../../src/check/check.ts';
import type { Property, StateProperty } from '../../src/property/property.ts';

const bigEndianNet: Scenario = {
  semantics: 'qemu-7.2',
  patches: [],
  transport: 'pci',
  flavour: 'transitional',
  device: 'net',
  backend: 'none',
  driver: 'linux-5.15',
  byteOrder: 'big',
  features: ['MTU'],
};

const check = (scenario: Scenario, properties: readonly Property[]): readonly Verdict[] =>
  checkScenario(scenario, properties, {
    patches: scenario.patches.flatMap((name) => PATCHES.get(name) ?? []),
  }).verdicts;

/** Verdicts by property. */
const verdicts = (scenario: Scenario, ...ids: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    check(
      scenario,
      PROPERTIES.filter(({ id }) => ids.includes(id)),
    ).map(({ property, verdict }) => [property, verdict]),
  );

const BEFORE = 'modernConfigLittleEndianBeforeFeatures';
const ONCE_WRITTEN = 'modernConfigLittleEndianOnceVersion1Written';
const AFTER = 'modernConfigLittleEndianAfterFeaturesOk';

describe('no-early-validation', () => {
  test.each(['linux-5.15', 'linux-5.18'])('%s reads no configuration before FEATURES_OK', (driver) => {
    const scenario = { ...bigEndianNet, driver, patches: ['no-early-validation'] };
    expect(verdicts(scenario, BEFORE, ONCE_WRITTEN, AFTER)).toEqual({
      [BEFORE]: 'vacuous',
      [ONCE_WRITTEN]: 'vacuous',
      [AFTER]: 'holds',
    });
  });

  test('and does without it', () => {
    expect(verdicts(bigEndianNet, ONCE_WRITTEN)).toEqual({ [ONCE_WRITTEN]: 'holds' });
    expect(verdicts({ ...bigEndianNet, byteOrder: 'little' }, BEFORE)).toEqual({ [BEFORE]: 'holds' });
  });
});

describe('probe-by-reset', () => {
  test.each(['pci', 'ccw'] as const)(
    'declines VERSION_1, resets, reads early and goes live on %s',
    (transport) => {
      const scenario = { ...bigEndianNet, transport, patches: ['probe-by-reset'] };
      const [before, after] = [BEFORE, AFTER].map((id) =>
        check(
          scenario,
          PROPERTIES.filter((each) => each.id === id),
        ).at(0),
      );
      // The device answers as it always did; it is the driver that knows better.
      expect(before?.verdict).toBe('violated');
      expect(after?.verdict).toBe('holds');
      const steps = before?.verdict === 'violated' ? before.trace.steps : [];
      const statuses = steps.flatMap(({ operation }) =>
        operation.kind === 'ccw' && operation.command === 'VDEV_RESET'
          ? [0]
          : operation.kind === 'write' && operation.register === 'deviceStatus'
            ? [operation.value]
            : operation.kind === 'ccw' && operation.command === 'WRITE_STATUS'
              ? [operation.value]
              : [],
      );
      expect(statuses).toEqual([0, 0x01, 0x03, 0x0b, 0, 0x01, 0x03]);
    },
  );

  test.each(['transitional', 'modern'] as const)(
    'learns nothing on QEMU: a %s device takes the set',
    (flavour) => {
      const scenario = { ...bigEndianNet, flavour, patches: ['probe-by-reset'] };
      const [before] = check(
        scenario,
        PROPERTIES.filter(({ id }) => id === BEFORE),
      );
      const steps = before?.verdict === 'violated' ? before.trace.steps : [];
      const asked = steps.findIndex(
        ({ operation }) => operation.kind === 'write' && operation.value === 0x0b,
      );
      expect(steps[asked + 1]?.observations).toEqual([
        { kind: 'read', register: 'deviceStatus', value: 0x0b },
      ]);
    },
  );

  test('has nothing to find out for a little-endian guest', () => {
    const scenario = { ...bigEndianNet, byteOrder: 'little', patches: ['probe-by-reset'] } as const;
    expect(verdicts(scenario, BEFORE)).toEqual({ [BEFORE]: 'holds' });
  });
});

describe('announced-early-config', () => {
  const patched = { ...bigEndianNet, patches: ['announced-early-config'] };

  test.each(['pci', 'ccw'] as const)('an announced early read is little-endian on %s', (transport) => {
    expect(verdicts({ ...patched, transport, features: ['MTU', '63'] }, BEFORE)).toEqual({
      [BEFORE]: 'holds',
    });
  });

  test('what is not announced is not read', () => {
    expect(verdicts(patched, BEFORE, ONCE_WRITTEN)).toEqual({
      [BEFORE]: 'vacuous',
      [ONCE_WRITTEN]: 'vacuous',
    });
  });

  test('a legacy driver reads as ever', () => {
    const scenario = { ...patched, driver: 'legacy', features: ['MTU', '63'] };
    expect(verdicts(scenario, 'legacyConfigGuestEndian')).toEqual({ legacyConfigGuestEndian: 'holds' });
  });
});

describe('fence-legacy-in-back-end', () => {
  const neverRuns: StateProperty = {
    id: 'neverRuns',
    claim: 'The back end never runs.',
    rules: ['thread'],
    level: 'thread',
    kind: 'state',
    reads: ['backend'],
    applies: () => true,
    violation: ({ backend }) => (backend.running ? 'it runs' : undefined),
  };
  const fenced: Scenario = {
    ...bigEndianNet,
    backend: 'vhost-user',
    byteOrder: 'little',
    patches: ['fence-legacy-in-back-end'],
  };

  test.each([
    ['legacy', 'holds'],
    ['modern', 'violated'],
  ])('a %s driver: "it never runs" %s', (driver, expected) => {
    expect(check({ ...fenced, driver }, [neverRuns]).map(({ verdict }) => verdict)).toEqual([expected]);
    expect(check({ ...fenced, driver, patches: [] }, [neverRuns]).map(({ verdict }) => verdict)).toEqual([
      'violated',
    ]);
  });
});
