/**
 * What a driver has done since it last reset the device, for claims about drivers. It is kept only where a driver is
 * checked: the adversary keeps no rules.
 */

import type { DeviceInput } from '../machines/vocabulary/device-input.ts';
import { FEATURES_OK } from '../machines/vocabulary/device-status.ts';
import { meaningOf } from '../machines/vocabulary/meaning.ts';
import type { Operation } from '../machines/vocabulary/operation.ts';
import type { Views } from '../machines/vocabulary/views.ts';
import type { HistoryVariable } from '../src/property/history.ts';

export type Conduct = {
  /** The driver reset the device by its status register, and has not seen the status at 0 since. */
  readonly awaitsReset: boolean;
  /** Whether FEATURES_OK was written, and what the driver saw of it. */
  readonly featuresOk: 'no' | 'written' | 'seen' | 'refused';
  /** The words as it wrote them. */
  readonly low: number;
  readonly high: number;
  /** A word of the offer was selected, a word of its own, and queue 0 was given an address. */
  readonly hasSelectedOffer: boolean;
  readonly hasSelectedWord: boolean;
  readonly hasAddress: boolean;
};

type Addition = {
  readonly kind: 'features' | 'status' | 'readStatus' | 'selectOffer' | 'selectWord' | 'address' | 'other';
  readonly isRegister: boolean;
  readonly half: number;
  readonly value: number;
};

type Device = { readonly deviceStatus: number };

const START: Conduct = {
  awaitsReset: false,
  featuresOk: 'no',
  low: 0,
  high: 0,
  hasSelectedOffer: false,
  hasSelectedWord: false,
  hasAddress: false,
};

const KINDS: ReadonlyMap<string, Addition['kind']> = new Map([
  ['deviceFeatureSelect', 'selectOffer'],
  ['driverFeatureSelect', 'selectWord'],
  ['queueDesc', 'address'],
]);

const NOTHING: Addition = { kind: 'other', isRegister: false, half: 0, value: 0 };

function additionOf(operation: Operation, transport: Views['transport'], { traits }: DeviceInput): Addition {
  const said = meaningOf(operation, traits, transport);
  const status = said.kind === 'status' ? said.value : undefined;
  const isRegister = operation.kind === 'write';
  if (status !== undefined) return { ...NOTHING, kind: 'status', isRegister, value: status };
  if (readsStatus(operation)) return { ...NOTHING, kind: 'readStatus' };
  if (operation.kind === 'ccw' && operation.command === 'WRITE_FEAT')
    return { ...NOTHING, kind: 'features', half: operation.index ?? 0, value: (operation.value ?? 0) >>> 0 };
  if (operation.kind === 'write' && operation.register === 'driverFeature')
    return {
      ...NOTHING,
      kind: 'features',
      half: operation.interface === 'legacy' ? 0 : transport.driverFeatureSelect,
      value: operation.value >>> 0,
    };
  if (operation.kind === 'write') return { ...NOTHING, kind: KINDS.get(operation.register) ?? 'other' };
  return NOTHING;
}

const readsStatus = (operation: Operation): boolean =>
  operation.kind === 'ccw'
    ? operation.command === 'READ_STATUS'
    : operation.kind === 'read' && operation.register === 'deviceStatus';

export const conductHistory: HistoryVariable<Conduct, Addition, Device> = {
  name: 'conductHistory',
  initial: START,
  ofOperation: additionOf,
  noticesCall: ({ to, event }) => to === 'core' && event.type === 'reset',
  ofDevice: ({ core }) => ({ deviceStatus: core.deviceStatus }),
  next: (conduct, { operation, noticed, device }) => {
    if (noticed) return { ...START, awaitsReset: operation.kind === 'status' && operation.isRegister };
    switch (operation.kind) {
      case 'features':
        return operation.half === 0
          ? { ...conduct, low: operation.value }
          : operation.half === 1
            ? { ...conduct, high: operation.value }
            : conduct;
      case 'readStatus':
        return {
          ...conduct,
          awaitsReset: conduct.awaitsReset && device.deviceStatus !== 0,
          featuresOk: conduct.featuresOk === 'written' ? seen(device) : conduct.featuresOk,
        };
      case 'status':
        if ((operation.value & FEATURES_OK) === 0 || conduct.featuresOk !== 'no') return conduct;
        // A command that completes has done what it says (4.3.2.3.1).
        return { ...conduct, featuresOk: operation.isRegister ? 'written' : seen(device) };
      case 'selectOffer':
        return { ...conduct, hasSelectedOffer: true };
      case 'selectWord':
        return { ...conduct, hasSelectedWord: true };
      case 'address':
        return { ...conduct, hasAddress: true };
      case 'other':
        return conduct;
    }
  },
};

const seen = ({ deviceStatus }: Device): Conduct['featuresOk'] =>
  (deviceStatus & FEATURES_OK) === 0 ? 'refused' : 'seen';
