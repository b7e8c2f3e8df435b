/** MMIO as drivers see it: virtio 1.4, 4.2.2 and 4.2.4. */
import type { Interface } from '../../vocabulary/operation.ts';
import { registerActs } from '../common/register-acts.ts';
import type { Habits, RegisterBlock } from '../common/transport.ts';

/** Both versions have these registers; some of them read 0 in version 1. */
const BLOCK: RegisterBlock = {
  selects: true,
  reads: ['deviceFeature', 'driverFeature', 'deviceStatus', 'queueEnable', 'configGeneration'],
  zeroExtends: false,
  disablesQueue: true,
  placeOf: () => ({ offset: 0, width: 4 }),
};

export const MMIO_BLOCKS: Readonly<Record<Interface, RegisterBlock>> = { modern: BLOCK, legacy: BLOCK };

export const mmioActs = (via: Interface): Habits => registerActs(via, BLOCK);
