/** Every mutant: a small mistake, the property that catches it, and the scenario in which it does. */
import { backEndMutants } from './back-end.ts';
import { configByteOrderMutants } from './config-byte-order.ts';
import { driverAccessMutants } from './driver-accesses.ts';
import { driverRulesMutants } from './driver-rules.ts';
import { driverMutants } from './drivers.ts';
import { legacyInterfaceMutants } from './legacy-interface.ts';
import { lifeMutants } from './life.ts';
import { modeMutants } from './mode.ts';
import type { Mutant } from './mutant.ts';
import { negotiationMutants } from './negotiation.ts';
import { offerMutants } from './offer.ts';
import { queueUseMutants } from './queue-use.ts';
import { registerMutants } from './registers.ts';
import { resetMutants } from './reset.ts';
import { revisionMutants } from './revisions.ts';
import { setInForceMutants } from './set-in-force.ts';
import { statusBitsMutants } from './status-bits.ts';
import { wordWriteMutants } from './word-writes.ts';

export const MUTANTS: readonly Mutant[] = [
  ...configByteOrderMutants,
  ...modeMutants,
  ...wordWriteMutants,
  ...backEndMutants,
  ...negotiationMutants,
  ...resetMutants,
  ...queueUseMutants,
  ...registerMutants,
  ...legacyInterfaceMutants,
  ...lifeMutants,
  ...offerMutants,
  ...revisionMutants,
  ...setInForceMutants,
  ...statusBitsMutants,
  ...driverMutants,
  ...driverRulesMutants,
  ...driverAccessMutants,
];
