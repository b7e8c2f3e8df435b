/** What a search knows of causes, as far as scripts need to. */
import type { Property } from '../../property/property.ts';

export interface KnownCauses {
  /** A trace of `least` operations may still be news: of a new cause, or shorter than the one that is known. */
  readonly mayChange: (property: Property, least: number) => boolean;
  /** From how many operations on a trace of this cause is no news; `Infinity` while it is not known. */
  readonly limitOf: (property: Property, cause: number) => number;
}
