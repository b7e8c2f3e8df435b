/**
 * QEMU’s vhost-user-blk until 2021: a configuration field was stored when the device was made, in the byte
 * order of a device that has not been told of VERSION_1. In QEMU it was one field (`num_queues`); here it is
 * every field, so that the one which the properties read shows it.
 */
import { observe } from '../../../src/statechart/part.ts';
import { definePatch } from '../../../src/statechart/patch.ts';
import type { CoreEvent } from '../../core/qemu-virtio-device.ts';
import { configBytes } from '../../vocabulary/config-space.ts';

export const byteOrderFixedAtCreation = definePatch({
  name: 'byte-order-fixed-at-creation',
  title:
    'configuration is stored in the guest’s byte order when the device is made, before VERSION_1 is known',
  source: 'fixed by qemu@535255b438 (2021)',
  machines: ({ deviceClass, transport, guestBigEndian }) => ({
    'qemu-virtio-device': {
      actions: {
        showConfig: observe(({ event }: { event: CoreEvent }) => ({
          kind: 'config',
          offset: event.offset,
          bytes: configBytes(deviceClass, event.offset, event.size, {
            bigEndian: guestBigEndian,
            partial: transport === 'ccw',
          }),
        })),
      },
    },
  }),
});
