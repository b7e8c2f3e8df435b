/** hw/virtio/virtio.c, and what its headers inline. */
import { SET_FEATURES, SET_STATUS } from '../core/qemu-virtio-device.ts';
import type { ModelledIn, SourceFunction } from './c-function.ts';
import { core } from './in-machine.ts';
import { CORE_SET_STATUS, DEVICE_STARTED, SET_FEATURES_NOCHECK, SET_STARTED } from './places.ts';

const VIRTIO_C = 'hw/virtio/virtio.c';
const VIRTIO_H = 'include/hw/virtio/virtio.h';
const CONFIG_IO_C = 'hw/virtio/virtio-config-io.c';

/** `vdev->generation` is the core's in C; the register that shows it is the transport's, and so is the count. */
const GENERATION: readonly ModelledIn[] = ['virtio-pci', 'virtio-mmio'].map((machine) => ({
  machine,
  events: ['configChanged'],
  actions: ['countConfigChange'],
}));

const config = core.on('readConfig');
const nocheck = core({
  actions: [
    'callClassSetFeatures',
    'storeGuestFeatures',
    'callClassSetFeaturesZero',
    'clearGuestFeatures',
    'callClassSetFeaturesLoaded',
  ],
});

const reader = (name: string): SourceFunction => ({
  name,
  file: CONFIG_IO_C,
  models: [config],
  note: 'the byte order is asked for anew at every access',
});
const writer = (name: string): SourceFunction => ({
  name,
  file: CONFIG_IO_C,
  models: [],
  note: 'writes to the configuration are left out',
});

