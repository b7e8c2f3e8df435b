/** hw/virtio/virtio-pci.c: the legacy I/O BAR's registers, `virtio_ioport_read` and `virtio_ioport_write`. */
import type { Block } from '../../../src/statechart/blocks.ts';
import { observe } from '../../../src/statechart/part.ts';
import { sequence } from '../../../src/statechart/sequence.ts';
import { call } from '../../calls/index.ts';
import type { DeviceInput } from '../../vocabulary/device-input.ts';
import { UNUSED_30 } from '../../vocabulary/feature-bits.ts';
import { registerValue } from '../../vocabulary/register-access.ts';
import {
  answersLegacy,
  block,
  kick,
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
import { clearProxyQueues, resetFromLegacyStatus, resetFromQueuePfn } from './reset.ts';

/** The cases of its two switches. */
export const legacyBlock = (input: DeviceInput): readonly Block[] => [
  features(input),
  queuePfn,
  queueSelect,
  queueNotify,
  deviceStatus,
];

/** What QEMU puts in place of a legacy word with bit 30: virtio-net's `bad_features`, else nothing. */
const BAD_FEATURES: Readonly<Record<string, number>> = {
  net: (1 | (1 << 5) | (1 << 11) | (1 << 12) | (1 << 13)) >>> 0,
};

/** The word that a class's legacy PCI block takes when a driver writes bit 30. */
export const badFeatures = (device: string): number => BAD_FEATURES[device] ?? 0;

/**
 * `VIRTIO_PCI_HOST_FEATURES`, and `VIRTIO_PCI_GUEST_FEATURES`: with bit 30, the class's bad_features instead;
 * virtio_set_features.
 */
const features = ({ offered, deviceClass }: DeviceInput) =>
  block({
    guards: { missesRegister },
    actions: {
      /** The high half becomes zero, so VERSION_1 goes. The shadow is not touched. */
      applyLegacyFeatures: call(
        'core',
        on('legacy.write.driverFeature', ({ event }) => {
          const value = registerValue(event, 4);
          const bad = (value & (1 << UNUSED_30)) !== 0;
          return { type: 'setFeatures', low: bad ? badFeatures(deviceClass.name) : value, high: 0 };
        }),
      ),
      showLegacyDeviceFeature: observe(
        on('legacy.read.deviceFeature', ({ event }) => ({
          kind: 'read',
          register: 'deviceFeature',
          value: registerValue({ value: offered.low, size: event.size }, 4),
        })),
      ),
      readGuestFeatures: call(
        'core',
        on('legacy.read.driverFeature', ({ event }) => ({
          type: 'readGuestFeaturesLow',
          size: event.size ?? 4,
        })),
      ),
      /** The switch answers all ones where it has no case. */
      showAllOnes: observe(
        on(['legacy.read.deviceFeature', 'legacy.read.driverFeature'], ({ event }) => ({
          kind: 'read',
          register: event.register,
          value: registerValue({ value: 0xffff_ffff, size: event.size }, 4),
        })),
      ),
    },
    on: {
      'legacy.write.driverFeature': [{ guard: 'missesRegister' }, { actions: ['applyLegacyFeatures'] }],
      'legacy.read.deviceFeature': [
        { guard: 'missesRegister', actions: ['showAllOnes'] },
        { actions: ['showLegacyDeviceFeature'] },
      ],
      'legacy.read.driverFeature': [
        { guard: 'missesRegister', actions: ['showAllOnes'] },
        { actions: ['readGuestFeatures'] },
      ],
    },
  });

/** `VIRTIO_PCI_QUEUE_PFN`: for 0 virtio_pci_reset, else virtio_queue_set_addr. */
const queuePfn = block({
  guards: {
    missesRegister,
    writesZero: on('legacy.write.queuePfn', ({ event }) => registerValue(event, 4) === 0),
  },
  actions: {
    resetFromQueuePfn,
    clearProxyQueues,
    passLegacyQueueAddress: call('core', (_: PciArgs) => ({ type: 'setQueueAddress' })),
  },
  on: {
    'legacy.write.queuePfn': [
      { guard: 'missesRegister' },
      { guard: 'writesZero', actions: ['resetFromQueuePfn', 'clearProxyQueues'] },
      { actions: ['passLegacyQueueAddress'] },
    ],
  },
});

/**
 * `VIRTIO_PCI_QUEUE_SEL`: queue 0 is the one there is, and stays selected. Inside the register the switch answers all
 * ones. The offer is not written to.
 */
const queueSelect = block({
  guards: { missesRegister },
  actions: {
    showNothing,
    showQueueSelectOnes: observe(
      on('legacy.read.queueSelect', ({ event }) => ({
        kind: 'read',
        register: 'queueSelect',
        value: registerValue({ value: 0xffff, size: event.size }, 2),
      })),
    ),
  },
  on: {
    'legacy.write.queueSelect': {},
    'legacy.read.queueSelect': [
      { guard: 'missesRegister', actions: ['showQueueSelectOnes'] },
      { actions: ['showNothing'] },
    ],
    'legacy.write.deviceFeature': {},
  },
});

/** `VIRTIO_PCI_QUEUE_NOTIFY`: virtio_queue_notify. */
const queueNotify = block({ actions: { kick }, on: { 'legacy.notify': { actions: ['kick'] } } });

/**
 * `VIRTIO_PCI_STATUS`: the statements of `VIRTIO_PCI_COMMON_STATUS`; the switching on of bus mastering that
 * follows them is left out.
 */
const deviceStatus = block({
  guards: { missesRegister, writesDriverOk, answersLegacy, startsIoeventfd, statusIsZero },
  actions: {
    showNothing,
    stopIoeventfd,
    writeLegacyStatus: call(
      'core',
      on('legacy.write.deviceStatus', ({ event }) => ({
        type: 'setStatus',
        value: registerValue(event, 1),
        via: 'legacy',
      })),
    ),
    startIoeventfd,
    resetFromLegacyStatus,
    clearProxyQueues,
    readStatus,
  },
  on: {
    'legacy.write.deviceStatus': sequence([
      { if: 'missesRegister', ends: true },
      // if (!(val & VIRTIO_CONFIG_S_DRIVER_OK)) virtio_pci_stop_ioeventfd(proxy);
      { unless: 'writesDriverOk', do: ['stopIoeventfd'] },
      // virtio_set_status(vdev, val & 0xFF);
      { ask: 'writeLegacyStatus', answer: 'statusWritten', mine: 'answersLegacy' },
      // if (val & VIRTIO_CONFIG_S_DRIVER_OK) virtio_pci_start_ioeventfd(proxy);
      { if: 'startsIoeventfd', do: ['startIoeventfd'] },
      // if (vdev->status == 0) virtio_pci_reset(DEVICE(proxy));
      { goOn: 'checkForReset' },
      { if: 'statusIsZero', do: ['resetFromLegacyStatus', 'clearProxyQueues'] },
    ]),
    // One byte; what follows it is the interrupt status, which reads 0 here.
    'legacy.read.deviceStatus': [
      { guard: 'missesRegister', actions: ['showNothing'] },
      { actions: ['readStatus'] },
    ],
  },
});
