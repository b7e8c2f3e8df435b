/** The device classes that scenarios can name: their configuration fields as drivers know them. */
import type { DeviceClass } from '../vocabulary/device-input.ts';
import { USUAL_FEATURES } from '../vocabulary/scenario.ts';

/** virtio-net with an MTU of 1500: the field whose two bytes show the byte order. */
export const net: DeviceClass = {
  name: 'net',
  describe: 'virtio-net with an MTU of 1500',
  usualFeatures: USUAL_FEATURES.net,
  hasSetFeatures: true,
  tellsMost: true,
  fields: [
    // The address is six bytes in a row, which no byte order turns round.
    ...[0x52, 0x54, 0x00, 0x12, 0x34, 0x56].map(
      (value, offset) => ({ name: `mac[${offset}]`, offset, size: 1, value }) as const,
    ),
    { name: 'status', offset: 6, size: 2, value: 1, reachedWith: 16 },
    { name: 'max_virtqueue_pairs', offset: 8, size: 2, value: 1, reachedWith: 22 },
    { name: 'mtu', offset: 10, size: 2, value: 1500, reachedWith: 3 },
  ],
  alwaysOffered: [5], // MAC
  legacyOnlyBits: [6],
};

/** virtio-blk with a block size of 512. */
export const blk: DeviceClass = {
  name: 'blk',
  describe: 'virtio-blk with blocks of 512 bytes',
  usualFeatures: USUAL_FEATURES.blk,
  tellsLittleMore: true,
  unusualWith: { backend: 'vhost-kernel', because: 'QEMU has no vhost-blk in the kernel' },
  fields: [
    { name: 'capacity', offset: 0, size: 8, value: 2048 },
    { name: 'size_max', offset: 8, size: 4, value: 0 },
    { name: 'seg_max', offset: 12, size: 4, value: 254 },
    // What QEMU guesses for a disk of this size.
    { name: 'geometry.cylinders', offset: 16, size: 2, value: 2 },
    { name: 'geometry.heads', offset: 18, size: 1, value: 16 },
    { name: 'geometry.sectors', offset: 19, size: 1, value: 63 },
    { name: 'blk_size', offset: 20, size: 4, value: 512 },
    { name: 'physical_block_exp', offset: 24, size: 1, value: 0 },
    { name: 'alignment_offset', offset: 25, size: 1, value: 0 },
    { name: 'min_io_size', offset: 26, size: 2, value: 0 },
    // The write-cache byte comes next, and what follows it; the class leaves the write cache out.
    { name: 'opt_io_size', offset: 28, size: 4, value: 0 },
  ],
  alwaysOffered: [2, 4, 6, 9, 10], // SEG_MAX, GEOMETRY, BLK_SIZE, FLUSH, TOPOLOGY
  // SCSI comes, whatever the option says, and ANY_LAYOUT goes.
  withoutVersion1: { offers: [7], withholds: [27] },
  legacyOnlyBits: [],
};

/** A class without callbacks and without configuration, such as virtio-rng. */
export const plain: DeviceClass = {
  name: 'plain',
  describe: 'a device without configuration, such as virtio-rng',
  usualFeatures: USUAL_FEATURES.plain,
  unusualWith: {
    backend: 'vhost-kernel',
    because: 'QEMU has no vhost device in the kernel that has no configuration',
  },
  fields: [],
  alwaysOffered: [],
  legacyOnlyBits: [],
};

export const DEVICE_CLASSES: readonly DeviceClass[] = [net, blk, plain];

/** The class of a scenario's device; undefined for a name that no class has. */
export const classNamed = (device: string): DeviceClass | undefined =>
  DEVICE_CLASSES.find(({ name }) => name === device);

/** The field on which a class shows its byte order, if it has one. */
export const byteOrderField = (deviceClass: DeviceClass) =>
  deviceClass.fields.find((field) => field.name === 'mtu' || field.name === 'blk_size');
