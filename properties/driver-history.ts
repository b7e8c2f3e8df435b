/**
 * What the driver has done since the last reset: the history variable of the shipped properties. It is worked out from
 * what is done to a device, so it adds no behaviour to a model.
 */
import { FAILED, FEATURES_OK } from '../machines/vocabulary/device-status.ts';
import { VERSION_1_HIGH } from '../machines/vocabulary/feature-bits.ts';
import type { Operation } from '../machines/vocabulary/operation.ts';
import { interfaceOf, writesFeatures, writtenStatus } from '../machines/vocabulary/operation-facts.ts';
import type { Views } from '../machines/vocabulary/views.ts';
import type { HistoryVariable } from '../src/property/history.ts';
import type { Delivery } from '../src/statechart/part.ts';

export type DriverHistory = {
  /** Which register block was used since the last reset, the reset itself included. */
  readonly interfaceUsed: 'none' | 'modern' | 'legacy' | 'both';
  /** The driver wrote a feature word since the last reset. */
  readonly wroteFeatures: boolean;
  /** What the driver's last write of word 1 said about VERSION_1; it cannot be accepted after FEATURES_OK (3.1.1-d). */
  readonly version1: 'unsaid' | 'accepted' | 'declined';
  /** The driver raised FAILED since the last reset. */
  readonly failed: boolean;
};

/** What an operation can add, whatever state the device is in. */
type Addition = {
  readonly interface: 'modern' | 'legacy' | 'neither';
  readonly writesFeatures: boolean;
  /** What a write of word 1 says about VERSION_1. */
  readonly version1: DriverHistory['version1'];
  readonly raisesFailed: boolean;
};

type Device = { readonly featuresOk: boolean };

const POWER_ON: DriverHistory = {
  interfaceUsed: 'none',
  wroteFeatures: false,
  version1: 'unsaid',
  failed: false,
};

export const driverHistory: HistoryVariable<DriverHistory, Addition, Device> = {
  name: 'driverHistory',
  initial: POWER_ON,
  ofOperation: (operation, transport) => ({
    interface: interfaceOf(operation, transport.revision) ?? 'neither',
    writesFeatures: writesFeatures(operation),
    version1: saysVersion1(operation, transport),
    raisesFailed: ((writtenStatus(operation) ?? 0) & FAILED) !== 0,
  }),
  noticesCall: ({ to, event }) => to === 'core' && event.type === 'reset',
  ofDevice: ({ core }) => ({ featuresOk: (core.deviceStatus & FEATURES_OK) !== 0 }),
  next: (history, { operation, noticed, device }) => {
    if (noticed)
      return { ...POWER_ON, interfaceUsed: operation.interface === 'neither' ? 'none' : operation.interface };
    if (operation.interface === 'neither') return history;
    const { interfaceUsed } = history;
    // VERSION_1 cannot be accepted once FEATURES_OK is set (3.1.1-d).
    const ignoresVersion1 =
      operation.version1 === 'unsaid' || (operation.version1 === 'accepted' && device.featuresOk);
    return {
      interfaceUsed:
        interfaceUsed === 'none' || interfaceUsed === operation.interface ? operation.interface : 'both',
      wroteFeatures: history.wroteFeatures || operation.writesFeatures,
      version1: ignoresVersion1 ? history.version1 : operation.version1,
      failed: history.failed || operation.raisesFailed,
    };
  },
  // Most operations only go on with the interface that was used before.
  addsNothing: (history, operation, transport) =>
    !mayAddMore(operation) && history.interfaceUsed === interfaceOf(operation, transport.revision),
};

/** The core was reset by one of these calls. */
export const isReset = (calls: readonly Delivery[]): boolean =>
  calls.some(({ to, event }) => to === 'core' && event.type === 'reset');

/** The operation may add more than which interface is used. */
const mayAddMore = (operation: Operation): boolean =>
  operation.kind === 'ccw'
    ? operation.command === 'WRITE_FEAT' || operation.command === 'WRITE_STATUS'
    : operation.kind === 'write' &&
      (operation.register === 'driverFeature' || operation.register === 'deviceStatus');

/** What a write of word 1 says about VERSION_1; `unsaid` for any other operation. */
function saysVersion1(operation: Operation, transport: Views['transport']): DriverHistory['version1'] {
  const writesWord1 =
    operation.kind === 'ccw'
      ? operation.command === 'WRITE_FEAT' && operation.index === 1
      : operation.kind === 'write' &&
        operation.interface === 'modern' &&
        operation.register === 'driverFeature' &&
        transport.driverFeatureSelect === 1 &&
        (operation.at ?? 0) === 0;
  if (!writesWord1 || (operation.kind !== 'ccw' && operation.kind !== 'write')) return 'unsaid';
  return ((operation.value ?? 0) & VERSION_1_HIGH) === 0 ? 'declined' : 'accepted';
}
