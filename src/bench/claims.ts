/**
 * The five properties that both engines check: two about states, three about steps, of which four are violated.
 * They read only the core and the back end, so that Spin need not store what a driver did before.
 */
import { runningBackendIsToldOfChanges } from '../../properties/back-end.ts';
import { featuresFrozenAfterFeaturesOk } from '../../properties/features-frozen.ts';
import { kickStartIsForLegacy, modernStartsAtDriverOk } from '../../properties/mode.ts';
import { onlyZeroResets } from '../../properties/refusal.ts';
import type { StateProperty, StepProperty } from '../property/property.ts';

export const STATE_CLAIMS: readonly StateProperty[] = [kickStartIsForLegacy, modernStartsAtDriverOk];

export const STEP_CLAIMS: readonly StepProperty[] = [
  featuresFrozenAfterFeaturesOk,
  onlyZeroResets,
  runningBackendIsToldOfChanges,
];

export const CLAIMS = [...STATE_CLAIMS, ...STEP_CLAIMS];
