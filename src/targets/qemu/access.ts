/**
 * One bus access, and how qtest spells it. Everything here is pure: the live target and the shell scripts
 * that we write for bug reports use the same lines.
 *
 * A value is always what a little-endian device register takes or gives. qtest itself speaks in the
 * *target's* byte order: `writel` stores the number as the target's CPU would, so on a big-endian target
 * the number in the line has its bytes turned round.
 */
import type { ByteOrder } from '../../../machines/vocabulary/scenario.ts';
import { TargetError } from '../target.ts';

export type AccessSize = 1 | 2 | 4;

export type Access =
  | { readonly kind: 'read'; readonly space: Space; readonly address: number; readonly size: AccessSize }
  | {
      readonly kind: 'write';
      readonly space: Space;
      readonly address: number;
      readonly size: AccessSize;
      readonly value: number;
    }
  /** Fills guest memory with zeros. */
  | { readonly kind: 'clear'; readonly address: number; readonly length: number }
  | {
      /** A call of the pseries firmware, which is how that machine reaches PCI configuration space. */
      readonly kind: 'rtas';
      readonly call: 'ibm,write-pci-config';
      readonly arguments: readonly number[];
    };

/** `io` is x86's port space; every other machine maps its ports into memory. */
export type Space = 'memory' | 'io';

/** Guest memory for the arguments and results of a firmware call; no trace puts anything there. */
const RTAS_ARGUMENTS = 0x80_0000;
const RTAS_RESULT = 0x80_0100;

const LETTER: Readonly<Record<AccessSize, string>> = { 1: 'b', 2: 'w', 4: 'l' };

const hex = (value: number): string => `0x${value.toString(16)}`;

/** The number with its `size` bytes in reverse order: `swapBytes(0x05dc, 2)` is `0xdc05`. */
export function swapBytes(value: number, size: AccessSize): number {
  let swapped = 0;
  for (let index = 0; index < size; index++) swapped = swapped * 256 + ((value >>> (8 * index)) & 0xff);
  return swapped;
}

/** The value cut to the width of the access. */
export const truncate = (value: number, size: AccessSize): number =>
  size === 4 ? value >>> 0 : (value & (2 ** (8 * size) - 1)) >>> 0;

/** A register value as the number that qtest shows for it on a target of this byte order, and back. */
export const asTargetNumber = (value: number, size: AccessSize, targetOrder: ByteOrder): number =>
  targetOrder === 'big' ? swapBytes(truncate(value, size), size) : truncate(value, size);

/** The qtest lines of an access; QEMU answers each with one line. */
export function qtestLines(access: Access, targetOrder: ByteOrder): readonly string[] {
  switch (access.kind) {
    case 'read': {
      const verb = access.space === 'io' ? 'in' : 'read';
      return [`${verb}${LETTER[access.size]} ${hex(access.address)}`];
    }
    case 'write': {
      const verb = access.space === 'io' ? 'out' : 'write';
      const value = asTargetNumber(access.value, access.size, targetOrder);
      return [`${verb}${LETTER[access.size]} ${hex(access.address)} ${hex(value)}`];
    }
    case 'clear':
      return [`memset ${hex(access.address)} ${hex(access.length)} 0x0`];
    case 'rtas': {
      const count = access.arguments.length;
      return [
        // The firmware's words are in the target's own order, so these numbers go as they are.
        ...access.arguments.map((word, index) => `writel ${hex(RTAS_ARGUMENTS + 4 * index)} ${hex(word)}`),
        `rtas ${access.call} ${count} ${hex(RTAS_ARGUMENTS)} 1 ${hex(RTAS_RESULT)}`,
        `readl ${hex(RTAS_RESULT)}`,
      ];
    }
  }
}

/** The values that the reads among these accesses gave, from QEMU's replies to all their lines. */
export function valuesFromReplies(
  accesses: readonly Access[],
  replies: readonly string[],
  targetOrder: ByteOrder,
): readonly number[] {
  const values: number[] = [];
  let next = 0;
  for (const access of accesses) {
    const count = qtestLines(access, targetOrder).length;
    const value = valueFromReplies(access, replies.slice(next, next + count), targetOrder);
    if (value !== undefined) values.push(value);
    next += count;
  }
  return values;
}

function valueFromReplies(
  access: Access,
  replies: readonly string[],
  targetOrder: ByteOrder,
): number | undefined {
  if (access.kind !== 'read') return undefined;
  return asTargetNumber(replyNumber(replies[0]), access.size, targetOrder);
}

/** The number in a reply such as `OK 0x00000000000005dc`. */
function replyNumber(reply: string | undefined): number {
  const digits = /^OK (?:0x)?([0-9a-fA-F]+)$/.exec(reply ?? '')?.[1];
  if (digits === undefined)
    throw new TargetError('QEMU', `qtest answered a read with "${reply ?? ''}"; expected "OK 0x…"`);
  return Number.parseInt(digits, 16);
}

/** A register value's bytes in address order, as lower-case hex: `bytesInOrder(0xdc05, 2)` is `05dc`. */
export const bytesInOrder = (value: number, size: AccessSize): string =>
  swapBytes(value, size)
    .toString(16)
    .padStart(2 * size, '0');

/** The register value that has these bytes in address order: the opposite of `bytesInOrder`. */
export const valueOfBytes = (bytes: string): number =>
  Number.parseInt((bytes.match(/../g) ?? []).reverse().join('') || '0', 16);
