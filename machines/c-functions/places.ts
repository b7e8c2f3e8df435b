/**
 * The places at which the machines carry out a function that C has once and calls several times. Read off the calls in
 * QEMU 7.2.22; test/machines/c-functions/places.test.ts holds them against what the machines' steps do.
 */
import type { Place } from './c-function.ts';

type Steps = Omit<Place, 'caller' | 'machine'>;

const at =
  (machine: string) =>
  (caller: string, steps: Steps): Place => ({ caller, machine, ...steps });

const pci = at('virtio-pci');
const mmio = at('virtio-mmio');
const ccw = at('virtio-ccw');
const core = at('qemu-virtio-device');
const net = at('virtio-net');
const blk = at('virtio-blk');

/** The end of the function is the same step for all callers. */
const pciReset = (caller: string, step: string): Place =>
  pci(caller, { actions: [step, 'clearProxyQueues'] });

export const PCI_RESET: readonly Place[] = [
  pciReset('virtio_pci_common_write, VIRTIO_PCI_COMMON_STATUS', 'resetFromModernStatus'),
  pciReset('virtio_ioport_write, VIRTIO_PCI_STATUS', 'resetFromLegacyStatus'),
  pciReset('virtio_ioport_write, VIRTIO_PCI_QUEUE_PFN', 'resetFromQueuePfn'),
  pciReset('virtio_pci_bus_reset', 'resetFromHost'),
];

export const MMIO_SOFT_RESET: readonly Place[] = [
  mmio('virtio_mmio_write, VIRTIO_MMIO_STATUS', {
    actions: ['resetFromStatus', 'disableQueue'],
    events: ['statusWritten'],
  }),
  mmio('virtio_mmio_write, VIRTIO_MMIO_QUEUE_PFN', { actions: ['resetFromQueuePfn'] }),
  mmio('virtio_mmio_reset', { actions: ['resetFromHost', 'disableQueue'], events: ['host.systemReset'] }),
];

export const CCW_RESET_VIRTIO: readonly Place[] = [
  ccw('virtio_ccw_cb, CCW_CMD_WRITE_STATUS', { actions: ['resetFromStatus'] }),
  ccw('virtio_ccw_cb, CCW_CMD_VDEV_RESET', { actions: ['resetFromVdevReset'] }),
  ccw('virtio_ccw_reset', { actions: ['resetFromHost'] }),
];

/** virtio_bus_reset is the first statement of the three above, so only what has a name for it counts. */
export const BUS_RESET: readonly Place[] = [...PCI_RESET, ...MMIO_SOFT_RESET, ...CCW_RESET_VIRTIO].map(
  ({ actions = [], ...place }) => ({ ...place, actions: actions.slice(0, 1) }),
);

export const SET_FEATURES_NOCHECK: readonly Place[] = [
  core('virtio_set_features', { actions: ['callClassSetFeatures', 'storeGuestFeatures'] }),
  core('virtio_reset', { actions: ['callClassSetFeaturesZero', 'clearGuestFeatures'] }),
  core('virtio_load', { actions: ['callClassSetFeaturesLoaded'] }),
];

export const CORE_SET_STATUS: readonly Place[] = [
  core('a write of the status', {
    actions: [
      'updateStarted',
      'callClassSetStatus',
      'storeStatus',
      'answerTransport',
      'answerTransportRefused',
    ],
    guards: ['featuresRefused'],
    events: ['setStatus'],
  }),
  core('virtio_reset', { actions: ['stopClass'] }),
  core('virtio_vmstate_change', { actions: ['tellClassRunState'] }),
];

export const SET_STARTED: readonly Place[] = [
  core('virtio_set_status', { actions: ['updateStarted'] }),
  core('virtio_queue_notify and virtio_queue_notify_vq', { actions: ['startOnKick'] }),
];

export const DEVICE_STARTED: readonly Place[] = [
  core('virtio_set_features', { actions: ['armStartOnKick'] }),
  core('virtio_load', { actions: ['rearmStartOnKick'] }),
];

/** virtio_net_set_status, and all that it alone calls; after a migration the destination starts anew. */
export const NET_STATUS: readonly Place[] = [
  net('virtio_set_status', {
    actions: ['startBackend', 'stopBackend'],
    guards: ['shouldRun'],
    events: ['setStatus'],
  }),
  net('virtio_net_set_link_status', {
    actions: ['startBackend', 'stopBackend'],
    guards: ['linkComesUpWhileLive'],
    events: ['linkUp', 'linkDown'],
  }),
  net('virtio_vmstate_change, before and after a migration', {
    actions: ['startBackend', 'stopBackend', 'migrateBackend'],
    guards: ['shouldRun'],
    events: ['migrated'],
  }),
];

export const NET_STARTED: readonly Place[] = NET_STATUS.map(({ actions: _, ...place }) => place);

export const USER_BLK_SET_STATUS: readonly Place[] = [
  blk('virtio_set_status', {
    actions: ['ackToBackend', 'startBackend', 'stopBackend'],
    guards: ['backendShouldRun'],
    events: ['setStatus'],
  }),
  blk('virtio_vmstate_change, before and after a migration', {
    actions: ['ackToBackend', 'startBackend', 'stopBackend', 'migrateBackend'],
    guards: ['backendShouldRun'],
    events: ['migrated'],
  }),
];

export const USER_BLK_START: readonly Place[] = [
  blk('vhost_user_blk_set_status', { actions: ['ackToBackend', 'startBackend'], events: ['setStatus'] }),
  blk('vhost_user_blk_handle_output', {
    actions: ['ackToBackend', 'startBackend'],
    events: ['handleOutput'],
  }),
  blk('vhost_user_blk_set_status, after a migration', {
    actions: ['ackToBackend', 'startBackend', 'migrateBackend'],
    events: ['migrated'],
  }),
];
