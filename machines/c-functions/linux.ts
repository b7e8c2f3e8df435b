/** The Linux drivers' side: drivers/virtio/, drivers/s390/virtio/, drivers/net/virtio_net.c, drivers/block/virtio_blk.c. */
import type { ModelledIn, SourceFunction } from './c-function.ts';

const VIRTIO_C = 'drivers/virtio/virtio.c';
const PCI_MODERN_C = 'drivers/virtio/virtio_pci_modern.c';
const PCI_MODERN_DEV_C = 'drivers/virtio/virtio_pci_modern_dev.c';
const MMIO_C = 'drivers/virtio/virtio_mmio.c';
const CCW_C = 'drivers/s390/virtio/virtio_ccw.c';
const NET_C = 'drivers/net/virtio_net.c';
const BLK_C = 'drivers/block/virtio_blk.c';

type Steps = Omit<ModelledIn, 'machine'>;

/** Both versions have the states and names. */
const both = (steps: Steps): readonly ModelledIn[] =>
  ['linux-5.15', 'linux-5.18'].map((machine) => ({ machine, ...steps }));

const same = (
  file: string,
  names: readonly string[],
  models: readonly ModelledIn[],
  note: string,
): readonly SourceFunction[] => names.map((name) => ({ name, file, models, note }));

const writing = both({ states: ['writingFeatures'], guards: ['lacksVersion1'] });
const reading = both({ states: ['readingOffer'], actions: ['rememberOffer'] });

export const LINUX: readonly SourceFunction[] = [
  {
    name: 'virtio_dev_probe',
    file: VIRTIO_C,
    models: [
      {
        machine: 'linux-5.15',
        states: ['acknowledging', 'readingOffer', 'indicatingModern', 'validating', 'writingFeatures'],
        guards: ['mustIndicateModern', 'hasNothingToValidate'],
        actions: ['rememberOffer', 'forget'],
      },
      {
        machine: 'linux-5.18',
        states: ['acknowledging', 'readingOffer', 'writingFeatures', 'validating', 'writingFeaturesAgain'],
        guards: ['hasNothingToValidate'],
        actions: ['rememberOffer', 'forget'],
      },
    ],
    note: 'the order of its steps is the order of the states',
  },
  ...same(
    VIRTIO_C,
    ['virtio_features_ok', 'virtio_finalize_features'],
    both({ states: ['confirmingFeaturesOk'], guards: ['featuresOkIsSet'] }),
    'FEATURES_OK, and a look whether it stuck',
  ),
  {
    name: 'virtio_add_status',
    file: VIRTIO_C,
    models: both({ states: ['acknowledging', 'confirmingFeaturesOk', 'goingLive', 'failing'] }),
    note: 'a read, and the bit written back with what was read',
  },
  ...same(
    VIRTIO_C,
    ['register_virtio_device', 'virtio_reset_device'],
    both({ states: ['resetting'] }),
    'the device is reset before a driver sees it',
  ),
  {
    name: 'virtio_dev_remove',
    file: VIRTIO_C,
    models: both({ states: ['live'], guards: ['isRemoved', 'isRemovedSlowly'] }),
    note: 'unbinding, and binding again',
  },
  {
    name: 'virtio_device_ready',
    file: 'include/linux/virtio_config.h',
    models: both({ states: ['goingLive'] }),
    note: 'DRIVER_OK',
  },
  {
    name: 'vp_reset',
    file: PCI_MODERN_C,
    models: both({ states: ['resetting', 'awaitingReset'], guards: ['statusIsNotZero'] }),
    note: 'PCI: reads the status until it is 0',
  },
  ...same(PCI_MODERN_C, ['vp_finalize_features'], writing, 'PCI: the low half first'),
  ...same(PCI_MODERN_DEV_C, ['vp_modern_set_features'], writing, 'PCI: the low half first'),
  ...same(PCI_MODERN_C, ['vp_get_features'], reading, 'PCI: the low half first'),
  ...same(PCI_MODERN_DEV_C, ['vp_modern_get_features'], reading, 'PCI: the low half first'),
  ...same(MMIO_C, ['vm_finalize_features'], writing, 'MMIO: the high half first'),
  ...same(MMIO_C, ['vm_get_features'], reading, 'MMIO: the high half first'),
  {
    name: 'vm_reset',
    file: MMIO_C,
    models: both({ states: ['resetting'] }),
    note: 'MMIO: a write of 0',
  },
  ...same(CCW_C, ['virtio_ccw_finalize_features'], writing, 'channel I/O: the low half first'),
  ...same(CCW_C, ['virtio_ccw_get_features'], reading, 'channel I/O: the low half first'),
  {
    name: 'virtio_ccw_set_transport_rev',
    file: CCW_C,
    models: both({ states: ['choosingRevision'], guards: ['hasNoRevisions', 'commandRejected'] }),
    note: 'revision 2; the retries below it are left out',
  },
  {
    name: 'virtio_ccw_reset',
    file: CCW_C,
    models: both({ states: ['resetting'] }),
    note: 'channel I/O: VDEV_RESET',
  },
  {
    name: 'virtnet_validate',
    file: NET_C,
    models: both({
      states: ['validating'],
      guards: ['lacksControlQueue', 'hasNothingToValidate', 'mtuIsTooSmall'],
      actions: ['dropMtu'],
    }),
    note: 'drops VIRTIO_NET_F_MTU if the field is out of range',
  },
  {
    name: 'virtnet_validate_features',
    file: NET_C,
    models: both({ guards: ['lacksControlQueue'] }),
    note: 'refuses bits that need CTRL_VQ without it',
  },
  ...same(
    NET_C,
    ['virtnet_probe'],
    both({ states: ['settingUpQueues'] }),
    'reads the MTU, then finds the queues; its checks are left out',
  ),
  ...same(
    BLK_C,
    ['virtblk_probe'],
    both({ states: ['settingUpQueues'] }),
    'finds the queues, then reads the block size; its checks are left out',
  ),
  ...same(VIRTIO_C, ['virtio_device_freeze', 'virtio_device_restore'], [], 'freeze and restore are left out'),
];
