/** hw/virtio/virtio-pci.c: the common configuration, `virtio_pci_common_read` and `virtio_pci_common_write`. */
import { assign } from 'xstate';
import type { Block } from '../../../src/statechart/blocks.ts';
import { observe } from '../../../src/statechart/part.ts';
import { sequence } from '../../../src/statechart/sequence.ts';
import { call } from '../../calls/index.ts';
import type { DeviceInput } from '../../vocabulary/device-input.ts';
import { registerValue, wordAt } from '../../vocabulary/register-access.ts';
import {
  answersModern,
  block,
  missesRegister,
  on,
  type PciArgs,
  readStatus,
  showNothing,
  startIoeventfd,
  startsIoeventfd,
  statusIsZero,
  stopIoeventfd,
  writesDriverOk,
} from './proxy.ts';
import { clearProxyQueues, resetFromModernStatus } from './reset.ts';

/** The cases of its two switches, but for those of a queue. */
export const commonConfig = (input: DeviceInput): readonly Block[] => [
  deviceFeature(input),
  driverFeature,
  selectReads,
  queueSelect,
  numQueues,
  deviceStatus,
  readOnly,
];

/** `VIRTIO_PCI_COMMON_DFSELECT`: dfselect = val. `VIRTIO_PCI_COMMON_DF`: the offer without legacy bits. */
const deviceFeature = ({ offeredModern }: DeviceInput) =>
  block({
    guards: { missesRegister },
    actions: {
      showNothing,
      storeDeviceFeatureSelect: assign(
        on('modern.write.deviceFeatureSelect', ({ event }) => ({
          deviceFeatureSelect: registerValue(event, 4),
        })),
      ),
      showDeviceFeature: observe(
        on('modern.read.deviceFeature', ({ context, event }) => ({
          kind: 'read',
          register: 'deviceFeature',
          value: registerValue(
            { value: wordAt(offeredModern, context.deviceFeatureSelect), size: event.size },
            4,
          ),
        })),
      ),
    },
    on: {
      'modern.write.deviceFeatureSelect': [
        { guard: 'missesRegister' },
        { actions: ['storeDeviceFeatureSelect'] },
      ],
      'modern.read.deviceFeature': [
        { guard: 'missesRegister', actions: ['showNothing'] },
        { actions: ['showDeviceFeature'] },
      ],
    },
  });

/**
 * `VIRTIO_PCI_COMMON_GFSELECT`: gfselect = val. `VIRTIO_PCI_COMMON_GF`: if there is such a word, store it and
 * call virtio_set_features with both.
 */
