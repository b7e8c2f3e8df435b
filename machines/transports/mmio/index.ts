/**
 * The MMIO transport as QEMU has it: hw/virtio/virtio-mmio.c, register by register, checked against 7.2.22.
 *
 * A transport has one register set for good: version 1 (the legacy one, flavour `legacy`) or version 2.
 * Version 2 is the only transport that hands both halves of the features to the core at once, and it does
 * so when FEATURES_OK is written.
 *
 * Leaves out:
 * - Stopping and starting ioeventfd around a status write: under TCG, 7.2 leaves it off for MMIO, so DRIVER_OK
 *   signals no queue.
 * - Interrupt registers, writes to the device configuration, shared memory, and the registers that only identify.
 * - Every queue but queue 0; sizes, alignment and the guest's page size; the driver and device areas; the high half
 *   of the descriptor area's address. The address is one flag: written or not.
 *
 * Registers that MMIO does not have (`numQueues`) are no events at all.
 */
import { compose, composedMachine } from '../../../src/statechart/blocks.ts';
import type { Flat, Part } from '../../../src/statechart/part.ts';
import type { DeviceInput } from '../../vocabulary/device-input.ts';
import type { TransportView } from '../../vocabulary/views.ts';
import { GENERATION } from '../common/transport.ts';
import { generationCount, legacyConfig, modernConfig } from './config.ts';
import { legacyFeatures, modernFeatures, selects } from './features.ts';
import { type MmioContext, otherRegisters, queueNotify } from './proxy.ts';
import { noQueueReady, queueDesc, queuePfn, queueReady } from './queues.ts';
import { hostReset } from './reset.ts';
import { legacyStatus, modernStatus } from './status.ts';

const POWER_ON: MmioContext & Flat = {
  shadowLow: 0,
  shadowHigh: 0,
  driverFeatureSelect: 0,
  deviceFeatureSelect: 0,
  queueDescWritten: false,
  queueEnabled: false,
  configGeneration: 0,
};

/** The MMIO transport of one device. */
export function virtioMmio(input: DeviceInput): Part {
  const version1 = compose('transport', [
    selects('legacy'),
    legacyFeatures(input),
    legacyStatus,
    queuePfn,
    noQueueReady,
    legacyConfig,
    queueNotify('legacy'),
    otherRegisters('legacy'),
  ]);
  const version2 = compose('transport', [
    selects('modern'),
    modernFeatures(input),
    modernStatus,
    queueDesc,
    queueReady,
    modernConfig,
    queueNotify('modern'),
    otherRegisters('modern'),
  ]);
  const both = compose('transport', [generationCount, hostReset]);
  const machine = composedMachine(
    {
      id: 'virtio-mmio',
      context: POWER_ON,
      initial: input.flavour === 'legacy' ? 'version1' : 'version2',
      states: {
        version1: {
          description: 'the legacy register set: features apply as they are written',
          on: version1.on,
        },
        version2: {
          description: 'the virtio 1.0 register set: features apply when FEATURES_OK is written',
          on: version2.on,
        },
      },
      on: both.on,
    },
    [version1, version2, both],
  );

  return {
    name: 'transport',
    machine,
    counters: GENERATION,
    view: (flat: Flat): TransportView & Flat => {
      const context = flat as unknown as MmioContext;
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
