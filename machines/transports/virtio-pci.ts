/**
 * The PCI transport as QEMU has it: hw/virtio/virtio-pci.c.
 *
 * A transitional device shows two register blocks over one device core: the legacy I/O BAR and the
 * modern common configuration. Nothing latches which of the two a driver uses.
 *
 * Leaves out: MSI-X, the notification structure's layout, `device_config` writes, bus mastering, and queue
 * registers other than queue 0's address and enable. The address registers are one flag: written or not.
 */
import { assign, setup } from 'xstate';
import { type Flat, type Output, observe, type Part } from '../../src/statechart/part.ts';
import { call } from '../calls/index.ts';
import type { DeviceInput } from '../vocabulary/device-input.ts';
import { DRIVER_OK } from '../vocabulary/device-status.ts';
import { UNUSED_30 } from '../vocabulary/feature-bits.ts';
import type { Interface } from '../vocabulary/operation.ts';
import { type RegisterAccess, registerValue, wordAt } from '../vocabulary/register-access.ts';
import type { TransportView } from '../vocabulary/views.ts';

export interface PciEvent extends RegisterAccess {
  type: string;
  queue: number;
  /** Answers from the core. */
  status: number;
  written: number;
  via: Interface;
}

export interface PciContext {
  /** `proxy->guest_features[0..1]`: what the driver wrote through the modern block, unoffered bits included. */
  shadowLow: number;
  shadowHigh: number;
  /** `proxy->gfselect` and `proxy->dfselect`. */
  driverFeatureSelect: number;
  deviceFeatureSelect: number;
  /** The proxy's copy of the descriptor area's address has been written. */
  queueDescWritten: boolean;
  /** `proxy->vqs[0].enabled`. */
  queueEnabled: boolean;
  /** `vdev->generation`, of which we keep the 8 bits that PCI shows. No reset clears it. */
  configGeneration: number;
}

/** What QEMU puts in place of a legacy word with bit 30: virtio-net's `bad_features`, else nothing. */
const BAD_FEATURES: Readonly<Record<string, number>> = {
  net: (1 | (1 << 5) | (1 << 11) | (1 << 12) | (1 << 13)) >>> 0,
};

/** The word that a class's legacy PCI block takes when a driver writes bit 30. */
export const badFeatures = (device: string): number => BAD_FEATURES[device] ?? 0;

