/** What explorations exercise of the machines, and what the full alphabet draws of what they take. */
import { describe, expect, it } from 'vitest';
import { FROM_OUTSIDE } from '../../machines/calls/from-outside.ts';
import { ALL_OPERATIONS } from '../../machines/drivers/adversary/operation-names.ts';
import { toEvent } from '../../machines/to-event.ts';
import {
  VIRTIO_F_ACCESS_PLATFORM,
  VIRTIO_F_VERSION_1,
  wordOf,
} from '../../machines/vocabulary/feature-bits.ts';
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import { explore } from '../../src/explore/explorer.ts';
import { buildModel, impossible } from '../../src/model/build-model.ts';
import { type ExercisedMachine, together } from '../../src/model/exercised.ts';
import { TYPICAL_SCENARIOS } from '../../src/scenarios/typical.ts';
import { eventsIn } from '../../src/statechart/events-in.ts';

const FLAVOURS = ['legacy', 'transitional', 'modern'] as const;
const TYPICAL: readonly Scenario[] = TYPICAL_SCENARIOS.flatMap((scenario) =>
  FLAVOURS.map((flavour) => ({ ...scenario, flavour })),
).filter((scenario) => impossible(scenario) === undefined);

it('whatever a machine takes from outside is drawn by the full alphabet in some typical scenario', () => {
  const taken = new Set<string>();
  const drawn = new Set<string>();
  for (const scenario of TYPICAL) {
    const { model } = buildModel(scenario, { patches: [] });
    const ids = new Map(model.parts.map(({ name, machine }) => [name, machine.id]));
    for (const { name, machine } of model.parts)
      for (const event of FROM_OUTSIDE[name] ?? [])
        if (eventsIn(machine).has(event)) taken.add(`${machine.id} ${event}`);
    for (const operation of model.operations) {
      const { to, event } = toEvent(operation);
      drawn.add(`${ids.get(to)} ${event.type}`);
    }
  }
  expect(taken.size).toBeGreaterThan(60);
  expect([...taken].filter((each) => !drawn.has(each))).toEqual([
    // The notification of channel I/O is one hypercall, which names no interface; the alphabet calls it modern.
    'virtio-ccw legacy.notify',
  ]);
});

const LETTERS = [[VIRTIO_F_VERSION_1, VIRTIO_F_ACCESS_PLATFORM], [VIRTIO_F_VERSION_1]].map(wordOf);

/** Every kind of operation, with two letters: the guards ask for these two bits only, but for those of `virtio-net`. */
function explored(semantics: string, row: readonly string[]): readonly ExercisedMachine[] {
  const [transport, flavour, device, backend, ...features] = row as readonly [
    Scenario['transport'],
    Scenario['flavour'],
    string,
    string,
    ...string[],
  ];
  const scenario = { ...(TYPICAL[0] as Scenario), semantics, transport, flavour, device, backend };
  const { model, input } = buildModel(
    { ...scenario, features: device === 'net' ? ['MTU', 'STATUS', ...features] : features },
    { patches: [], alphabet: { letters: LETTERS, operations: ALL_OPERATIONS } },
  );
  const { exercised, coverage } = explore(model, input, [], { exercised: true });
  expect(coverage.complete).toBe(true);
  return exercised ?? [];
}

const missed = (machines: readonly ExercisedMachine[]): readonly string[] =>
  machines.flatMap(({ machine, transitions, guards, operations }) => [
    ...transitions
      .filter(({ taken }) => !taken)
      .map(({ state, on, place }) => `${machine}: ${state} on ${on}, no. ${place + 1}`),
    ...guards.filter(({ wasTrue }) => !wasTrue).map(({ name }) => `${machine}: ${name} is never true`),
    ...guards.filter(({ wasFalse }) => !wasFalse).map(({ name }) => `${machine}: ${name} is never false`),
    ...operations.filter(({ drawn }) => !drawn).map(({ event }) => `${machine}: ${event} is never drawn`),
  ]);

describe('what is exercised', () => {
  it('of version 2 on one shipped scenario: all but what needs a change of the link', () => {
    const here = explored('qemu-7.2', ['mmio', 'modern', 'blk', 'none']);
    const [transport] = here;
    expect(transport?.machine).toBe('virtio-mmio');
    const isOtherVersion = (each: string): boolean => /version1|legacy/.test(each);
    expect(missed(here.slice(0, 1)).filter((each) => !isOtherVersion(each))).toEqual([
      'virtio-mmio:  on configChanged, no. 1',
    ]);
    // The queue count is a register of PCI.
    expect(missed(here.slice(2, 3))).toEqual(
      expect.arrayContaining(['virtio-blk: ready on readNumQueues, no. 1']),
    );
  });

  it('of all transports together: all but what nothing can bring about', () => {
    const rows = [
      ['pci', 'transitional', 'net', 'none'],
      ['pci', 'modern', 'blk', 'none', 'ACCESS_PLATFORM'],
      ['mmio', 'modern', 'net', 'vhost-user'],
      ['mmio', 'legacy', 'net', 'none'],
      ['ccw', 'transitional', 'net', 'vhost-user', 'ACCESS_PLATFORM'],
      ['ccw', 'modern', 'blk', 'vhost-user'],
    ];
    const here = together(rows.map((row) => explored('qemu-7.2', row)));
    expect(missed(here.filter(({ machine }) => machine !== 'virtio-net'))).toEqual([
      // A byte further on than a register of one byte is another register.
      'virtio-pci: live on modern.write.deviceStatus, no. 1',
      'virtio-pci: live on modern.read.deviceStatus, no. 1',
      'virtio-pci: live on legacy.write.deviceStatus, no. 1',
      'virtio-pci: live on legacy.read.deviceStatus, no. 1',
      'virtio-pci: live on modern.read.configGeneration, no. 1',
      // One hypercall notifies, whatever the interface; the alphabet calls it modern.
      'virtio-ccw:  on legacy.notify, no. 1',
      // A status that is 0 after a write of DRIVER_OK was refused, and that comes first.
      'virtio-ccw: enabled on statusWritten, no. 2',
      'virtio-ccw: legacy.notify is never drawn',
    ]);
  });
});
