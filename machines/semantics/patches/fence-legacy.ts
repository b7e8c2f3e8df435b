/**
 * No legacy drivers: FEATURES_OK is refused without VERSION_1, and configuration is little-endian at any
 * time. libvhost-user, vhost-vsock, cloud-hypervisor, Firecracker and crosvm take this way.
 */
import { definePatch } from '../../../src/statechart/patch.ts';
import { showConfigBy } from '../../overlay/observations.ts';
import type { Step } from '../../overlay/step.ts';
import { FEATURES_OK } from '../../vocabulary/device-status.ts';
import { ACCESS_PLATFORM_HIGH, VERSION_1_HIGH } from '../../vocabulary/feature-bits.ts';

export const fenceLegacy = definePatch({
  name: 'fence-legacy',
  title: 'no legacy at all: VERSION_1 is required, configuration is always little-endian',
  source:
    'libvhost-user (QEMU 2ffc547080), vhost-vsock (QEMU 6209070503), cloud-hypervisor, Firecracker, crosvm',
  machines: (input) => ({
    'qemu-virtio-device': {
      guards: {
        featuresRefused: ({ context, event }: Step<'qemu-virtio-device', 'setStatus'>) => {
          const required = (VERSION_1_HIGH | (input.offered.high & ACCESS_PLATFORM_HIGH)) >>> 0;
          const rises = (event.value & FEATURES_OK) !== 0 && (context.deviceStatus & FEATURES_OK) === 0;
          return rises && (context.guestFeaturesHigh & required) !== required;
        },
      },
      actions: { showConfig: showConfigBy(input, () => false) },
    },
  }),
});
