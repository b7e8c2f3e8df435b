/**
 * The PCI transport as QEMU has it: hw/virtio/virtio-pci.c, function by function, checked against 7.2.22.
 *
 * A transitional device shows two register blocks over one device core: the legacy I/O BAR and the
 * modern common configuration. Nothing latches which of the two a driver uses.
 *
 * Leaves out:
 * - Whether ioeventfd runs (`bus->ioeventfd_started`). QEMU signals the queues when it starts, and not when it
 *   runs already: a DRIVER_OK that is repeated, with no status without it between, signals them here only. When
 *   a machine resumes, or a status without DRIVER_OK or a reset stops it, QEMU starts it again, or handles a
 *   kick that waits; here no kick waits, and none comes with a resume.
 * - MSI-X, interrupts, the notification structure's layout, writes to the device configuration, the access
 *   window in PCI configuration space, and bus mastering: a legacy driver's ACKNOWLEDGE | DRIVER switches it on,
 *   and a driver that switches it off disables the device and clears DRIVER_OK.
 * - Every queue but queue 0; sizes; the driver and device areas; the high half of the descriptor area's address;
 *   the reset of a single queue; virtio_queue_enable, which only vhost hears. The address is one flag: written
 *   or not.
 */
import { compose, composedMachine } from '../../../src/statechart/blocks.ts';
import type { Flat, Part } from '../../../src/statechart/part.ts';
import type { DeviceInput } from '../../vocabulary/device-input.ts';
import type { TransportView } from '../../vocabulary/views.ts';
import { GENERATION } from '../common/transport.ts';
import { commonConfig } from './common-config.ts';
import { configGeneration, deviceConfig } from './config.ts';
import { legacyBlock } from './legacy-block.ts';
import type { PciContext } from './proxy.ts';
import { notifyStructure, queueDesc, queueEnable } from './queues.ts';
import { hostResets } from './reset.ts';

const POWER_ON: PciContext & Flat = {
  shadowLow: 0,
  shadowHigh: 0,
  driverFeatureSelect: 0,
  deviceFeatureSelect: 0,
  queueDescWritten: false,
  queueEnabled: false,
  configGeneration: 0,
};

/** The PCI transport of one device. */
export function virtioPci(input: DeviceInput): Part {
  const live = compose('transport', [
    ...commonConfig(input),
    queueDesc,
    queueEnable,
    notifyStructure,
    ...legacyBlock(input),
    deviceConfig,
    configGeneration,
    hostResets,
  ]);
  const machine = composedMachine(
    {
      id: 'virtio-pci',
      context: POWER_ON,
      initial: 'live',
      states: { live: { description: 'both register blocks work at any time', on: live.on } },
    },
    [live],
  );

  return {
    name: 'transport',
    machine,
    counters: GENERATION,
    view: (flat: Flat): TransportView & Flat => {
      const context = flat as unknown as PciContext;
      return {
        shadowLow: context.shadowLow,
        shadowHigh: context.shadowHigh,
        driverFeatureSelect: context.driverFeatureSelect,
        deviceFeatureSelect: context.deviceFeatureSelect,
        queueEnabled: context.queueEnabled,
        revision: -1,
      };
    },
  };
}
