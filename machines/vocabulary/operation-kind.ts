/** Which kind of thing an operation does: its register or command, and of a value only what makes it another act. */
import { DRIVER_OK, FAILED, FEATURES_OK } from './device-status.ts';
import type { Operation, Register } from './operation.ts';

/** The status bits that make a status write another act. */
const TELLING_BITS: readonly (readonly [number, string])[] = [
  [FEATURES_OK, 'FEATURES_OK'],
  [DRIVER_OK, 'DRIVER_OK'],
  [FAILED, 'FAILED'],
];

/** Registers in which 0 takes back what another value does. */
const SWITCHES: readonly Register[] = ['queueEnable', 'queuePfn'];

/**
 * The kind of an operation, in words: equal for operations that differ in a value, a feature word or a queue only.
 *
 * @example operationKind({ kind: 'host', event: 'migrate' }) // 'host migrate'
 */
export function operationKind(operation: Operation): string {
  switch (operation.kind) {
    case 'write':
      return `${operation.interface} write of ${operation.register}${width(operation)}${written(operation)}`;
    case 'read':
      return `${operation.interface} read of ${operation.register}${width(operation)}`;
    case 'ccw':
      return `${operation.command}${written(operation)}`;
    case 'subchannel':
      return `subchannel ${operation.event}`;
    case 'notify':
      return `${operation.interface} notify`;
    case 'host':
      return `host ${operation.event}`;
    case 'backend':
      return `back end ${operation.event}`;
  }
}

/** An access that is not the register's own is another act: transports take it otherwise. Configuration has no width. */
const width = ({ register, size, at }: Extract<Operation, { register: Register }>): string =>
  register === 'config' || (size === undefined && at === undefined) ? '' : ' by another width';

function written(operation: Extract<Operation, { kind: 'write' | 'ccw' }>): string {
  const status = statusByte(operation);
  if (status === 0) return ' with 0';
  if (status !== undefined) {
    const names = TELLING_BITS.flatMap(([bit, name]) => ((status & bit) === 0 ? [] : [name]));
    return names.length === 0 ? '' : ` with ${names.join(' ')}`;
  }
  if (operation.kind === 'write')
    return SWITCHES.includes(operation.register) && operation.value === 0 ? ' with 0' : '';
  return operation.command === 'SET_VIRTIO_REV' ? ` ${operation.value ?? 0}` : '';
}

/** The byte of a status write, by its form. */
function statusByte(operation: Extract<Operation, { kind: 'write' | 'ccw' }>): number | undefined {
  const isStatus =
    operation.kind === 'write'
      ? operation.register === 'deviceStatus' && (operation.at ?? 0) === 0
      : operation.command === 'WRITE_STATUS';
  return isStatus ? (operation.value ?? 0) & 0xff : undefined;
}
