/** A scenario's device without its driver. */
import type { CompiledModel } from './model.ts';

/**
 * The model whose driver is told of nothing and chooses nothing: what is done to it is given from outside. A run that
 * is already known, such as a trace, a script of a property or a path of a walk, is performed on this one: the driver
 * has had its say in it, or never had one. The driver's part stays where it is in a state, and never leaves the state
 * in which it begins.
 */
export const deviceOnly = (model: CompiledModel): CompiledModel => ({ ...model, driver: undefined });
