/**
 * What the driver has done since the last reset: the little that step properties need to know of a run.
 * It is worked out from operations alone, so it adds no behaviour to a model.
 */
import type { Views } from '../../machines/views.ts';
import type { Operation } from '../../machines/vocabulary/operation.ts';
import { FAILED } from '../../machines/vocabulary/device-status.ts';
import type { Delivery } from '../model/to-event.ts';

export interface History {
  /** Which register block was used since the last reset, the reset itself included. */
  readonly interfaceUsed: 'none' | 'modern' | 'legacy' | 'both';
  /** The driver wrote a feature word since the last reset. */
  readonly wroteFeatures: boolean;
  /** The driver raised FAILED since the last reset. */
  readonly failed: boolean;
}

export const NO_HISTORY: History = { interfaceUsed: 'none', wroteFeatures: false, failed: false };

/** The history after one more operation. */
export function extendHistory(
  history: History,
  operation: Operation,
  calls: readonly Delivery[],
  after: Pick<Views, 'transport'>,
): History {
  const used = interfaceOf(operation, after.transport.revision);
  if (calls.some((each) => each.to === 'core' && each.event.type === 'reset')) return { ...NO_HISTORY, interfaceUsed: used ?? 'none' };
  if (used === undefined) return history;
  return {
    interfaceUsed: history.interfaceUsed === 'none' || history.interfaceUsed === used ? used : 'both',
    wroteFeatures: history.wroteFeatures || writesFeatures(operation),
    failed: history.failed || raisesFailed(operation),
  };
}

/** The interface that an operation belongs to; channel I/O has it from the revision. */
export function interfaceOf(operation: Operation, revision: number): 'modern' | 'legacy' | undefined {
  if (operation.kind === 'write' || operation.kind === 'read' || operation.kind === 'notify') return operation.interface;
  if (operation.kind === 'ccw') return revision >= 1 ? 'modern' : revision === 0 ? 'legacy' : undefined;
  return undefined;
}

/** The operation writes a feature word. */
export const writesFeatures = (operation: Operation): boolean =>
  (operation.kind === 'write' && operation.register === 'driverFeature') || (operation.kind === 'ccw' && operation.command === 'WRITE_FEAT');

/** The status byte that the operation writes, if it writes one. */
export function writtenStatus(operation: Operation): number | undefined {
  if (operation.kind === 'write' && operation.register === 'deviceStatus' && (operation.at ?? 0) === 0) return operation.value & 0xff;
  if (operation.kind === 'ccw' && operation.command === 'WRITE_STATUS') return (operation.value ?? 0) & 0xff;
  return undefined;
}

const raisesFailed = (operation: Operation): boolean => ((writtenStatus(operation) ?? 0) & FAILED) !== 0;
