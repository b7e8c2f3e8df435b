/** Devices and drivers that keep to the specification, and were blamed once. */
import { describe, expect, test } from 'vitest';
import { assign } from 'xstate';
import type { Operation } from '../../machines/vocabulary/operation.ts';
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import { PROPERTIES } from '../../properties/index.ts';
import { checkScenario } from '../../src/check/check.ts';
import { reevaluate } from '../../src/check/reevaluate.ts';
import { buildModel } from '../../src/model/build-model.ts';
import { isFault } from '../../src/property/level.ts';
import { ALL_SCENARIOS, chooseScenarios } from '../../src/scenarios/choose.ts';
import { observe } from '../../src/statechart/part.ts';
import { definePatch, type Patch } from '../../src/statechart/patch.ts';
import { scene } from '../mutants/mutant.ts';

const violated = (scenario: Scenario, patches: readonly Patch[]): readonly string[] =>
  checkScenario({ ...scenario, patches: patches.map(({ name }) => name) }, PROPERTIES, { patches })
    .verdicts.filter(({ verdict }) => verdict === 'violated')
    .map(({ property }) => property);

/** What a claim says of a run of these operations, on the adversary's device. */
const verdictOn = (scenario: Scenario, id: string, operations: readonly Operation[]): string => {
  const property = PROPERTIES.find((each) => each.id === id);
  if (property === undefined) throw new Error(`there is no property ${id}`);
  const steps = operations.map((operation) => ({ operation, observations: [], state: {} }));
  const trace = { schemaVersion: 1 as const, scenario, initialState: {}, steps };
  return reevaluate(trace, property, scenario, buildModel(scenario, { patches: [] }), (other) =>
    buildModel(other, { patches: [] }),
  ).verdict;
};

const write = (register: string, value: number, fields: object = {}): Operation =>
  ({ kind: 'write', interface: 'modern', register, value, ...fields }) as Operation;

interface Resetting {
  readonly context: { readonly resetting: boolean };
}

/** Until it has been read once, the status shows that the reset goes on, and nothing that is written counts. */
const slowReset = definePatch({
  name: 'slow-reset',
  title: 'a reset takes one read of the status',
  source: 'virtio 1.4, 4.1.4.3.2: a driver waits for the end of a reset',
  machines: () => ({
    'virtio-pci': {
      context: { resetting: false },
      guards: { isResetting: ({ context }: Resetting) => context.resetting },
      actions: {
        beginReset: assign({ resetting: true }),
        endReset: assign({ resetting: false }),
        showBusy: observe(() => ({ kind: 'read', register: 'deviceStatus', value: 0x40 })),
      },
      after: { resetFromModernStatus: ['beginReset'] },
      transitions: [
        ...['deviceStatus', 'driverFeature', 'queueDesc', 'queueEnable'].map((register) => ({
          state: 'live',
          on: `modern.write.${register}`,
          take: [{ guard: 'isResetting' }],
        })),
        {
          state: 'live',
          on: 'modern.read.deviceStatus',
          take: [{ guard: 'isResetting', actions: ['endReset', 'showBusy'] }],
        },
      ],
    },
  }),
});

describe('a device whose reset takes one read longer', () => {
  test.each([
    ['PCI, any driver that keeps to the specification', scene({ transport: 'pci', driver: 'modern' })],
    ['PCI, Linux', scene({ transport: 'pci', driver: 'linux-5.18' })],
    ['MMIO, compared with it', scene({ transport: 'mmio', driver: 'modern' })],
  ])('is as good as any other: %s', (_name, scenario) => {
    expect(violated(scenario, [slowReset])).toEqual([]);
  });
});

describe('a device whose reset never ends', () => {
  test('is not excused by the wait', () => {
    const endless = definePatch({
      ...slowReset,
      name: 'endless-reset',
      machines: (input) => {
        const machines = slowReset.machines(input);
        const pci = machines['virtio-pci'];
        return { 'virtio-pci': { ...pci, actions: { ...pci?.actions, endReset: assign({}) } } };
      },
    });
    expect(violated(scene({ transport: 'pci', driver: 'modern' }), [endless])).toContain(
      'startAlwaysPossible',
    );
  });
});

