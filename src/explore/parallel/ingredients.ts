/** What an exploration is made of, and how a thread comes by it: functions cannot be sent to one. */
import type { DeviceInput } from '../../../machines/vocabulary/device-input.ts';
import type { CompiledModel } from '../../model/model.ts';
import type { Property } from '../../property/property.ts';

export interface Ingredients {
  readonly model: CompiledModel;
  readonly input: DeviceInput;
  readonly properties: readonly Property[];
}

/** How to make the same ingredients in another thread. */
export interface Recipe {
  /** URL of a module that exports `ingredients`, a function that makes them, at once or in time. */
  readonly module: string;
  /** What it is called with; anything that can be sent to another thread. */
  readonly argument: unknown;
}

/** Makes the ingredients in this thread. */
export async function makeIngredients({ module, argument }: Recipe): Promise<Ingredients> {
  const { ingredients } = (await import(module)) as {
    readonly ingredients: (argument: unknown) => Ingredients | Promise<Ingredients>;
  };
  return ingredients(argument);
}
