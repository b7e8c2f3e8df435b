/**
 * QEMU’s vhost-user-blk until 2021: a configuration field was stored when the device was made, in the byte
 * order of a device that has not been told of VERSION_1. In QEMU it was one field (`num_queues`); here it is
 * every field, so that the one which the properties read shows it.
 */
import { definePatch } from '../../../src/statechart/patch.ts';
import { showConfigBy } from '../../overlay/observations.ts';

export const byteOrderFixedAtCreation = definePatch({
  name: 'byte-order-fixed-at-creation',
  title:
    'configuration is stored in the guest’s byte order when the device is made, before VERSION_1 is known',
  source: 'fixed by qemu@535255b438 (2021)',
  machines: (input) => ({
    'qemu-virtio-device': {
      actions: { showConfig: showConfigBy(input, () => input.guestBigEndian) },
    },
  }),
});
