/**
 * The places at which machines carry a C function out are all there, and every shipped overlay that reaches some of
 * them reaches all, or there is a reason in the source.
 */
import { describe, expect, it } from 'vitest';
import { type Place, SOURCE_FUNCTIONS } from '../../machines/c-functions/index.ts';
import { PATCHES } from '../../machines/semantics/index.ts';
import { resetWithoutCallback } from '../../machines/semantics/qemu-6.1.ts';
import { referenceParts } from '../../machines/semantics/spec-1.4.ts';
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import { sharedModules } from '../../src/index.ts';
import { placesReached, placeText, reachOf } from '../../src/mail/hooked-places.ts';
import { deviceParts } from '../../src/mail/known-device.ts';
import { type PartFacts, partFacts } from '../../src/mail/step-facts.ts';
import type { Patch } from '../../src/statechart/patch.ts';
import { loadPatch } from '../../src/user-files/load.ts';
import { PROJECT } from '../cli/run-here.ts';

const base: Scenario = {
  semantics: 'qemu-7.2',
  patches: [],
  transport: 'pci',
  flavour: 'transitional',
  device: 'net',
  backend: 'vhost-user',
  driver: 'adversary',
  byteOrder: 'big',
  features: [],
};

/** By machine, of devices that between them have all that the base has. */
const machines: ReadonlyMap<string, PartFacts> = new Map(
  (
    [
      {},
      { transport: 'ccw' },
      { transport: 'mmio', flavour: 'modern', device: 'blk' },
    ] as readonly Partial<Scenario>[]
  ).flatMap((fields) =>
    deviceParts({ ...base, ...fields }).parts.map(
      (part) => [part.machine.id, partFacts(part, new Map())] as const,
    ),
  ),
);

const called = SOURCE_FUNCTIONS.flatMap(({ name, places, models }) =>
  places === undefined ? [] : [{ name, places, models }],
);

describe('the places that call a function', () => {
  it.each(called)(
    '$name: exist in their machines, and belong to what stands for it',
    ({ places, models }) => {
      expect(places.length).toBeGreaterThan(1);
      expect(new Set(places.map(({ machine, caller }) => `${machine} ${caller}`)).size).toBe(places.length);
      for (const place of places) {
        const facts = machines.get(place.machine);
        const events = new Set(facts?.transitions.map(({ event }) => event));
        const { actions = [], guards = [], events: on = [] } = place;
        expect(actions.length + guards.length + on.length).toBeGreaterThan(0);
        expect(actions.filter((name) => facts?.actions.has(name) !== true)).toEqual([]);
        expect(guards.filter((name) => facts?.guards.has(name) !== true)).toEqual([]);
        expect(on.filter((event) => !events.has(event))).toEqual([]);
        expect(models.some(({ machine }) => machine === place.machine)).toBe(true);
      }
    },
  );

  it('hold one step of each caller apart: no two places are the same', () => {
    for (const { name, places } of called)
      expect(new Set(places.map(placeText)).size, name).toBe(places.length);
  });

  /**
   * A machine that makes the same call in several steps carries out one function for several callers, unless the
   * caller's own line is what differs.
   */
  const DIFFERENT_LINES: Readonly<Record<string, string>> = {
    'virtio-pci core.setFeatures':
      'virtio_pci_common_write and virtio_ioport_write, each with a line of its own',
    'virtio-mmio core.setFeatures': 'versions 2 and 1 of virtio_mmio_write, each with a line of its own',
    'virtio-pci core.setStatus':
      'virtio_pci_common_write and virtio_ioport_write, each with a line of its own',
    'virtio-mmio core.setStatus': 'one line of virtio_mmio_write, drawn for each version',
    'virtio-pci core.setQueueAddress': 'virtio_queue_set_rings and virtio_queue_set_addr, two functions',
    'virtio-mmio core.setQueueAddress': 'virtio_queue_set_rings and virtio_queue_set_addr, two functions',
    'virtio-pci core.readConfig': 'virtio_pci_device_read and virtio_pci_config_read, two functions',
    'virtio-mmio core.readConfig': 'virtio_config_modern_read* and virtio_config_read*, two functions each',
    'qemu-virtio-device transport.statusWritten': 'the return value of virtio_set_status, 0 and not',
  };

  it('are told wherever several steps of a machine make the same call', () => {
    const found: string[] = [];
    for (const [machine, { actions }] of machines) {
      const callers = new Map<string, string[]>();
      for (const [action, { outputs }] of actions) {
        const calls = outputs.flatMap((each) =>
          each.type === 'call' ? [`${each.to}.${each.event.type}`] : [],
        );
        for (const call of new Set(calls)) callers.set(call, [...(callers.get(call) ?? []), action]);
      }
      for (const [call, steps] of callers) {
        if (steps.length === 1) continue;
        const key = `${machine} ${call}`;
        if (Object.hasOwn(DIFFERENT_LINES, key)) found.push(key);
        else
          expect(
            called.some(({ places }) =>
              isOneStepOfEach(
                places.filter((place) => place.machine === machine),
                steps,
              ),
            ),
            `${key}: ${steps.join(', ')}`,
          ).toBe(true);
      }
    }
    expect(Object.keys(DIFFERENT_LINES).filter((key) => !found.includes(key))).toEqual([]);
  });
});

