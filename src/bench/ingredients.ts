/** A size's model and claims, for the threads of one exploration. */
import type { Ingredients } from '../explore/parallel/ingredients.ts';
import { CLAIMS } from './claims.ts';
import { buildSize, sizeNamed } from './sizes.ts';

/** What a thread explores at the size with this name. */
export function ingredients(name: string): Ingredients {
  const size = sizeNamed(name);
  if (size === undefined) throw new RangeError(`there is no size "${name}"`);
  const { model, input } = buildSize(size);
  return { model, input, properties: CLAIMS };
}
