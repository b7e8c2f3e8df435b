/** What an operation is, whatever state the device is in: which interface it uses, and what it writes. */
import type { Operation } from './operation.ts';

/** The interface that an operation belongs to; channel I/O has it from the revision. */
export function interfaceOf(operation: Operation, revision: number): 'modern' | 'legacy' | undefined {
  if (operation.kind === 'write' || operation.kind === 'read' || operation.kind === 'notify')
    return operation.interface;
  if (operation.kind === 'ccw') return revision >= 1 ? 'modern' : revision === 0 ? 'legacy' : undefined;
  return undefined;
}

/** The operation writes a feature word. */
export const writesFeatures = (operation: Operation): boolean =>
  (operation.kind === 'write' && operation.register === 'driverFeature' && (operation.at ?? 0) === 0) ||
  (operation.kind === 'ccw' && operation.command === 'WRITE_FEAT');

/** The status byte that the operation writes, if it writes one. */
export function writtenStatus(operation: Operation): number | undefined {
  if (operation.kind === 'write' && operation.register === 'deviceStatus' && (operation.at ?? 0) === 0)
    return operation.value & 0xff;
  if (operation.kind === 'ccw' && operation.command === 'WRITE_STATUS') return (operation.value ?? 0) & 0xff;
  return undefined;
}