/** The PCI transport of one device. */
export function virtioPci(input: DeviceInput): Part {
  const { offered, offeredModern } = input;

  const machine = setup({
    types: { context: {} as PciContext, events: {} as PciEvent, emitted: {} as Output },
    guards: {
      /** The region dispatches on the exact start offset: an access elsewhere in the register hits nothing. */
      missesRegister: ({ event }) => (event.at ?? 0) !== 0,
      selectsNoWord: ({ context }) => context.driverFeatureSelect > 1,
      selectsHighWord: ({ context }) => context.driverFeatureSelect === 1,
      statusIsZero: ({ event }) => event.status === 0,
      statusIsZeroViaModern: ({ event }) => event.status === 0 && event.via === 'modern',
      startsIoeventfd: ({ event }) => (event.written & DRIVER_OK) !== 0,
      writesZero: ({ event }) => registerValue(event, 4) === 0,
      writesOne: ({ event }) => registerValue(event, 2) === 1,
      queueHasAddress: ({ context }) => context.queueDescWritten,
    },
    actions: {
      // modern block: feature registers ---------------------------------------------------------------
      storeDriverFeatureSelect: assign(({ event }) => ({ driverFeatureSelect: registerValue(event, 4) })),
      storeDeviceFeatureSelect: assign(({ event }) => ({ deviceFeatureSelect: registerValue(event, 4) })),
      storeShadowLow: assign(({ event }) => ({ shadowLow: registerValue(event, 4) })),
      storeShadowHigh: assign(({ event }) => ({ shadowHigh: registerValue(event, 4) })),
      /** Every write of a half applies the pair; the other half is whatever the shadow holds. */
      applyShadow: call('core', ({ context }) => ({
        type: 'setFeatures',
        low: context.shadowLow,
        high: context.shadowHigh,
      })),
      showDeviceFeature: observe(({ context, event }) => ({
        kind: 'read',
        register: 'deviceFeature',
        value: registerValue(
          { value: wordAt(offeredModern, context.deviceFeatureSelect), size: event.size },
          4,
        ),
      })),
      showDriverFeature: observe(({ context, event }) => ({
        kind: 'read',
        register: 'driverFeature',
        value: registerValue(
          {
            value: wordAt({ low: context.shadowLow, high: context.shadowHigh }, context.driverFeatureSelect),
            size: event.size,
          },
          4,
        ),
      })),
      /** A read that starts inside a register matches no case of the switch. */
      showNothing: observe(({ event }) => ({ kind: 'read', register: event.register, value: 0 })),
      /** The legacy block's switch answers all ones where it has no case. */
      showAllOnes: observe(({ event }) => ({
        kind: 'read',
        register: event.register,
        value: registerValue({ value: 0xffff_ffff, size: event.size }, 4),
      })),
      // status ----------------------------------------------------------------------------------------
      writeModernStatus: call('core', ({ event }) => ({
        type: 'setStatus',
        value: registerValue(event, 1),
        via: 'modern',
      })),
      writeLegacyStatus: call('core', ({ event }) => ({
        type: 'setStatus',
        value: registerValue(event, 1),
        via: 'legacy',
      })),
      /** Looks at the value that was written, also when the core refused it; signals every queue once. */
      startIoeventfd: call('core', () => ({ type: 'notifyThroughEventfd', queue: 0 })),
      /** Comes after the queues were signalled. */
      checkForReset: call('transport', ({ event }) => ({
        type: 'checkForReset',
        status: event.status,
        written: event.written,
        via: event.via,
      })),
      readStatus: call('core', () => ({ type: 'readStatus' })),
      // reset: virtio_pci_reset, one name for each place that calls it -----------------------------------
      resetFromModernStatus: call('core', () => ({ type: 'reset', via: 'modern' })),
      resetFromLegacyStatus: call('core', () => ({ type: 'reset', via: 'legacy' })),
      resetFromQueuePfn: call('core', () => ({ type: 'reset', via: 'legacy' })),
      resetFromHost: call('core', () => ({ type: 'reset', via: 'host' })),
      /** The feature shadow and both selectors are not among what this clears, on any kind of reset. */
      clearProxyQueues: assign({ queueDescWritten: false, queueEnabled: false }),
      // queue 0 ---------------------------------------------------------------------------------------
      storeQueueDesc: assign(({ event }) => ({ queueDescWritten: registerValue(event, 4) !== 0 })),
      enableQueue: assign({ queueEnabled: true }),
      passQueueAddress: call('core', ({ context }) => ({
        type: context.queueDescWritten ? 'setQueueAddress' : 'clearQueueAddress',
      })),
      passLegacyQueueAddress: call('core', () => ({ type: 'setQueueAddress' })),
      reportDriverError: call('core', () => ({ type: 'error' })),
      kick: call('core', ({ event }) => ({ type: 'notify', queue: event.queue })),
      showQueueEnabled: observe(({ context }) => ({
        kind: 'read',
        register: 'queueEnable',
        value: context.queueEnabled ? 1 : 0,
      })),
      showConfigGeneration: observe(({ context }) => ({
        kind: 'read',
        register: 'configGeneration',
        value: context.configGeneration,
      })),
      countConfigChange: assign(({ context }) => ({
        configGeneration: (context.configGeneration + 1) & 0xff,
      })),
      clearGeneration: assign({ configGeneration: 0 }),
      readNumQueues: call('class', () => ({ type: 'readNumQueues' })),
      // legacy block ----------------------------------------------------------------------------------
      /** The high half becomes zero, so VERSION_1 goes. The shadow is not touched. */
      applyLegacyFeatures: call('core', ({ event }) => {
        const value = registerValue(event, 4);
        const bad = (value & (1 << UNUSED_30)) !== 0;
        return {
          type: 'setFeatures',
          low: bad ? badFeatures(input.deviceClass.name) : value,
          high: 0,
        };
      }),
      showLegacyDeviceFeature: observe(({ event }) => ({
        kind: 'read',
        register: 'deviceFeature',
        value: registerValue({ value: offered.low, size: event.size }, 4),
      })),
      readGuestFeatures: call('core', ({ event }) => ({
        type: 'readGuestFeaturesLow',
        size: event.size ?? 4,
      })),
      // configuration ---------------------------------------------------------------------------------
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
    id: 'virtio-pci',
    context: {
      shadowLow: 0,
      shadowHigh: 0,
      driverFeatureSelect: 0,
      deviceFeatureSelect: 0,
      queueDescWritten: false,
      queueEnabled: false,
      configGeneration: 0,
    },
    initial: 'live',
    states: {
      live: {
        description: 'both register blocks work at any time',
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
            { guard: 'selectsNoWord' },
            { guard: 'selectsHighWord', actions: ['storeShadowHigh', 'applyShadow'] },
            { actions: ['storeShadowLow', 'applyShadow'] },
          ],
          'modern.read.deviceFeature': [
            { guard: 'missesRegister', actions: ['showNothing'] },
            { actions: ['showDeviceFeature'] },
          ],
          'modern.read.driverFeature': [
            { guard: 'missesRegister', actions: ['showNothing'] },
            { actions: ['showDriverFeature'] },
          ],
          'modern.write.deviceStatus': [{ guard: 'missesRegister' }, { actions: ['writeModernStatus'] }],
          'modern.read.deviceStatus': [
            { guard: 'missesRegister', actions: ['showNothing'] },
            { actions: ['readStatus'] },
          ],
          'modern.read.numQueues': { actions: ['readNumQueues'] },
          'modern.write.queueDesc': [{ guard: 'missesRegister' }, { actions: ['storeQueueDesc'] }],
          'modern.write.queueEnable': [
            { guard: 'missesRegister' },
            { guard: 'writesOne', actions: ['enableQueue', 'passQueueAddress'] },
            { actions: ['reportDriverError'] },
          ],
          'modern.read.configGeneration': { actions: ['showConfigGeneration'] },
          'modern.read.queueEnable': { actions: ['showQueueEnabled'] },
          'modern.read.config': { actions: ['readModernConfig'] },
          'modern.notify': { actions: ['kick'] },

          'legacy.write.driverFeature': [{ guard: 'missesRegister' }, { actions: ['applyLegacyFeatures'] }],
          'legacy.read.deviceFeature': [
            { guard: 'missesRegister', actions: ['showAllOnes'] },
            { actions: ['showLegacyDeviceFeature'] },
          ],
          'legacy.read.driverFeature': [
            { guard: 'missesRegister', actions: ['showAllOnes'] },
            { actions: ['readGuestFeatures'] },
          ],
          'legacy.write.deviceStatus': [{ guard: 'missesRegister' }, { actions: ['writeLegacyStatus'] }],
          'legacy.read.deviceStatus': [
            { guard: 'missesRegister', actions: ['showNothing'] },
            { actions: ['readStatus'] },
          ],
          'legacy.write.queuePfn': [
            { guard: 'missesRegister' },
            { guard: 'writesZero', actions: ['clearProxyQueues', 'resetFromQueuePfn'] },
            { actions: ['passLegacyQueueAddress'] },
          ],
          'legacy.read.config': { actions: ['readLegacyConfig'] },
          'legacy.notify': { actions: ['kick'] },

          // The core's answer to a status write. The reset looks at the resulting status, not at the value
          // written: a refused write while the status is 0 resets too.
          statusWritten: [
            { guard: 'startsIoeventfd', actions: ['startIoeventfd', 'checkForReset'] },
            { actions: ['checkForReset'] },
          ],
          checkForReset: [
            { guard: 'statusIsZeroViaModern', actions: ['clearProxyQueues', 'resetFromModernStatus'] },
            { guard: 'statusIsZero', actions: ['clearProxyQueues', 'resetFromLegacyStatus'] },
          ],
          configChanged: { actions: ['countConfigChange'] },
          migrated: { actions: ['clearGeneration'], description: 'a fresh process counts anew' },
          'host.systemReset': { actions: ['clearProxyQueues', 'resetFromHost'] },
          'host.functionLevelReset': { actions: ['clearProxyQueues', 'resetFromHost'] },
        },
      },
    },
  });

  return {
    name: 'transport',
    machine,
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
