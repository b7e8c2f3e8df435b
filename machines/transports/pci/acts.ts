/** PCI as drivers see it: virtio 1.4, 4.1.4.3 and 4.1.4.10. */
import type { Interface } from '../../vocabulary/operation.ts';
import { registerActs } from '../common/register-acts.ts';
import type { Habits, RegisterBlock } from '../common/transport.ts';

export const PCI_BLOCKS: Readonly<Record<Interface, RegisterBlock>> = {
  modern: {
    selects: true,
    reads: ['deviceFeature', 'driverFeature', 'deviceStatus', 'numQueues', 'queueEnable', 'configGeneration'],
    zeroExtends: true,
    disablesQueue: false,
  },
  legacy: {
    selects: false,
    reads: ['deviceFeature', 'driverFeature', 'deviceStatus'],
    zeroExtends: true,
    disablesQueue: false,
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