export const QEMU_CORE: readonly SourceFunction[] = [
  {
    name: 'virtio_set_features',
    file: VIRTIO_C,
    models: [
      core({
        events: ['setFeatures'],
        guards: ['featuresOkIsSet', 'acksVersion1'],
        actions: [...SET_FEATURES],
      }),
    ],
    note: 'the class callback comes first, the old value still stored; start-on-kick last',
  },
  {
    name: 'virtio_set_features_nocheck',
    file: VIRTIO_C,
    models: [nocheck],
    places: SET_FEATURES_NOCHECK,
    note: 'one name for each caller: a driver, virtio_reset, virtio_load',
  },
  {
    name: 'virtio_set_features_nocheck_maybe_co',
    file: VIRTIO_C,
    models: [core({ actions: ['callClassSetFeaturesLoaded'] })],
    note: "virtio_load's way to it",
  },
  {
    name: 'virtio_validate_features',
    file: VIRTIO_C,
    models: [core({ guards: ['featuresRefused'] })],
    note: 'asked when FEATURES_OK rises on a modern device',
  },
  {
    name: 'virtio_set_status',
    file: VIRTIO_C,
    models: [
      core({
        events: ['setStatus'],
        guards: [
          'featuresRefused',
          'raisesFailed',
          'raisesNeedsReset',
          'raisesDriverOk',
          'raisesFeaturesOk',
          'version1IsAcked',
        ],
        actions: [...SET_STATUS, 'answerTransportRefused', 'stopClass', 'tellClassRunState'],
      }),
    ],
    places: CORE_SET_STATUS,
    note: 'any byte is stored; only a refused FEATURES_OK keeps the old one',
  },
  {
    name: 'virtio_reset',
    file: VIRTIO_C,
    models: [core.on('reset')],
    note: 'before 7.2.18 without callClassSetFeaturesZero: the base qemu-6.1',
  },
  {
    name: 'virtio_queue_notify',
    file: VIRTIO_C,
    models: [core.on('notify')],
    note: 'a kick before DRIVER_OK may count as the start',
  },
  {
    name: 'virtio_queue_notify_vq',
    file: VIRTIO_C,
    models: [core.on('notifyThroughEventfd')],
    note: 'the same through an eventfd',
  },
  {
    name: 'virtio_queue_host_notifier_read',
    file: VIRTIO_C,
    models: [core({ events: ['notifyThroughEventfd'] })],
    note: 'calls virtio_queue_notify_vq',
  },
  {
    name: 'virtio_error',
    file: VIRTIO_C,
    models: [core.on('error')],
    note: 'DEVICE_NEEDS_RESET only where VERSION_1 is acknowledged',
  },
  {
    name: 'virtio_notify_config',
    file: VIRTIO_C,
    models: [
      core({
        events: ['linkChanged'],
        guards: ['driverOkIsSet'],
        actions: ['countConfigChange', 'notifyConfigChange'],
      }),
      ...GENERATION,
    ],
    note: 'does nothing before DRIVER_OK',
  },
  {
    name: 'virtio_load',
    file: VIRTIO_C,
    models: [core.on('host.migrate')],
    note: 'saving and loading is one operation',
  },
  {
    name: 'virtio_save',
    file: VIRTIO_C,
    models: [core({ events: ['host.migrate'] })],
    note: 'saving and loading is one operation',
  },
  {
    name: 'virtio_vmstate_change',
    file: VIRTIO_C,
    models: [core.on('host.pause', 'host.resume')],
    note: 'the class is told of the run state through its status callback',
  },
  {
    name: 'virtio_default_endian',
    file: VIRTIO_C,
    models: [core({ actions: ['sampleByteOrder'] })],
    note: 'sampled at reset',
  },
  {
    name: 'virtio_current_cpu_endian',
    file: VIRTIO_C,
    models: [core({ actions: ['sampleByteOrder'] })],
    note: 'sampled at reset',
  },
  {
    name: 'virtio_queue_set_addr',
    file: VIRTIO_C,
    models: [core.on('setQueueAddress')],
    note: 'queue 0 alone; an address is there or not',
  },
  {
    name: 'virtio_queue_set_rings',
    file: VIRTIO_C,
    models: [core.on('setQueueAddress', 'clearQueueAddress')],
    note: 'queue 0 alone; an address is there or not',
  },
  {
    name: 'virtio_set_started',
    file: VIRTIO_H,
    models: [core({ actions: ['updateStarted', 'startOnKick'] })],
    places: SET_STARTED,
    note: 'starting also disarms start-on-kick',
  },
  {
    name: 'virtio_device_started',
    file: VIRTIO_H,
    models: [core({ actions: ['armStartOnKick', 'rearmStartOnKick'] })],
    places: DEVICE_STARTED,
    note: '`use_started=off` is left out',
  },
  {
    name: 'virtio_device_should_start',
    file: VIRTIO_H,
    models: [{ machine: 'virtio-blk', guards: ['backendShouldRun'] }],
    note: 'looks at DRIVER_OK and the run state, not at `started`',
  },
  {
    name: 'virtio_access_is_big_endian',
    file: 'include/hw/virtio/virtio-access.h',
    models: [config],
    note: 'in its three compile-time variants',
  },
  {
    name: 'virtio_is_big_endian',
    file: VIRTIO_H,
    models: [config],
    note: 'the legacy PCI block swaps by it a second time',
  },
  ...['b', 'w', 'l'].flatMap((width) => [
    reader(`virtio_config_read${width}`),
    reader(`virtio_config_modern_read${width}`),
    writer(`virtio_config_write${width}`),
    writer(`virtio_config_modern_write${width}`),
  ]),
  ...['virtio_init', 'virtio_device_realize'].map(
    (name): SourceFunction => ({ name, file: VIRTIO_C, models: [], note: 'devices exist from the start' }),
  ),
  ...['virtio_init_region_cache', 'virtqueue_pop', 'virtqueue_push', 'virtio_notify'].map(
    (name): SourceFunction => ({ name, file: VIRTIO_C, models: [], note: 'ring contents are left out' }),
  ),
  {
    name: '__virtio_queue_reset',
    file: VIRTIO_C,
    models: [core({ actions: ['clearStatusAndQueues'] })],
    note: 'as virtio_reset calls it; resetting one queue (RING_RESET) is left out',
  },
  ...['virtio_queue_enable', 'virtio_queue_reset'].map(
    (name): SourceFunction => ({
      name,
      file: VIRTIO_C,
      models: [],
      note: "resetting and enabling one queue (RING_RESET) is left out; the transport's register is its own",
    }),
  ),
];
