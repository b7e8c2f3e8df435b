/** hw/virtio/virtio-mmio.c: the feature registers of `virtio_mmio_read` and `virtio_mmio_write`. */
import { assign } from 'xstate';
import { observe } from '../../../src/statechart/part.ts';
import type { TransportEvent } from '../../calls/events.ts';
import { call } from '../../calls/index.ts';
import type { DeviceInput } from '../../vocabulary/device-input.ts';
import type { Interface } from '../../vocabulary/operation.ts';
import { wordAt } from '../../vocabulary/register-access.ts';
import { block, type MmioContext, missesRegister, on, showNothing } from './proxy.ts';

/** There are two words; any select but 0 is the second one. */
const storeDriverFeatureSelect = assign<MmioContext, TransportEvent, undefined, TransportEvent, never>(
  on(['modern.write.driverFeatureSelect', 'legacy.write.driverFeatureSelect'], ({ event }) => ({
    driverFeatureSelect: event.value === 0 ? 0 : 1,
  })),
);
const storeDeviceFeatureSelect = assign<MmioContext, TransportEvent, undefined, TransportEvent, never>(
  on(['modern.write.deviceFeatureSelect', 'legacy.write.deviceFeatureSelect'], ({ event }) => ({
    deviceFeatureSelect: event.value === 0 ? 0 : 1,
  })),
);

/**
 * `VIRTIO_MMIO_DEVICE_FEATURES_SEL` and `VIRTIO_MMIO_DRIVER_FEATURES_SEL`: 1 for every value but 0. Reading
 * `VIRTIO_MMIO_DRIVER_FEATURES` is reading a write-only register.
 */
export const selects = (via: Interface) =>
  block({
    guards: { missesRegister },
    actions: { storeDriverFeatureSelect, storeDeviceFeatureSelect, showNothing },
    on: {
      [`${via}.write.driverFeatureSelect`]: [
        { guard: 'missesRegister' },
        { actions: ['storeDriverFeatureSelect'] },
      ],
      [`${via}.write.deviceFeatureSelect`]: [
        { guard: 'missesRegister' },
        { actions: ['storeDeviceFeatureSelect'] },
      ],
      [`${via}.read.driverFeature`]: { actions: ['showNothing'] },
    },
  });

const selectsHighWord = ({ context }: { readonly context: MmioContext }): boolean =>
  context.driverFeatureSelect === 1;

/**
 * Version 1. `VIRTIO_MMIO_DEVICE_FEATURES`: 0 with a select, else the offer. `VIRTIO_MMIO_DRIVER_FEATURES`: logged
 * with a select, else virtio_set_features.
 */
export const legacyFeatures = ({ offered }: DeviceInput) =>
  block({
    guards: { missesRegister, selectsHighWord },
    actions: {
      showNothing,
      /** At once, and the high half becomes zero. */
      applyLegacyFeatures: call(
        'core',
        on('legacy.write.driverFeature', ({ event }) => ({
          type: 'setFeatures',
          low: event.value >>> 0,
          high: 0,
        })),
      ),
      /** One word, with the bits that only a legacy interface shows. */
      showLegacyDeviceFeature: observe(({ context }) => ({
        kind: 'read',
        register: 'deviceFeature',
        value: wordAt({ low: offered.low, high: 0 }, context.deviceFeatureSelect),
      })),
    },
    on: {
      'legacy.write.driverFeature': [
        { guard: 'missesRegister' },
        { guard: 'selectsHighWord' },
        { actions: ['applyLegacyFeatures'] },
      ],
      'legacy.read.deviceFeature': [
        { guard: 'missesRegister', actions: ['showNothing'] },
        { actions: ['showLegacyDeviceFeature'] },
      ],
    },
  });

/**
 * Version 2. `VIRTIO_MMIO_DEVICE_FEATURES`: the selected word of the offer without legacy bits.
 * `VIRTIO_MMIO_DRIVER_FEATURES`: guest_features[guest_features_sel] = value; the core hears nothing yet.
 */
export const modernFeatures = ({ offeredModern }: DeviceInput) =>
  block({
    guards: { missesRegister, selectsHighWord },
    actions: {
      showNothing,
      storeShadowLow: assign(
        on('modern.write.driverFeature', ({ event }) => ({ shadowLow: event.value >>> 0 })),
      ),
      storeShadowHigh: assign(
        on('modern.write.driverFeature', ({ event }) => ({ shadowHigh: event.value >>> 0 })),
      ),
      showDeviceFeature: observe(({ context }) => ({
        kind: 'read',
        register: 'deviceFeature',
        value: wordAt(offeredModern, context.deviceFeatureSelect),
      })),
    },
    on: {
      'modern.write.driverFeature': [
        { guard: 'missesRegister' },
        { guard: 'selectsHighWord', actions: ['storeShadowHigh'] },
        { actions: ['storeShadowLow'] },
      ],
      'modern.read.deviceFeature': [
        { guard: 'missesRegister', actions: ['showNothing'] },
        { actions: ['showDeviceFeature'] },
      ],
    },
  });
