/**
 * What an exploration is made of, from what can be sent to another thread: names and files. Each thread that
 * takes part in an exploration calls it for itself.
 */

import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import type { CheckOptions } from '../check/check.ts';
import type { Ingredients, Recipe } from '../explore/parallel/ingredients.ts';
import { buildModel } from '../model/build-model.ts';
import { resolvePatches } from './patches.ts';
import { allProperties } from './selection.ts';

export interface NamedIngredients {
  readonly scenario: Scenario;
  /** Ids of the properties. */
  readonly properties: readonly string[];
  readonly propertyFiles: readonly string[];
  readonly cwd: string;
  readonly alphabet?: CheckOptions['alphabet'];
}

/** The model of the scenario, and those of the properties that it does not skip. */
export async function ingredients({
  scenario,
  properties: ids,
  propertyFiles,
  cwd,
  alphabet,
}: NamedIngredients): Promise<Ingredients> {
  const patches = await resolvePatches(scenario.patches, cwd);
  const all = await allProperties(propertyFiles, cwd);
  const { model, input } = buildModel(scenario, {
    patches,
    ...(alphabet === undefined ? {} : { alphabet }),
  });
  const properties = all.filter(
    (each) => ids.includes(each.id) && each.skips?.(input, scenario) === undefined,
  );
  return { model, input, properties };
}

/** Names this module, so that another thread can call it. */
export const recipeOf = (argument: NamedIngredients): Recipe => ({ module: import.meta.url, argument });
