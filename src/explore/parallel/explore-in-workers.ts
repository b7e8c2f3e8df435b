/** One exploration on as many threads as are asked for. */
import { type Exploration, type ExploreOptions, explore } from '../explorer.ts';
import { type Ingredients, makeIngredients, type Recipe } from './ingredients.ts';

export type { Ingredients, Recipe } from './ingredients.ts';

export interface ExploreInWorkersOptions extends ExploreOptions {
  /** Threads that explore, this one included; 1 means no others. */
  readonly workers: number;
  /** The ingredients, for this thread, when it has made them already. */
  readonly made?: Ingredients;
}

/**
 * Explores as `explore` does, on several threads, and comes to the very same result: states, counts and traces
 * do not depend on how many there are. Only what a limit cuts off may differ.
 *
 * It pays for large explorations: each further thread builds the model for itself and has to warm up.
 * @throws the error of a worker, with its name and message
 * @example (await exploreInWorkers({ module, argument: '1k' }, { workers: 1 })).coverage.states // 1944
 */
export async function exploreInWorkers(
  recipe: Recipe,
  options: ExploreInWorkersOptions,
): Promise<Exploration> {
  const { workers, made, ...exploreOptions } = options;
  if (workers <= 1) {
    const { model, input, properties } = made ?? (await makeIngredients(recipe));
    return explore(model, input, properties, exploreOptions);
  }
  // Most explorations need no other thread, and nothing of what speaks to one.
  const { exploreOnThreads } = await import('./threads.ts');
  return exploreOnThreads(recipe, options);
}
