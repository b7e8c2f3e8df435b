/**
 * What the driver has done since the last reset: the little that step properties need to know of a run.
 * It is worked out from operations alone, so it adds no behaviour to a model.
 */
import type { Views } from '../../machines/views.ts';
import { FAILED, FEATURES_OK } from '../../machines/vocabulary/device-status.ts';
import { VERSION_1_HIGH } from '../../machines/vocabulary/feature-bits.ts';
import type { Operation } from '../../machines/vocabulary/operation.ts';
import type { Delivery } from '../model/to-event.ts';

export interface History {
  /** Which register block was used since the last reset, the reset itself included. */
  readonly interfaceUsed: 'none' | 'modern' | 'legacy' | 'both';
  /** The driver wrote a feature word since the last reset. */
  readonly wroteFeatures: boolean;
  /** What the driver's last write of word 1 said about VERSION_1; it cannot be accepted after FEATURES_OK (3.1.1-d). */
  readonly version1: 'unsaid' | 'accepted' | 'declined';
  /** The driver raised FAILED since the last reset. */
  readonly failed: boolean;
}

export const NO_HISTORY: History = {
  interfaceUsed: 'none',
  wroteFeatures: false,
  version1: 'unsaid',
  failed: false,
};

/** The history after one more operation. */
export const extendHistory = (
  history: History,
  operation: Operation,
  calls: readonly Delivery[],
  after: Pick<Views, 'transport' | 'core'>,
): History =>
  nextHistory(
    history,
    saidBy(operation, after.transport),
    calls.some((each) => each.to === 'core' && each.event.type === 'reset'),
    (after.core.deviceStatus & FEATURES_OK) !== 0,
  );

/** What an operation can add to a history, whatever state the device is in. */
export interface Said {
  readonly interface: 'modern' | 'legacy' | undefined;
  readonly writesFeatures: boolean;
  /** What a write of word 1 says about VERSION_1. */
  readonly version1: 'accepted' | 'declined' | undefined;
  readonly raisesFailed: boolean;
}

/** What an operation says, given what the transport selects and has chosen after it. */
export const saidBy = (operation: Operation, transport: Views['transport']): Said => ({
  interface: interfaceOf(operation, transport.revision),
  writesFeatures: writesFeatures(operation),
  version1: saysVersion1(operation, transport),
  raisesFailed: raisesFailed(operation),
});

/** The history after an operation that says `said`, that reset the device or not, and after which FEATURES_OK is set or not. */
export function nextHistory(history: History, said: Said, reset: boolean, featuresOk: boolean): History {
  if (reset) return { ...NO_HISTORY, interfaceUsed: said.interface ?? 'none' };
  if (said.interface === undefined) return history;
  // VERSION_1 cannot be accepted once FEATURES_OK is set (3.1.1-d).
  const version1 = said.version1 === 'accepted' && featuresOk ? undefined : said.version1;
  const { interfaceUsed } = history;
  return {
    interfaceUsed: interfaceUsed === 'none' || interfaceUsed === said.interface ? said.interface : 'both',
    wroteFeatures: history.wroteFeatures || said.writesFeatures,
    version1: version1 ?? history.version1,
    failed: history.failed || said.raisesFailed,
  };
}

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

/** What a write of word 1 says about VERSION_1; undefined for any other operation. */
function saysVersion1(
  operation: Operation,
  transport: Views['transport'],
): 'accepted' | 'declined' | undefined {
  const writesWord1 =
    operation.kind === 'ccw'
      ? operation.command === 'WRITE_FEAT' && operation.index === 1
      : operation.kind === 'write' &&
        operation.interface === 'modern' &&
        operation.register === 'driverFeature' &&
        transport.driverFeatureSelect === 1 &&
        (operation.at ?? 0) === 0;
  if (!writesWord1 || (operation.kind !== 'ccw' && operation.kind !== 'write')) return undefined;
  return ((operation.value ?? 0) & VERSION_1_HIGH) === 0 ? 'declined' : 'accepted';
}

/** The status byte that the operation writes, if it writes one. */
export function writtenStatus(operation: Operation): number | undefined {
  if (operation.kind === 'write' && operation.register === 'deviceStatus' && (operation.at ?? 0) === 0)
    return operation.value & 0xff;
  if (operation.kind === 'ccw' && operation.command === 'WRITE_STATUS') return (operation.value ?? 0) & 0xff;
  return undefined;
}

const raisesFailed = (operation: Operation): boolean => ((writtenStatus(operation) ?? 0) & FAILED) !== 0;
