/** The default scenario, and its first violation: the time until a user sees something. */

import { kickStartIsForLegacy } from '../../properties/mode.ts';
import { explore } from '../explore/explorer.ts';
import { type BuiltModel, buildModel } from '../model/build-model.ts';
import { chooseScenarios } from '../scenarios/choose.ts';

/** What `check` builds when only its transport is named, and nothing else. */
export function buildDefault(): BuiltModel {
  const [scenario] = chooseScenarios({}).scenarios;
  if (scenario === undefined) throw new Error('there is no default scenario');
  return buildModel(scenario, { patches: [], alphabet: 'small' });
}

/** Operations until the property has its shortest trace. */
export function firstCounterexample({ model, input }: BuiltModel): number {
  const { findings } = explore(model, input, [kickStartIsForLegacy], { stopWhenAllViolated: true });
  const found = findings.get(kickStartIsForLegacy.id);
  if (found === undefined)
    throw new Error(`${kickStartIsForLegacy.id} is no longer violated in the default scenario`);
  return found.operations.length;
}