const driverFeature = block({
  guards: {
    missesRegister,
    selectsNoWord: ({ context }) => context.driverFeatureSelect > 1,
    selectsHighWord: ({ context }) => context.driverFeatureSelect === 1,
  },
  actions: {
    showNothing,
    storeDriverFeatureSelect: assign(
      on('modern.write.driverFeatureSelect', ({ event }) => ({
        driverFeatureSelect: registerValue(event, 4),
      })),
    ),
    storeShadowLow: assign(
      on('modern.write.driverFeature', ({ event }) => ({ shadowLow: registerValue(event, 4) })),
    ),
    storeShadowHigh: assign(
      on('modern.write.driverFeature', ({ event }) => ({ shadowHigh: registerValue(event, 4) })),
    ),
    /** Every write of a half applies the pair; the other half is whatever the shadow holds. */
    applyShadow: call('core', ({ context }: PciArgs) => ({
      type: 'setFeatures',
      low: context.shadowLow,
      high: context.shadowHigh,
    })),
    showDriverFeature: observe(
      on('modern.read.driverFeature', ({ context, event }) => ({
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
    ),
  },
  on: {
    'modern.write.driverFeatureSelect': [
      { guard: 'missesRegister' },
      { actions: ['storeDriverFeatureSelect'] },
    ],
    'modern.write.driverFeature': sequence([
      { if: 'missesRegister', ends: true },
      { if: 'selectsNoWord', ends: true },
      { if: 'selectsHighWord', do: ['storeShadowHigh'], else: ['storeShadowLow'] },
      'applyShadow',
    ]),
    'modern.read.driverFeature': [
      { guard: 'missesRegister', actions: ['showNothing'] },
      { actions: ['showDriverFeature'] },
    ],
  },
});

/** `VIRTIO_PCI_COMMON_DFSELECT` and `VIRTIO_PCI_COMMON_GFSELECT`: what was written. */
const selectReads = block({
  guards: { missesRegister },
  actions: {
    showNothing,
    showDeviceFeatureSelect: observe(
      on('modern.read.deviceFeatureSelect', ({ context, event }) => ({
        kind: 'read',
        register: 'deviceFeatureSelect',
        value: registerValue({ value: context.deviceFeatureSelect, size: event.size }, 4),
      })),
    ),
    showDriverFeatureSelect: observe(
      on('modern.read.driverFeatureSelect', ({ context, event }) => ({
        kind: 'read',
        register: 'driverFeatureSelect',
        value: registerValue({ value: context.driverFeatureSelect, size: event.size }, 4),
      })),
    ),
  },
  on: {
    'modern.read.deviceFeatureSelect': [
      { guard: 'missesRegister', actions: ['showNothing'] },
      { actions: ['showDeviceFeatureSelect'] },
    ],
    'modern.read.driverFeatureSelect': [
      { guard: 'missesRegister', actions: ['showNothing'] },
      { actions: ['showDriverFeatureSelect'] },
    ],
  },
});

/** `VIRTIO_PCI_COMMON_Q_SELECT`: queue 0 is the one there is, and stays selected. */
const queueSelect = block({
  actions: { showNothing },
  on: { 'modern.write.queueSelect': {}, 'modern.read.queueSelect': { actions: ['showNothing'] } },
});

/** Registers that the write's switch has no case for. */
const readOnly = block({
  on: {
    'modern.write.deviceFeature': {},
    'modern.write.numQueues': {},
    'modern.write.configGeneration': {},
  },
});

/** `VIRTIO_PCI_COMMON_NUMQ`: the queues that have a size; the class knows them. */
const numQueues = block({
  guards: { missesRegister },
  actions: { showNothing, readNumQueues: call('class', (_: PciArgs) => ({ type: 'readNumQueues' })) },
  on: {
    'modern.read.numQueues': [
      { guard: 'missesRegister', actions: ['showNothing'] },
      { actions: ['readNumQueues'] },
    ],
  },
});

/** `VIRTIO_PCI_COMMON_STATUS`. */
const deviceStatus = block({
  guards: { missesRegister, writesDriverOk, answersModern, startsIoeventfd, statusIsZero },
  actions: {
    showNothing,
    stopIoeventfd,
    writeModernStatus: call(
      'core',
      on('modern.write.deviceStatus', ({ event }) => ({
        type: 'setStatus',
        value: registerValue(event, 1),
        via: 'modern',
      })),
    ),
    startIoeventfd,
    resetFromModernStatus,
    clearProxyQueues,
    readStatus,
  },
  on: {
    'modern.write.deviceStatus': sequence([
      { if: 'missesRegister', ends: true },
      // if (!(val & VIRTIO_CONFIG_S_DRIVER_OK)) virtio_pci_stop_ioeventfd(proxy);
      { unless: 'writesDriverOk', do: ['stopIoeventfd'] },
      // virtio_set_status(vdev, val & 0xFF);
      { ask: 'writeModernStatus', answer: 'statusWritten', mine: 'answersModern' },
      // if (val & VIRTIO_CONFIG_S_DRIVER_OK) virtio_pci_start_ioeventfd(proxy);
      { if: 'startsIoeventfd', do: ['startIoeventfd'] },
      // if (vdev->status == 0) virtio_pci_reset(DEVICE(proxy));
      { goOn: 'checkForReset' },
      { if: 'statusIsZero', do: ['resetFromModernStatus', 'clearProxyQueues'] },
    ]),
    'modern.read.deviceStatus': [
      { guard: 'missesRegister', actions: ['showNothing'] },
      { actions: ['readStatus'] },
    ],
  },
});
