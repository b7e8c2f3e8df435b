/** Flat records: what is numbered, compared and printed has no nested values. */

export type FlatValue = string | number | boolean;
export type Flat = Readonly<Record<string, FlatValue>>;
