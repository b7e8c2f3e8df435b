/**
 * The MMIO transport as QEMU has it: hw/virtio/virtio-mmio.c.
 *
 * A transport has one register set for good: version 1 (the legacy one, flavour `legacy`) or version 2.
 * Version 2 is the only transport that hands both halves of the features to the core at once, and it does
 * so when FEATURES_OK is written.
 *
 * Leaves out: interrupt registers, `config` writes, and queue registers other than queue 0's address and
 * ready flag; the address registers are one flag: written or not. There is no eventfd here: under TCG,
 * 7.2 leaves ioeventfd off for MMIO, so DRIVER_OK signals no queue. Registers that MMIO does not have
 * (`numQueues`) are no events at all.
 */
import { assign, setup } from 'xstate';
import { type Flat, type Output, observe, type Part } from '../../src/statechart/part.ts';
import { call } from '../calls/index.ts';
import type { DeviceInput } from '../vocabulary/device-input.ts';
import { FEATURES_OK } from '../vocabulary/device-status.ts';
import type { Interface } from '../vocabulary/operation.ts';
import { type RegisterAccess, wordAt } from '../vocabulary/register-access.ts';
import type { TransportView } from '../vocabulary/views.ts';

export interface MmioEvent extends RegisterAccess {
  type: string;
  queue: number;
  /** Answers from the core. */
  status: number;
  written: number;
  via: Interface;
}

export interface MmioContext {
  /** `proxy->guest_features[0..1]`, version 2 only: what the driver wrote, unoffered bits included. */
  shadowLow: number;
  shadowHigh: number;
  /** `proxy->guest_features_sel` and `proxy->host_features_sel`: 0 or 1. */
  driverFeatureSelect: number;
  deviceFeatureSelect: number;
  /** The proxy's copy of the descriptor area's address is not zero. */
  queueDescWritten: boolean;
  /** `proxy->vqs[0].enabled`. */
  queueEnabled: boolean;
  /** `vdev->generation`, of which we keep the 8 bits that PCI shows. No reset clears it. */
  configGeneration: number;
}

