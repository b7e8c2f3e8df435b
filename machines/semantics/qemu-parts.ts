/** The parts that QEMU's bases share. */
import type { Part } from '../../src/statechart/part.ts';
import { noBackend } from '../backends/none.ts';
import { vhost } from '../backends/vhost.ts';
import { plainClass } from '../classes/plain.ts';
import { virtioBlk } from '../classes/virtio-blk.ts';
import { virtioNet } from '../classes/virtio-net.ts';
import { qemuVirtioDevice } from '../core/qemu-virtio-device.ts';
import { TRANSPORTS } from '../transports/index.ts';
import type { DeviceInput } from '../vocabulary/device-input.ts';

/** The parts of QEMU 7.2.22. */
export const qemuParts = (input: DeviceInput): readonly Part[] => [
  transport(input),
  qemuVirtioDevice(input),
  deviceClass(input),
  backend(input),
];

/** The transport machine of a scenario. */
export const transport = (input: DeviceInput): Part => TRANSPORTS[input.transport].machine(input);

/** The class machine of a scenario. */
export function deviceClass(input: DeviceInput): Part {
  switch (input.deviceClass.name) {
    case 'net':
      return virtioNet(input);
    case 'blk':
      return virtioBlk(input);
    default:
      return plainClass();
  }
}

/** The back end of a scenario. */
export const backend = (input: DeviceInput): Part => (input.backend === 'none' ? noBackend() : vhost(input));
