/** The numbers that a search gives to what it meets, for parts of the engine that look at its states. */
import type { Product } from '../../model/product.ts';
import type { Flat } from '../../numbering/flat.ts';
import type { TailStates } from './tail-states.ts';

export interface StateSpace {
  readonly product: Product;
  readonly tails: TailStates;
  /** The history of a state vector. */
  readonly historyOf: (state: Int32Array) => Flat;
}
