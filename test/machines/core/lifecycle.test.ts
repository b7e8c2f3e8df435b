/**
 * The lifecycle is a label that the cores keep beside the status byte (QEMU has no such state). Here label and byte
 * are held together in every reachable state of the shipped scenarios, under a driver that may do anything.
 */

import { describe, expect, it } from 'vitest';
import { assign } from 'xstate';
import { net } from '../../../machines/classes/device-classes.ts';
import { qemuVirtioDevice } from '../../../machines/core/qemu-virtio-device.ts';
import { SEMANTICS } from '../../../machines/semantics/index.ts';
import { deviceInput } from '../../../machines/vocabulary/device-input.ts';
import {
  DEVICE_NEEDS_RESET,
  DRIVER_OK,
  FAILED,
  FEATURES_OK,
} from '../../../machines/vocabulary/device-status.ts';
import { VERSION_1_HIGH } from '../../../machines/vocabulary/feature-bits.ts';
import type { Scenario } from '../../../machines/vocabulary/scenario.ts';
import type { CoreView } from '../../../machines/vocabulary/views.ts';
import { explore } from '../../../src/explore/explorer.ts';
import { buildModel } from '../../../src/model/build-model.ts';
import type { StateProperty } from '../../../src/property/property.ts';
import { THREAD_ALPHABET, THREAD_BASE, THREAD_SCENARIOS } from '../../../src/scenarios/force-modern.ts';
import { definePatch, type MachinePatch } from '../../../src/statechart/patch.ts';
import { driven } from '../../helpers/driven.ts';

/** QEMU: the byte decides, and while it says nothing yet, the acknowledged set. */
function labelsInQemu({ deviceStatus, guestFeaturesHigh }: CoreView): readonly string[] {
  if ((deviceStatus & FAILED) !== 0) return ['failed'];
  if ((deviceStatus & DEVICE_NEEDS_RESET) !== 0) return ['needsReset'];
  if ((deviceStatus & DRIVER_OK) !== 0) return ['driverOk'];
  if ((deviceStatus & FEATURES_OK) !== 0) return ['featuresOk'];
  return [(guestFeaturesHigh & VERSION_1_HIGH) !== 0 ? 'indicatedModern' : 'legacy'];
}

/** The reference device: states decide, and leave traces in the byte. */
function labelsInReference({ deviceStatus }: CoreView): readonly string[] {
  // A legacy driver that writes DRIVER_OK before anything else is a driver that negotiates.
  if ((deviceStatus & DRIVER_OK) !== 0) return ['driverOk', 'legacy'];
  if ((deviceStatus & FEATURES_OK) !== 0) return ['featuresOk'];
  // Which of the two it is, was decided by what was used first; until then nothing is written.
  return deviceStatus === 0 ? ['undecided', 'legacy', 'indicatedModern'] : ['legacy', 'indicatedModern'];
}

const labelFollowsByte = (labelsOf: (core: CoreView) => readonly string[]): StateProperty => ({
  id: 'labelFollowsByte',
  claim: 'The lifecycle state is the one that the status byte says.',
  rules: ['thread'],
  level: 'thread',
  kind: 'state',
  reads: ['core'],
  applies: () => true,
  violation: ({ core }) => {
    const labels = labelsOf(core);
    return labels.includes(core.lifecycle)
      ? undefined
      : `status 0x${core.deviceStatus.toString(16)} is labelled ${core.lifecycle}, not ${labels.join(' or ')}`;
  },
});

/** QEMU stores any byte from any state. */
const FURTHER_BYTES = {
  ...THREAD_ALPHABET,
  statuses: [...THREAD_ALPHABET.statuses, FAILED | 3, DEVICE_NEEDS_RESET | 0xf, FAILED | DEVICE_NEEDS_RESET],
};

function walk(scenario: Scenario, patch?: MachinePatch) {
  const tampered = definePatch({
    name: 'tampered',
    title: 't',
    source: 's',
    machines: () => (patch === undefined ? {} : { 'qemu-virtio-device': patch, 'reference-device': patch }),
  });
  const isReference = scenario.semantics === 'spec-1.4';
  const alphabet = isReference ? THREAD_ALPHABET : FURTHER_BYTES;
  const { model, input } = buildModel(scenario, { patches: [tampered], alphabet });
  const property = labelFollowsByte(isReference ? labelsInReference : labelsInQemu);
  const { coverage, findings, applied } = explore(model, input, [property]);
  return {
    complete: coverage.complete,
    // Every state was looked at.
    all: applied.get('labelFollowsByte') === coverage.states,
    message: findings.get('labelFollowsByte')?.message,
  };
}

const SCENARIOS = [...SEMANTICS.keys()].flatMap((semantics) =>
  THREAD_SCENARIOS.filter(({ patches, driver }) => patches.length === 0 && driver === 'adversary').map(
    (scenario): Scenario => ({ ...scenario, semantics }),
  ),
);

const channelIo = (semantics: string): Scenario => {
  const found = SCENARIOS.find((each) => each.semantics === semantics && each.transport === 'ccw');
  if (found === undefined) throw new Error('the thread has channel I/O');
  return found;
};

describe('label and byte', () => {
  it('are looked at on every base and every transport', () => {
    expect(SCENARIOS.map(({ semantics, transport }) => `${semantics} ${transport}`)).toEqual(
      [...SEMANTICS.keys()].flatMap((base) => [`${base} pci`, `${base} ccw`, `${base} mmio`]),
    );
  });

  it.each(SCENARIOS.map((scenario) => ({ name: `${scenario.semantics}, ${scenario.transport}`, scenario })))(
    'say the same in every reachable state: $name',
    ({ scenario }) => {
      expect(walk(scenario)).toEqual({ complete: true, all: true, message: undefined });
    },
  );

  it.each([
    [
      THREAD_BASE,
      {
        guards: { isBareFeaturesOk: ({ event }: { event: { value: number } }) => event.value === 0xb },
        transitions: [
          {
            state: '',
            on: 'setStatus',
            take: [{ guard: 'isBareFeaturesOk', actions: ['storeStatus', 'answerTransport'] }],
          },
        ],
      },
      'status 0xb is labelled legacy, not featuresOk',
    ],
    [
      THREAD_BASE,
      { actions: { clearGuestFeatures: assign({}) } },
      'status 0x0 is labelled legacy, not indicatedModern',
    ],
    [
      'spec-1.4',
      { actions: { forgetStatusAndQueues: assign({ queueReady: false, broken: false }) } },
      'status 0x3 is labelled undecided, not legacy or indicatedModern',
    ],
  ] as const)('do not say the same once a machine of %s is tampered with: %#', (base, patch, message) => {
    expect(walk(channelIo(base), patch).message).toBe(message);
  });

  it('differ in one case: an error of a modern device whose driver has given up', () => {
    const input = deviceInput(channelIo(THREAD_BASE), net);
    const core = driven(qemuVirtioDevice(input));
    core.send('setFeatures', { low: 0, high: VERSION_1_HIGH });
    core.send('setStatus', { value: FAILED | 3, via: 'modern' });
    core.send('error');
    const bits = { deviceStatus: FAILED | DEVICE_NEEDS_RESET | 3 };
    expect(core.view()).toMatchObject({ ...bits, lifecycle: 'needsReset' });
    core.send('setStatus', { value: bits.deviceStatus, via: 'modern' });
    expect(core.view()).toMatchObject({ ...bits, lifecycle: 'failed' });
  });
});