/** The MMIO transport of one device. */
export function virtioMmio(input: DeviceInput): Part {
  const { offered, offeredModern, flavour } = input;

  const machine = setup({
    types: { context: {} as MmioContext, events: {} as MmioEvent, emitted: {} as Output },
    guards: {
      /** Registers are 32 bits wide and take only whole, aligned accesses; the others are logged. */
      missesRegister: ({ event }) => (event.size ?? 4) !== 4 || (event.at ?? 0) !== 0,
      selectsHighWord: ({ context }) => context.driverFeatureSelect === 1,
      writesZero: ({ event }) => event.value === 0,
      writesFeaturesOk: ({ event }) => (event.value & FEATURES_OK) !== 0,
      statusIsZero: ({ event }) => event.status === 0,
    },
    actions: {
      // feature registers -----------------------------------------------------------------------------
      /** There are two words; any select but 0 is the second one. */
      storeDriverFeatureSelect: assign(({ event }) => ({ driverFeatureSelect: event.value === 0 ? 0 : 1 })),
      storeDeviceFeatureSelect: assign(({ event }) => ({ deviceFeatureSelect: event.value === 0 ? 0 : 1 })),
      /** Version 1: at once, and the high half becomes zero. */
      applyLegacyFeatures: call('core', ({ event }) => ({
        type: 'setFeatures',
        low: event.value >>> 0,
        high: 0,
      })),
      /** Version 1 has one word, with the bits that only a legacy interface shows. */
      showLegacyDeviceFeature: observe(({ context }) => ({
        kind: 'read',
        register: 'deviceFeature',
        value: wordAt({ low: offered.low, high: 0 }, context.deviceFeatureSelect),
      })),
      /** Version 2: the core hears nothing yet. */
      storeShadowLow: assign(({ event }) => ({ shadowLow: event.value >>> 0 })),
      storeShadowHigh: assign(({ event }) => ({ shadowHigh: event.value >>> 0 })),
      applyShadow: call('core', ({ context }) => ({
        type: 'setFeatures',
        low: context.shadowLow,
        high: context.shadowHigh,
      })),
      showDeviceFeature: observe(({ context }) => ({
        kind: 'read',
        register: 'deviceFeature',
        value: wordAt(offeredModern, context.deviceFeatureSelect),
      })),
      /** A write-only register, a register of the other version, or an access of a wrong width. */
      showNothing: observe(({ event }) => ({ kind: 'read', register: event.register, value: 0 })),
      // status ----------------------------------------------------------------------------------------
      writeModernStatus: call('core', ({ event }) => ({
        type: 'setStatus',
        value: event.value & 0xff,
        via: 'modern',
      })),
      writeLegacyStatus: call('core', ({ event }) => ({
        type: 'setStatus',
        value: event.value & 0xff,
        via: 'legacy',
      })),
      readStatus: call('core', () => ({ type: 'readStatus' })),
      // reset: one name for each place that calls it ----------------------------------------------------
      resetFromStatus: call('core', ({ event }) => ({ type: 'reset', via: event.via })),
      resetFromQueuePfn: call('core', () => ({ type: 'reset', via: 'legacy' })),
      resetFromHost: call('core', () => ({ type: 'reset', via: 'host' })),
      disableQueue: assign({ queueEnabled: false }),
      clearSelects: assign({ driverFeatureSelect: 0, deviceFeatureSelect: 0 }),
      clearShadow: assign({ shadowLow: 0, shadowHigh: 0 }),
      clearQueueDesc: assign({ queueDescWritten: false }),
      // queue 0 ---------------------------------------------------------------------------------------
      storeQueueDesc: assign(({ event }) => ({ queueDescWritten: event.value !== 0 })),
      enableQueue: assign({ queueEnabled: true }),
      passQueueAddress: call('core', ({ context }) => ({
        type: context.queueDescWritten ? 'setQueueAddress' : 'clearQueueAddress',
      })),
      passLegacyQueueAddress: call('core', () => ({ type: 'setQueueAddress' })),
      kick: call('core', ({ event }) => ({ type: 'notify', queue: event.queue })),
      showQueueEnabled: observe(({ context }) => ({
        kind: 'read',
        register: 'queueEnable',
        value: context.queueEnabled ? 1 : 0,
      })),
      // configuration ---------------------------------------------------------------------------------
      showConfigGeneration: observe(({ context }) => ({
        kind: 'read',
        register: 'configGeneration',
        value: context.configGeneration,
      })),
      countConfigChange: assign(({ context }) => ({
        configGeneration: (context.configGeneration + 1) & 0xff,
      })),
      clearGeneration: assign({ configGeneration: 0 }),
      readModernConfig: call('core', ({ event }) => ({
        type: 'readConfig',
        offset: event.offset,
        size: event.size ?? 1,
        via: 'modern',
      })),
      readLegacyConfig: call('core', ({ event }) => ({
        type: 'readConfig',
        offset: event.offset,
        size: event.size ?? 1,
        via: 'legacy',
      })),
    },
  }).createMachine({
    id: 'virtio-mmio',
    context: {
      shadowLow: 0,
      shadowHigh: 0,
      driverFeatureSelect: 0,
      deviceFeatureSelect: 0,
      queueDescWritten: false,
      queueEnabled: false,
      configGeneration: 0,
    },
    initial: flavour === 'legacy' ? 'version1' : 'version2',
    states: {
      version1: {
        description: 'the legacy register set: features apply as they are written',
        on: {
          'legacy.write.driverFeatureSelect': [
            { guard: 'missesRegister' },
            { actions: ['storeDriverFeatureSelect'] },
          ],
          'legacy.write.deviceFeatureSelect': [
            { guard: 'missesRegister' },
            { actions: ['storeDeviceFeatureSelect'] },
          ],
          'legacy.write.driverFeature': [
            { guard: 'missesRegister' },
            { guard: 'selectsHighWord' },
            { actions: ['applyLegacyFeatures'] },
          ],
          'legacy.read.deviceFeature': [
            { guard: 'missesRegister', actions: ['showNothing'] },
            { actions: ['showLegacyDeviceFeature'] },
          ],
          'legacy.read.driverFeature': { actions: ['showNothing'] },
          'legacy.write.deviceStatus': [{ guard: 'missesRegister' }, { actions: ['writeLegacyStatus'] }],
          'legacy.read.deviceStatus': [
            { guard: 'missesRegister', actions: ['showNothing'] },
            { actions: ['readStatus'] },
          ],
          'legacy.write.queuePfn': [
            { guard: 'missesRegister' },
            { guard: 'writesZero', actions: ['resetFromQueuePfn'] },
            { actions: ['passLegacyQueueAddress'] },
          ],
          'legacy.read.queueEnable': { actions: ['showNothing'] },
          'legacy.read.configGeneration': { actions: ['showNothing'] },
          'legacy.read.config': { actions: ['readLegacyConfig'] },
          'legacy.notify': { actions: ['kick'] },

          // The core's answer to a status write. The reset looks at the resulting status, not at the value
          // written.
          statusWritten: [{ guard: 'statusIsZero', actions: ['resetFromStatus'] }],
        },
      },
      version2: {
        description: 'the virtio 1.0 register set: features apply when FEATURES_OK is written',
        on: {
          'modern.write.driverFeatureSelect': [
            { guard: 'missesRegister' },
            { actions: ['storeDriverFeatureSelect'] },
          ],
          'modern.write.deviceFeatureSelect': [
            { guard: 'missesRegister' },
            { actions: ['storeDeviceFeatureSelect'] },
          ],
          'modern.write.driverFeature': [
            { guard: 'missesRegister' },
            { guard: 'selectsHighWord', actions: ['storeShadowHigh'] },
            { actions: ['storeShadowLow'] },
          ],
          'modern.read.deviceFeature': [
            { guard: 'missesRegister', actions: ['showNothing'] },
            { actions: ['showDeviceFeature'] },
          ],
          'modern.read.driverFeature': { actions: ['showNothing'] },
          'modern.write.deviceStatus': [
            { guard: 'missesRegister' },
            { guard: 'writesFeaturesOk', actions: ['applyShadow', 'writeModernStatus'] },
            { actions: ['writeModernStatus'] },
          ],
          'modern.read.deviceStatus': [
            { guard: 'missesRegister', actions: ['showNothing'] },
            { actions: ['readStatus'] },
          ],
          'modern.write.queueDesc': [{ guard: 'missesRegister' }, { actions: ['storeQueueDesc'] }],
          'modern.write.queueEnable': [
            { guard: 'missesRegister' },
            { guard: 'writesZero', actions: ['disableQueue'], description: "the core's ring stays as it is" },
            { actions: ['enableQueue', 'passQueueAddress'] },
          ],
          'modern.read.queueEnable': [
            { guard: 'missesRegister', actions: ['showNothing'] },
            { actions: ['showQueueEnabled'] },
          ],
          'modern.read.configGeneration': [
            { guard: 'missesRegister', actions: ['showNothing'] },
            { actions: ['showConfigGeneration'] },
          ],
          'modern.read.config': { actions: ['readModernConfig'] },
          'modern.notify': { actions: ['kick'] },

          // A refused write while the status is 0 resets too. `virtio_mmio_soft_reset` keeps the shadow, the
          // selects and the queue's address.
          statusWritten: [{ guard: 'statusIsZero', actions: ['resetFromStatus', 'disableQueue'] }],
        },
      },
    },
    on: {
      configChanged: { actions: ['countConfigChange'] },
      migrated: { actions: ['clearGeneration'], description: 'a fresh process counts anew' },
      'host.systemReset': {
        actions: ['resetFromHost', 'disableQueue', 'clearSelects', 'clearShadow', 'clearQueueDesc'],
      },
    },
  });

  return {
    name: 'transport',
    machine,
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
