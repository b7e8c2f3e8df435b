/** A model without the machine that drives it: for operations that somebody else has chosen. */
import type { CompiledModel } from './model.ts';

/** `model` without its driver, who then neither chooses operations nor is told of them. */
export const deviceOnly = (model: CompiledModel): CompiledModel =>
  model.driver === undefined ? model : { ...model, driver: undefined };
