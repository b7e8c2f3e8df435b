/**
 * QEMU 6.1, the release before the RFC of November 2021. For negotiation 6.2 is the same.
 *
 * It differs from 7.2.22 in one step: a reset cleared `guest_features` without calling the class, so a
 * class and its back end kept what the last driver had acknowledged (changed in 7.2.18).
 */
import { applyPatch, definePatch } from '../../src/statechart/patch.ts';
import { qemuParts } from './qemu-parts.ts';
import type { Semantics } from './semantics.ts';

/** What it is laid over `qemu-7.2` with. */
export const resetWithoutCallback = definePatch({
  name: 'qemu-6.1',
  title: 'virtio_reset clears guest_features without calling the class',
  source: 'QEMU 6.1, hw/virtio/virtio.c, virtio_reset()',
  machines: () => ({ 'qemu-virtio-device': { replace: { callClassSetFeaturesZero: [] } } }),
});

export const qemu61: Semantics = {
  name: 'qemu-6.1',
  title: 'QEMU 6.1, the era of the force_modern RFC',
  source: 'hw/virtio/*.c of 6.1; source read, no binary run',
  // vhost_user_set_features sends what it is given; only vhost-net puts the socket's own bits into that (7.2 adds them).
  frontEnd: ({ deviceClass }) => (deviceClass.name === 'net' ? {} : { adds: [] }),
  parts: (input) => applyPatch(qemuParts(input), resetWithoutCallback, input),
};
