/** The device classes that scenarios can name: their configuration fields as drivers know them. */
import type { DeviceClass } from '../device-input.ts';

/** virtio-net with an MTU of 1500: the field whose two bytes show the byte order. */
export const net: DeviceClass = {
  name: 'net',
  fields: [
    { name: 'mac', offset: 0, size: 4, value: 0x12005452 }, // 52:54:00:12:34:56, bytes, never swapped
    { name: 'macTail', offset: 4, size: 1, value: 0x34 },
    { name: 'macEnd', offset: 5, size: 1, value: 0x56 },
    { name: 'status', offset: 6, size: 2, value: 1 },
    { name: 'max_virtqueue_pairs', offset: 8, size: 2, value: 1 },
    { name: 'mtu', offset: 10, size: 2, value: 1500 },
  ],
  alwaysOffered: [5], // MAC
  legacyOnlyBits: [6],
};

/** virtio-blk with a block size of 512. */
export const blk: DeviceClass = {
  name: 'blk',
  fields: [
    { name: 'capacity', offset: 0, size: 8, value: 2048 },
    { name: 'size_max', offset: 8, size: 4, value: 0 },
    { name: 'seg_max', offset: 12, size: 4, value: 254 },
    { name: 'geometry', offset: 16, size: 4, value: 0 },
    { name: 'blk_size', offset: 20, size: 4, value: 512 },
  ],
  alwaysOffered: [2, 4, 6, 9, 10], // SEG_MAX, GEOMETRY, BLK_SIZE, FLUSH, TOPOLOGY
  legacyOnlyBits: [],
};

/** A class without callbacks and without configuration, such as virtio-rng. */
export const plain: DeviceClass = { name: 'plain', fields: [], alwaysOffered: [], legacyOnlyBits: [] };

export const DEVICE_CLASSES: readonly DeviceClass[] = [net, blk, plain];

/** The field on which a class shows its byte order, if it has one. */
export const byteOrderField = (deviceClass: DeviceClass) =>
  deviceClass.fields.find((field) => field.name === 'mtu' || field.name === 'blk_size');