describe('an access that the transport need not take', () => {
  const mmio = scene({ semantics: 'qemu-7.2', transport: 'mmio', byteOrder: 'big' });
  const accept = [write('driverFeatureSelect', 1), write('driverFeature', 1), write('deviceStatus', 0x08)];

  test('is nothing that the driver said', () => {
    const narrow = [
      ...accept,
      write('driverFeature', 0),
      write('deviceStatus', 0x01),
      write('driverFeature', 1, { size: 2 }),
      write('deviceStatus', 0x08),
    ];
    expect(verdictOn(mmio, 'modernUntilReset', narrow)).toBe('passes');
  });

  test('silences what is said of the driver until it resets the device', () => {
    const after = [write('driverFeature', 1, { size: 2 }), ...accept, write('deviceStatus', 0x09)];
    expect(verdictOn(mmio, 'refusalKeepsOtherBits', after)).toBe('passes');
  });
});

test('FEATURES_OK that the driver takes back itself opens no new negotiation to judge', () => {
  const taken = [
    write('driverFeatureSelect', 1),
    write('driverFeature', 1),
    write('deviceStatus', 0x08),
    write('deviceStatus', 0x01),
    write('driverFeature', 0),
    write('deviceStatus', 0x08),
  ];
  const mmio = scene({ semantics: 'qemu-7.2', transport: 'mmio' });
  expect(verdictOn(mmio, 'modernUntilReset', taken)).toBe('passes');
});

test('a kick through the legacy block is none of a modern driver’s', () => {
  const kicked = [
    write('driverFeatureSelect', 1),
    write('deviceStatus', 0x03),
    write('driverFeature', 1),
    write('deviceStatus', 0x0f),
    write('queueDesc', 0x1000),
    write('queueEnable', 1),
    { kind: 'notify', interface: 'legacy', queue: 0 } as const,
  ];
  const both = scene({ transport: 'pci', flavour: 'transitional' });
  expect(verdictOn(both, 'liveQueueIsServed', kicked)).toBe('passes');
});

test('a PCI device may ignore a bit that it does not offer, if it shows so', () => {
  interface Write {
    readonly event: { readonly value: number };
  }
  const ignores = definePatch({
    name: 'ignores-unoffered-bits',
    title: 'a bit that is not offered is ignored at once',
    source: 'virtio 1.4, 4.1.4.3.1: a device may ignore such bits, and present 0',
    machines: ({ offeredModern }) => ({
      'virtio-pci': {
        actions: {
          storeShadowLow: assign(({ event }: Write) => ({
            shadowLow: (event.value & offeredModern.low) >>> 0,
          })),
          storeShadowHigh: assign(({ event }: Write) => ({
            shadowHigh: (event.value & offeredModern.high) >>> 0,
          })),
        },
      },
    }),
  });
  const found = violated(scene({ transport: 'pci', driver: 'modern' }), [ignores]);
  expect(found).not.toContain('unofferedSetRefused');
});

test('what the specification leaves open is no fault', () => {
  const open = PROPERTIES.filter(({ id }) =>
    ['refusedSetNotInForce', 'refusalKeepsOtherBits', 'resetClearsSelects'].includes(id),
  );
  expect(open.map(({ level }) => isFault(level))).toEqual([false, false, false]);
});

describe('drivers that stand for all that the specification allows', () => {
  const { scenarios } = chooseScenarios({
    ...ALL_SCENARIOS,
    semantics: ['qemu-7.2', 'spec-1.4'],
    driver: ['modern', 'legacy'],
    device: ['plain'],
    backend: ['none'],
  });
  const claims = PROPERTIES.filter((each) => 'binds' in each && each.binds === 'driver');

  test.each(scenarios.map((scenario) => [Object.values(scenario).flat().join(' '), scenario] as const))(
    'break no rule for drivers: %s',
    (_name, scenario) => {
      const broken = checkScenario(scenario, claims, { patches: [] }).verdicts.filter(
        ({ verdict }) => verdict === 'violated',
      );
      expect(broken.map(({ property }) => property)).toEqual([]);
    },
  );
});

test('every rule that a claim assumes binds drivers', async () => {
  const { ruleNamed } = await import('../../properties/rules/index.ts');
  const assumed = new Set(PROPERTIES.flatMap(({ assumes = [] }) => assumes));
  for (const rule of assumed) expect(ruleNamed(rule)?.binds, rule).toContain('driver');
});
