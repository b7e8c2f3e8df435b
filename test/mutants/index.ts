/** Every mutant: a small mistake, the property that catches it, and the scenario in which it does. */
import { backEndMutants } from './back-end.ts';
import { configByteOrderMutants } from './config-byte-order.ts';
import { driverMutants } from './drivers.ts';
import { modeMutants } from './mode.ts';
import type { Mutant } from './mutant.ts';
import { negotiationMutants } from './negotiation.ts';
import { queueUseMutants } from './queue-use.ts';
import { resetMutants } from './reset.ts';
import { wordWriteMutants } from './word-writes.ts';

export const MUTANTS: readonly Mutant[] = [
  ...configByteOrderMutants,
  ...modeMutants,
  ...wordWriteMutants,
  ...backEndMutants,
  ...negotiationMutants,
  ...resetMutants,
  ...queueUseMutants,
  ...driverMutants,
];
