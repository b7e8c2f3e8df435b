/** hw/virtio/virtio-mmio.c. */
import type { SourceFunction } from './c-function.ts';
import { core, mmio } from './in-machine.ts';
import { MMIO_SOFT_RESET } from './places.ts';

const MMIO_C = 'hw/virtio/virtio-mmio.c';

const showStatus = core.on('readStatus');

export const QEMU_MMIO: readonly SourceFunction[] = [
  {
    name: 'virtio_mmio_write',
    file: MMIO_C,
    models: [
      mmio.on(
        'modern.write.driverFeatureSelect',
        'modern.write.deviceFeatureSelect',
        'modern.write.driverFeature',
        'modern.write.deviceStatus',
        'modern.write.queueDesc',
        'modern.write.queueEnable',
        'modern.notify',
        'legacy.write.driverFeatureSelect',
        'legacy.write.deviceFeatureSelect',
        'legacy.write.driverFeature',
        'legacy.write.deviceStatus',
        'legacy.write.queuePfn',
        'legacy.notify',
        'statusWritten',
      ),
    ],
    note: 'version 2 hands both halves to the core when FEATURES_OK is written, version 1 at once',
  },
  {
    name: 'virtio_mmio_read',
    file: MMIO_C,
    models: [
      mmio.on(
        'modern.read.deviceFeature',
        'modern.read.deviceStatus',
        'modern.read.queueEnable',
        'modern.read.configGeneration',
        'modern.read.config',
        'legacy.read.deviceFeature',
        'legacy.read.deviceStatus',
        'legacy.read.config',
      ),
      showStatus,
    ],
    note: 'registers of the other version show zero',
  },
  {
    name: 'virtio_mmio_soft_reset',
    file: MMIO_C,
    models: [
      mmio({
        events: ['statusWritten'],
        guards: ['statusIsZero'],
        actions: ['resetFromStatus', 'resetFromQueuePfn', 'resetFromHost', 'disableQueue'],
      }),
    ],
    places: MMIO_SOFT_RESET,
    note: 'keeps the feature words, the selects and the queue address',
  },
  {
    name: 'virtio_mmio_reset',
    file: MMIO_C,
    models: [
      mmio({
        events: ['host.systemReset'],
        actions: [
          'resetFromHost',
          'resetFromStatus',
          'resetFromQueuePfn',
          'disableQueue',
          'clearSelects',
          'clearShadow',
          'clearQueueDesc',
        ],
      }),
    ],
    note: 'a reset by the host clears more than one by the driver',
  },
  {
    name: 'virtio_mmio_load_extra_state',
    file: MMIO_C,
    models: [mmio.on('migrated')],
    note: 'the generation is not in the stream; the rest arrives as it was',
  },
  {
    name: 'virtio_mmio_start_ioeventfd',
    file: MMIO_C,
    models: [],
    note: 'under TCG there is no ioeventfd for MMIO',
  },
];
