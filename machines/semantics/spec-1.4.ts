/**
 * The strict reference device of virtio 1.4. Its register files and classes are QEMU's machines with what
 * the spec asks for laid over them; its core is a machine of its own, whose header has the policies.
 */
import { assign } from 'xstate';
import { applyPatch, definePatch } from '../../src/statechart/patch.ts';
import { call } from '../calls/index.ts';
import { referenceDevice } from '../core/reference-device.ts';
import { backend, deviceClass, transport } from './qemu-parts.ts';
import type { Semantics } from './semantics.ts';
import { CCW, MMIO, PCI } from './spec-1.4-registers.ts';

/** What the reference asks of QEMU's register files and classes. */
export const referenceParts = definePatch({
  name: 'spec-1.4',
  title: 'register files and classes as the spec asks for them',
  source: 'virtio 1.4, sections 2.4 and 4.1 to 4.3',
  machines: () => ({
    'virtio-pci': PCI,
    'virtio-mmio': MMIO,
    'virtio-ccw': CCW,
    // A reset leaves nothing behind (S1): neither a plugged primary, nor the set that was copied at a start.
    'virtio-net': {
      actions: { unplugPrimary: assign({ primaryPlugged: false }) },
      transitions: [{ state: '', on: 'reset', take: [{ actions: ['unplugPrimary'] }] }],
    },
    'virtio-blk': {
      actions: { forgetAcked: call('backend', () => ({ type: 'ackFeatures', low: 0, high: 0 })) },
      transitions: [
        { state: 'ready', on: 'reset', take: [{ guard: 'hasBackend', actions: ['forgetAcked'] }] },
      ],
    },
  }),
});

export const spec14: Semantics = {
  name: 'spec-1.4',
  title: 'the strict reference device of virtio 1.4',
  source: 'OASIS virtio 1.4 (v1.4-cs01, 8 April 2026), with a named policy where the text is silent',
  parts: (input) =>
    applyPatch(
      [transport(input), referenceDevice(input), deviceClass(input), backend(input)],
      referenceParts,
      input,
    ),
};
