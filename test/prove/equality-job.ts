/** One scenario held against xstate, as data that can be sent to another thread. */

import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import { withReusedScopes } from '../../src/bench/xstate-model.ts';
import { buildModel } from '../../src/model/build-model.ts';
import { threadAlphabet } from '../../src/scenarios/force-modern.ts';
import { compareEveryState, compareEveryStep, type Equality } from './equality.ts';

/** `steps`: all steps of all parts, with the small alphabet of `check`. `states`: all states, with the thread's smaller one. */
export const COMPARISONS = ['steps', 'states'] as const;

export interface EqualityJob {
  readonly compare: (typeof COMPARISONS)[number];
  readonly scenario: Scenario;
}

/** Compares here and now. */
export async function runEqualityJob({ compare, scenario }: EqualityJob): Promise<Equality> {
  return compare === 'steps'
    ? compareEveryStep(buildModel(scenario, { patches: [], alphabet: 'small' }), withReusedScopes())
    : compareEveryState(
        buildModel(scenario, { patches: [], alphabet: threadAlphabet(scenario) }),
        withReusedScopes(),
      );
}
