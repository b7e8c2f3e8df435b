/**
 * QEMU until 2018: only DRIVER_OK started a device. Legacy drivers kick before it, and a vhost-user device
 * that was kicked then did not start.
 */
import { definePatch } from '../../../src/statechart/patch.ts';

export const kickBeforeDriverOkIgnored = definePatch({
  name: 'kick-before-driver-ok-ignored',
  title: 'a legacy driver’s kick before DRIVER_OK does not start the device',
  source: 'fixed by qemu@110b9463d5 (2018), for vhost-user once more by qemu@a6a30a7ec0 (2023)',
  machines: () => ({
    'qemu-virtio-device': { replace: { armStartOnKick: [], rearmStartOnKick: [] } },
  }),
});
