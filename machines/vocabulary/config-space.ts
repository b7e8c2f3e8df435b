/** Device configuration space: the bytes that a driver sees, in address order. */
import type { ConfigField, DeviceClass } from './device-input.ts';

export interface ConfigLayout {
  /** Multi-byte fields are stored big-endian. */
  readonly bigEndian: boolean;
  /** The access itself reverses the bytes (QEMU's legacy PCI block on a big-endian target). */
  readonly reversed?: boolean;
  /**
   * The access moves what there is (channel I/O), and the rest of the driver's buffer keeps its zeros.
   * Otherwise an access that reaches past the end reads all ones.
   */
  readonly partial?: boolean;
}

/**
 * The bytes of one access, as lower-case hex in address order; past the end of the space, the layout decides.
 *
 * @example configBytes(input.deviceClass, 10, 2, { bigEndian: false }) // 'dc05'
 */
export function configBytes(
  deviceClass: DeviceClass,
  offset: number,
  size: number,
  layout: ConfigLayout,
): string {
  if (layout.partial === true) return bytesAt(deviceClass, offset, size, layout);
  const end = deviceClass.fields.reduce((least, field) => Math.max(least, field.offset + field.size), 0);
  let bytes = '';
  for (let at = offset; at < offset + size; ) {
    const width = alignedWidth(at, offset + size - at);
    bytes += at + width > end ? 'ff'.repeat(width) : bytesAt(deviceClass, at, width, layout);
    at += width;
  }
  return bytes;
}

/**
 * How much of an access goes in one piece. One that is not aligned reaches a register block as several that
 * are; every block starts the configuration at a multiple of 4.
 */
function alignedWidth(at: number, left: number): number {
  let width = at % 4 === 0 ? 4 : at % 2 === 0 ? 2 : 1;
  while (width > left) width /= 2;
  return width;
}

function bytesAt(
  deviceClass: DeviceClass,
  offset: number,
  size: number,
  { bigEndian, reversed }: ConfigLayout,
): string {
  let bytes = '';
  for (let index = 0; index < size; index++) {
    const byte = byteAt(deviceClass, offset + index, bigEndian);
    bytes = reversed === true ? byte + bytes : bytes + byte;
  }
  return bytes;
}

/** The class as its configuration shows it while the link is down: `VIRTIO_NET_S_LINK_UP` is 0 in `status`. */
export const withLinkDown = (deviceClass: DeviceClass): DeviceClass => ({
  ...deviceClass,
  fields: deviceClass.fields.map((field) => (field.name === 'status' ? { ...field, value: 0 } : field)),
});

/** A field's bytes as they should be read, for a property to compare with. */
export function fieldBytes(field: ConfigField, bigEndian: boolean): string {
  let bytes = '';
  for (let position = 0; position < field.size; position++) bytes += byteOf(field, position, bigEndian);
  return bytes;
}

function byteAt(deviceClass: DeviceClass, at: number, bigEndian: boolean): string {
  for (const field of deviceClass.fields) {
    if (at >= field.offset && at < field.offset + field.size)
      return byteOf(field, at - field.offset, bigEndian);
  }
  return '00';
}

/** One byte of a field by its position in memory. Values may be wider than bit operations are. */
const byteOf = ({ value, size }: ConfigField, position: number, bigEndian: boolean): string =>
  HEX[Math.floor(value / 2 ** (8 * (bigEndian ? size - 1 - position : position))) % 256] ?? '00';

const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
