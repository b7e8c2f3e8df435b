/** The properties that a step names are those that a change of the step breaks. */
import { describe, expect, it } from 'vitest';
import { DEVICE_CLASSES } from '../../machines/classes/device-classes.ts';
import { deviceInput } from '../../machines/vocabulary/device-input.ts';
import { PROPERTIES } from '../../properties/index.ts';
import { type NamedStep, propertiesOfStep } from '../../src/mail/properties-of-steps.ts';
import { buildModel } from '../../src/model/build-model.ts';
import type { MachinePatch } from '../../src/statechart/patch.ts';
import { MUTANTS } from '../mutants/index.ts';
import type { Mutant } from '../mutants/mutant.ts';

const named = (step: NamedStep): readonly string[] => propertiesOfStep(step).map(({ id }) => id);
const action = (machine: string, name: string): NamedStep => ({ machine, kind: 'action', name });
const guard = (machine: string, name: string): NamedStep => ({ machine, kind: 'guard', name });

/** Of more than a hundred claims: reports list the first eight. */
const NEAR = 16;

/** What the derivation does not see, and why. */
const UNSEEN: ReadonlyMap<string, string> = new Map([
  ['no-kick', 'the devices that it asks have a back end, which serves the queues itself'],
  ['hash-report-alone', 'the devices that it asks do not offer HASH_REPORT'],
  ['takes-early-command', 'the devices that it asks on channel I/O have a legacy interface'],
]);

const labelled = ([step, property]: readonly [NamedStep, string]): readonly [string, string, NamedStep] => [
  `${step.machine} ${step.name}`,
  property,
  step,
];

describe('a step names the properties that look at what it does', () => {
  it.each(
    (
      [
        [action('qemu-virtio-device', 'storeGuestFeatures'), 'modernUntilReset'],
        [action('qemu-virtio-device', 'storeStatus'), 'featuresOkStaysUntilReset'],
        [action('qemu-virtio-device', 'callClassSetFeatures'), 'callbackSeesFinalSetsOnly'],
        [action('qemu-virtio-device', 'showConfig'), 'modernConfigLittleEndianBeforeFeatures'],
        [action('qemu-virtio-device', 'startOnKick'), 'legacyMayKickBeforeDriverOk'],
        [guard('qemu-virtio-device', 'featuresOkIsSet'), 'featuresFrozenAfterFeaturesOk'],
        [action('virtio-net', 'ackToBackend'), 'backendSetFollowsCore'],
        [action('virtio-net', 'processQueue'), 'noQueueUseBeforeDriverOk'],
        [action('vhost', 'sendAcked'), 'startedBackendIsToldFeatures'],
        [action('virtio-pci', 'readLegacyConfig'), 'legacyConfigGuestEndian'],
        [action('virtio-mmio', 'disableQueue'), 'resetDisablesQueues'],
        [guard('virtio-ccw', 'statusIsZero'), 'onlyZeroResets'],
      ] as const
    ).map(labelled),
  )('%s: %s', (_label, property, step) => {
    expect(named(step).slice(0, NEAR)).toContain(property);
  });

  it.each(
    (
      [
        [action('vhost', 'sendAcked'), 'legacyConfigGuestEndian'],
        [action('virtio-net', 'processQueue'), 'backendSetFollowsCore'],
        [action('virtio-ccw', 'readStatus'), 'resetDisablesQueues'],
      ] as const
    ).map(labelled),
  )('%s does not name %s', (_label, property, step) => {
    expect(named(step)).not.toContain(property);
  });

  it('the nearest first, the same ones each time, and none twice', () => {
    const step = action('qemu-virtio-device', 'storeGuestFeatures');
    const found = propertiesOfStep(step);
    expect(found.map(({ nearness }) => nearness)).toEqual(
      found.map(({ nearness }) => nearness).toSorted((a, b) => b - a),
    );
    expect(propertiesOfStep(step)).toEqual(found);
    expect(new Set(named(step)).size).toBe(found.length);
    expect(found.length).toBeLessThan(PROPERTIES.length);
  });

  it('none for a step or a machine that does not exist', () => {
    expect(named(action('qemu-virtio-device', 'toString'))).toEqual([]);
    expect(named(action('constructor', 'storeStatus'))).toEqual([]);
  });
});

/** The steps of a machine that a mutant takes away or makes something else of; not those that it only adds to. */
function changedSteps(mutant: Mutant): readonly NamedStep[] {
  const deviceClass = DEVICE_CLASSES.find(({ name }) => name === mutant.scenario.device);
  if (deviceClass === undefined) throw new Error(`no device ${mutant.scenario.device}`);
  const { parts } = buildModel(mutant.scenario, { patches: [] }).model;
  const overlays = Object.entries(mutant.patch.machines(deviceInput(mutant.scenario, deviceClass)));
  return overlays.flatMap(([id, overlay]: readonly [string, MachinePatch]) => {
    const part = parts.find(({ machine }) => machine.id === id);
    // A mutant of what is seen of a state, not of what is done.
    if (part === undefined || part.name === 'driver' || overlay.view !== undefined) return [];
    const { actions, guards } = part.machine.implementations;
    return [
      ...Object.keys(overlay.replace ?? {}).map((name) => action(id, name)),
      ...Object.keys(overlay.actions ?? {})
        .filter((name) => Object.hasOwn(actions, name))
        .map((name) => action(id, name)),
      ...Object.keys(overlay.guards ?? {})
        .filter((name) => Object.hasOwn(guards, name))
        .map((name) => guard(id, name)),
    ];
  });
}

describe('of each mutant that changes steps, one names the property that it breaks', () => {
  const mutants = MUTANTS.map((mutant) => ({ mutant, steps: changedSteps(mutant) })).filter(
    ({ steps }) => steps.length > 0,
  );

  it('there are some', () => {
    expect(mutants.length).toBeGreaterThan(10);
  });

  it.each(mutants.map(({ mutant, steps }) => [mutant.patch.name, mutant.property, steps] as const))(
    '%s: %s',
    (name, property, steps) => {
      expect(steps.flatMap(named).includes(property)).toBe(!UNSEEN.has(name));
    },
  );

  it('most of them among the first', () => {
    const first = mutants.filter(({ mutant, steps }) =>
      steps.some((step) => named(step).slice(0, NEAR).includes(mutant.property)),
    );
    expect(first.length / mutants.length).toBeGreaterThan(0.6);
  });
});
