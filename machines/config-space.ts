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
 * @example configBytes(net, 10, 2, { bigEndian: false }) // 'dc05' for an MTU of 1500
 */
export function configBytes(
  deviceClass: DeviceClass,
  offset: number,
  size: number,
  layout: ConfigLayout,
): string {
  const end = Math.max(0, ...deviceClass.fields.map((field) => field.offset + field.size));
  if (layout.partial === true) return bytesAt(deviceClass, offset, size, layout).join('');
  return alignedParts(offset, size)
    .map(([at, width]) =>
      at + width > end ? 'ff'.repeat(width) : bytesAt(deviceClass, at, width, layout).join(''),
    )
    .join('');
}

/**
 * An access that is not aligned reaches a register block as several that are. Every block starts the
 * configuration at a multiple of 4.
 */
function alignedParts(offset: number, size: number): readonly (readonly [at: number, width: number])[] {
  const parts: [number, number][] = [];
  for (let at = offset; at < offset + size; ) {
    let width = at % 4 === 0 ? 4 : at % 2 === 0 ? 2 : 1;
    while (width > offset + size - at) width /= 2;
    parts.push([at, width]);
    at += width;
  }
  return parts;
}

function bytesAt(
  deviceClass: DeviceClass,
  offset: number,
  size: number,
  { bigEndian, reversed }: ConfigLayout,
): readonly string[] {
  const bytes = Array.from({ length: size }, (_, index) => byteAt(deviceClass, offset + index, bigEndian));
  return reversed === true ? bytes.reverse() : bytes;
}

/** A field's bytes as they should be read, for a property to compare with. */
export const fieldBytes = (field: ConfigField, bigEndian: boolean): string => {
  const bytes = littleEndianBytes(field);
  return (bigEndian ? bytes.reverse() : bytes).join('');
};

function byteAt(deviceClass: DeviceClass, at: number, bigEndian: boolean): string {
  const field = deviceClass.fields.find((each) => at >= each.offset && at < each.offset + each.size);
  if (field === undefined) return '00';
  const position = at - field.offset;
  return littleEndianBytes(field)[bigEndian ? field.size - 1 - position : position] ?? '00';
}

function littleEndianBytes(field: ConfigField): string[] {
  let rest = BigInt(field.value);
  return Array.from({ length: field.size }, () => {
    const byte = Number(rest & 0xffn)
      .toString(16)
      .padStart(2, '0');
    rest >>= 8n;
    return byte;
  });
}
