/** What an engine finds. */
import type { Operation } from '../../machines/vocabulary/operation.ts';

/** A violation: the operations that lead to it, and what is wrong then. */
export interface Finding {
  readonly property: string;
  readonly operations: readonly Operation[];
  /** Index of the guilty operation; -1 when power-on itself is wrong. */
  readonly guiltyStep: number;
  readonly message: string;
  /** The second run of a relational property. */
  readonly branch?: { readonly after: number | 'powerOn'; readonly operations: readonly Operation[] };
}
