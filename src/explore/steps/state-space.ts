/** The numbers that a search gives to what it meets, for parts of the engine that look at its states. */
import type { Product } from '../../model/product.ts';
import type { Interner } from '../../numbering/interner.ts';
import type { History } from '../../property/history.ts';
import type { TailStates } from './tail-states.ts';

export interface StateSpace {
  readonly product: Product;
  readonly tails: TailStates;
  readonly histories: Interner<History>;
}
