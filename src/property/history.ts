/**
 * What the driver has done since the last reset: the little that step properties need to know of a run.
 * It is worked out from operations alone, so it adds no behaviour to a model.
 */

import { FAILED, FEATURES_OK } from '../../machines/vocabulary/device-status.ts';
import { VERSION_1_HIGH } from '../../machines/vocabulary/feature-bits.ts';
import type { Operation } from '../../machines/vocabulary/operation.ts';
import { interfaceOf, writesFeatures, writtenStatus } from '../../machines/vocabulary/operation-facts.ts';
import type { Views } from '../../machines/vocabulary/views.ts';
import type { Delivery } from '../statechart/part.ts';

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

/** The history after one more operation; the very same object when it says nothing new. */
export function extendHistory(
  history: History,
  operation: Operation,
  calls: readonly Delivery[],
  after: Pick<Views, 'transport' | 'core'>,
): History {
  const reset = isReset(calls);
  // Most operations only go on with the interface that was used before.
  if (
    !reset &&
    !saysMore(operation) &&
    history.interfaceUsed === interfaceOf(operation, after.transport.revision)
  )
    return history;
  return nextHistory(
    history,
    saidBy(operation, after.transport),
    reset,
    (after.core.deviceStatus & FEATURES_OK) !== 0,
  );
}

/** The operation may say more than which interface is used. */
const saysMore = (operation: Operation): boolean =>
  operation.kind === 'ccw'
    ? operation.command === 'WRITE_FEAT' || operation.command === 'WRITE_STATUS'
    : operation.kind === 'write' &&
      (operation.register === 'driverFeature' || operation.register === 'deviceStatus');

/** The core was reset by one of these calls. */
export function isReset(calls: readonly Delivery[]): boolean {
  // A loop by index, because this is asked of every step of every run.
  for (let at = 0; at < calls.length; at++) {
    const { to, event } = calls[at] as Delivery;
    if (to === 'core' && event.type === 'reset') return true;
  }
  return false;
}

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

/**
 * The history after an operation that says `said`, that reset the device or not, and after which FEATURES_OK is set
 * or not; the very same object when it says nothing new.
 */
export function nextHistory(history: History, said: Said, reset: boolean, featuresOk: boolean): History {
  if (reset) return sameOr(history, said.interface ?? 'none', false, 'unsaid', false);
  if (said.interface === undefined) return history;
  // VERSION_1 cannot be accepted once FEATURES_OK is set (3.1.1-d).
  const version1 = said.version1 === 'accepted' && featuresOk ? undefined : said.version1;
  const { interfaceUsed } = history;
  return sameOr(
    history,
    interfaceUsed === 'none' || interfaceUsed === said.interface ? said.interface : 'both',
    history.wroteFeatures || said.writesFeatures,
    version1 ?? history.version1,
    history.failed || said.raisesFailed,
  );
}

const sameOr = (
  history: History,
  interfaceUsed: History['interfaceUsed'],
  wroteFeatures: boolean,
  version1: History['version1'],
  failed: boolean,
): History =>
  history.interfaceUsed === interfaceUsed &&
  history.wroteFeatures === wroteFeatures &&
  history.version1 === version1 &&
  history.failed === failed
    ? history
    : { interfaceUsed, wroteFeatures, version1, failed };

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

const raisesFailed = (operation: Operation): boolean => ((writtenStatus(operation) ?? 0) & FAILED) !== 0;