const isOneStepOfEach = (places: readonly Place[], steps: readonly string[]): boolean =>
  places.length === steps.length &&
  steps.every((step) => places.filter(({ actions = [] }) => actions.includes(step)).length === 1);

const IN_THE_CALLER =
  'patch 3/5 is a line of virtio_pci_common_write, behind its call of virtio_pci_reset, which stays as it is';
const ABOVE = 'the lines of patches 2/5 and 3/5 stand in its callers; virtio_bus_reset stays as it is';
const RISES_AT_A_WRITE =
  'virtio_validate_features is asked when FEATURES_OK rises; virtio_reset passes 0, and virtio_vmstate_change the status as it is';
const REMAPS_BEHIND =
  'the mapping stands in virtio_set_features behind its call of virtio_set_features_nocheck, which stays as it is';
const GONE = 'nothing of virtio_set_status changes: after the assertion no event is heard';

/** By patch and function: why not every place is reached. */
const REASONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  ...Object.fromEntries(
    [
      'force-modern-v1',
      'force-modern-v2',
      'december-2021-verdict',
      'indicate-modern',
      'indicate-modern-vhost',
      'force-modern-shadow',
      'my-force-modern',
    ].map((name) => [name, { virtio_pci_reset: IN_THE_CALLER, virtio_bus_reset: ABOVE }]),
  ),
  'assume-legacy-on-read': {
    virtio_set_features_nocheck:
      "the flag is of Linux's vDPA core, whose devices are not saved: after virtio_load it is as it was",
  },
  'fence-legacy': { virtio_set_status: RISES_AT_A_WRITE },
  'access-platform-not-required': { virtio_set_status: RISES_AT_A_WRITE },
  'ring-mapped-once': { virtio_set_features_nocheck: REMAPS_BEHIND, virtio_set_status: GONE },
  'follow-up-skipped-on-bad-bits': { virtio_set_features_nocheck: REMAPS_BEHIND, virtio_set_status: GONE },
  'queue-ready-survives-reset': {
    virtio_mmio_soft_reset:
      'qemu@351da8323a added the call to the write of a status alone; virtio_mmio_reset cleared the queues already, and version 1 has no QueueReady',
    virtio_bus_reset: 'the reset of the core stays as it is; what is left out is the call behind it',
  },
  'config-swapped-at-feature-write': {
    virtio_set_features_nocheck:
      'the hook is of kvmtool, which calls it when a driver writes features, and neither at a reset nor at a load',
  },
  'set-features-during-reset': {
    virtio_set_features_nocheck: 'the commit adds the call to virtio_reset; the function stays as it is',
  },
  'qemu-6.1': {
    virtio_set_features_nocheck:
      'qemu@0caed25cd171 added the call to virtio_reset; the function was there before',
  },
  'spec-1.4': {
    virtio_mmio_soft_reset:
      'a page of 0 takes the queue away and resets nothing (4.2.4-a), so no reset is left in that write to hook',
    virtio_bus_reset:
      'on MMIO the registers that a driver’s reset must clear are cleared behind it; virtio_mmio_reset clears the same ones itself, the PCI proxy in clearProxyQueues, and channel I/O has none',
  },
};

const EXAMPLES = ['docs/examples/force-modern.ts', 'docs/examples/set-features-during-reset.ts'];

async function shippedOverlays(): Promise<readonly Patch[]> {
  const examples = await Promise.all(
    EXAMPLES.map((file) => loadPatch(file, { cwd: PROJECT, modules: sharedModules })),
  );
  // A file's patch goes by its path there; here by the name that it gives itself.
  const named = examples.map((patch, at) => ({
    ...patch,
    name: at === 0 ? 'my-force-modern' : 'set-features-during-reset',
  }));
  return [...PATCHES.values(), resetWithoutCallback, referenceParts, ...named];
}

describe('every shipped overlay', () => {
  it('reaches every place of a function of which it reaches one, or there is a reason', async () => {
    const without: string[] = [];
    const unneeded = new Set(
      Object.entries(REASONS).flatMap(([patch, reasons]) =>
        Object.keys(reasons).map((name) => `${patch}: ${name}`),
      ),
    );
    for (const patch of await shippedOverlays()) {
      const reach = reachOf([patch]);
      for (const known of called) {
        const reached = placesReached(known, reach);
        const missed = reached.filter(({ hooked }) => !hooked);
        if (missed.length === 0 || missed.length === reached.length) continue;
        const key = `${patch.name}: ${known.name}`;
        if (REASONS[patch.name]?.[known.name] === undefined)
          without.push(`${key} misses ${missed.map(({ place }) => placeText(place)).join('; ')}`);
        unneeded.delete(key);
      }
    }
    expect(without).toEqual([]);
    expect([...unneeded]).toEqual([]);
  });

  it('reaches all three places of virtio_ccw_reset_virtio with the call site of RFC v2', () => {
    const reset = called.find(({ name }) => name === 'virtio_ccw_reset_virtio');
    const patch = PATCHES.get('force-modern-v2');
    if (reset === undefined || patch === undefined) throw new Error('not shipped');
    expect(placesReached(reset, reachOf([patch])).map(({ hooked }) => hooked)).toEqual([true, true, true]);
  });
});
