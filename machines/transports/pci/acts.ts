/** PCI as drivers see it: virtio 1.4, 4.1.4.3 and 4.1.4.10. */
import type { Interface, Register } from '../../vocabulary/operation.ts';
import { registerActs } from '../common/register-acts.ts';
import type { Habits, RegisterBlock } from '../common/transport.ts';

type Places = ReadonlyMap<Register, { readonly offset: number; readonly width: 1 | 2 | 4 }>;

/** 4.1.4.3 and 4.1.4.10; the others are 4 bytes at a multiple of 4. */
const MODERN_PLACES: Places = new Map([
  ['numQueues', { offset: 18, width: 2 }],
  ['deviceStatus', { offset: 20, width: 1 }],
  ['configGeneration', { offset: 21, width: 1 }],
  ['queueSelect', { offset: 22, width: 2 }],
  ['queueEnable', { offset: 28, width: 2 }],
]);
const LEGACY_PLACES: Places = new Map([
  ['queueSelect', { offset: 14, width: 2 }],
  ['deviceStatus', { offset: 18, width: 1 }],
]);

export const PCI_BLOCKS: Readonly<Record<Interface, RegisterBlock>> = {
  modern: {
    selects: true,
    reads: ['deviceFeature', 'driverFeature', 'deviceStatus', 'numQueues', 'queueEnable', 'configGeneration'],
    zeroExtends: true,
    disablesQueue: false,
    placeOf: (register) => MODERN_PLACES.get(register) ?? { offset: 0, width: 4 },
  },
  legacy: {
    selects: false,
    reads: ['deviceFeature', 'driverFeature', 'deviceStatus'],
    zeroExtends: true,
    disablesQueue: false,
    placeOf: (register) => LEGACY_PLACES.get(register) ?? { offset: 0, width: 4 },
  },
};

export function pciActs(via: Interface): Habits {
  const acts = registerActs(via, PCI_BLOCKS[via]);
  if (via === 'legacy') return acts;
  return {
    ...acts,
    confirmReset: acts.readStatus,
    readHalf: (half) => [
      { kind: 'write', interface: via, register: 'driverFeatureSelect', value: half },
      { kind: 'read', interface: via, register: 'driverFeature' },
    ],
  };
}
