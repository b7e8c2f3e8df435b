/** Puts the causes of one property in order, and those that one trace shows together. */

import { flatKey } from '../numbering/interner.ts';
import type { Cause, CauseFound } from '../property/cause.ts';
import type { Finding } from '../property/finding.ts';

/** A cause with the first of its shortest traces. */
export interface CausePath {
  readonly cause: Cause;
  readonly finding: Finding;
  /** Operations before a script begins, or before the guilty step. */
  readonly depth: number;
  /** By operation up to there (the guilty one included): its place among those that were possible. */
  readonly ranks: readonly number[];
  /** The place among what scripts show from one state. */
  readonly order: number;
}

/** Shortest first; of equal length, the one that comes first in the order of the alphabet. At most `max`. */
export function causesFound(paths: readonly CausePath[], max: number): readonly CauseFound[] {
  const sorted = [...paths].sort(inOrder);
  const found = new Map<string, CauseFound>();
  for (const { cause, finding } of sorted) {
    const key = keyOf(cause, finding);
    const known = found.get(key);
    found.set(
      key,
      known === undefined ? { causes: [cause], finding } : { ...known, causes: [...known.causes, cause] },
    );
  }
  return [...found.values()].slice(0, max);
}

function inOrder(one: CausePath, two: CausePath): number {
  return (
    one.finding.operations.length - two.finding.operations.length ||
    one.depth - two.depth ||
    one.ranks.map((rank, at) => rank - (two.ranks[at] ?? 0)).find((each) => each !== 0) ||
    one.order - two.order ||
    (one.cause.field < two.cause.field ? -1 : 1)
  );
}

/** Equal for the same trace of the same variant. */
const keyOf = ({ variant }: Cause, { operations, branch }: Finding): string =>
  JSON.stringify([variant, operations.map(flatKey), branch?.after, branch?.operations.map(flatKey)]);
