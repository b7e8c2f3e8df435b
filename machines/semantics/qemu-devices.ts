/**
 * Devices that QEMU 7.2 does not make. test/live/possible-devices.test.ts starts the binaries with every device that is
 * called possible and with every one that is called impossible.
 */
import type { DeviceInput } from '../vocabulary/device-input.ts';
import { hasBit, VIRTIO_F_ACCESS_PLATFORM } from '../vocabulary/feature-bits.ts';

/** Why QEMU has no such device; undefined if it has. */
export function qemuLacks(input: DeviceInput): string | undefined {
  const { transport, flavour, backend, deviceClass, offered } = input;
  const { name, unusualWith } = deviceClass;
  if (unusualWith?.backend === backend) return unusualWith.because;
  // Of the devices with a back end only virtio-net, vhost-scsi, vhost-vsock and vhost-user-fs have a -ccw type.
  if (transport === 'ccw' && backend === 'vhost-user' && name !== 'net')
    return `QEMU has no channel-I/O type of the vhost-user device that plays ${name}`;
  // vhost-user-rng-pci, the only such type on PCI, is a non-transitional one.
  if (transport === 'pci' && flavour !== 'modern' && backend === 'vhost-user' && name === 'plain')
    return 'QEMU has vhost-user-rng on PCI as a modern device only: vhost-user-rng-pci has no disable-legacy';
  if (transport === 'ccw' && flavour === 'modern' && name !== 'plain')
    return `QEMU has no ${name} device that is modern only on channel I/O: force_revision_1 belongs to the type`;
  if (transport === 'pci' && flavour !== 'modern' && hasBit(offered, VIRTIO_F_ACCESS_PLATFORM))
    return 'QEMU refuses ACCESS_PLATFORM on a PCI device that has the legacy interface: virtio_pci_device_plugged';
  return undefined;
}
