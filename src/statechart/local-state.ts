/** What one part is in: a leaf state of its machine, and its context. */
import type { Flat } from './part.ts';

export interface LocalState {
  /** Index into `CompiledMachine.values`. */
  readonly leaf: number;
  readonly context: Flat;
}
