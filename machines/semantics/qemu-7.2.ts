/** QEMU 7.2.22: the binaries of Debian 12 (7.2+dfsg-7+deb12u18), which differ from plain 7.2.0. */
import { qemuLacks } from './qemu-devices.ts';
import { qemuParts } from './qemu-parts.ts';
import type { Semantics } from './semantics.ts';

export const qemu72: Semantics = {
  name: 'qemu-7.2',
  title: 'QEMU 7.2.22, as Debian 12 ships it',
  source: 'hw/virtio/*.c of 7.2.0 with the stable patches 7.2.1 to 7.2.22; held against the binaries',
  lacks: qemuLacks,
  parts: qemuParts,
};
