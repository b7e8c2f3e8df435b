/** What a review of two binaries came to, as data. src/report/binaries/ render it. */
import type { Scenario } from '../../../machines/vocabulary/scenario.ts';
import { VISIBILITIES } from '../../compare/visibility.ts';
import type { Conformance } from '../../conform/conformance.ts';
import type { PatchInfo, Review } from '../review.ts';
import type { Pair } from './play-both.ts';
import type {
  PredictedDifference,
  ScenarioCompared,
  ScenarioNotOpened,
  ScenarioOnBinaries,
} from './review-scenario.ts';

export interface BinaryInfo {
  /** As it was given. */
  readonly path: string;
  /** As the binary says it; undefined if it was never opened. */
  readonly version: string | undefined;
}

export interface BinariesReview {
  readonly binaries: Pair<BinaryInfo>;
  /** The model that supplied the directed sequences, said to be the base binary's. */
  readonly against: Review['against'];
  /** Said to turn the base binary into the patched one; often none. */
  readonly patches: readonly PatchInfo[];
  readonly seed: number;
  readonly scenarios: readonly ScenarioOnBinaries[];
  /** True when the user stopped it: scenarios may be missing. */
  readonly interrupted: boolean;
}

export const playedOn = ({ scenarios }: BinariesReview): readonly ScenarioCompared[] =>
  scenarios.filter((each) => each.kind === 'played');

export const notOpenedOn = ({ scenarios }: BinariesReview): readonly ScenarioNotOpened[] =>
  scenarios.filter((each) => each.kind === 'not opened');

export interface FoundIn {
  readonly scenario: Scenario;
  readonly difference: PredictedDifference;
}

/** One difference, wherever it was found. */
export interface BinariesGroup {
  readonly scenarios: readonly Scenario[];
  readonly shortest: FoundIn;
  readonly all: readonly FoundIn[];
}

/** Differences folded over scenarios: the most visible first, then the shortest. */
export function binariesGroups(review: BinariesReview): readonly BinariesGroup[] {
  const byKey = new Map<string, FoundIn[]>();
  for (const { scenario, differences } of playedOn(review))
    for (const difference of differences) {
      const group = byKey.get(difference.key) ?? [];
      group.push({ scenario, difference });
      byKey.set(difference.key, group);
    }
  const groups = [...byKey.values()].flatMap((all): readonly BinariesGroup[] => {
    const [shortest] = [...all].sort((one, two) => one.difference.step - two.difference.step);
    return shortest === undefined ? [] : [{ scenarios: all.map(({ scenario }) => scenario), shortest, all }];
  });
  const rank = ({ shortest }: BinariesGroup) => VISIBILITIES.indexOf(shortest.difference.visibleTo);
  return groups.sort(
    (one, two) => rank(one) - rank(two) || one.shortest.difference.step - two.shortest.difference.step,
  );
}

/** How a binary and the model that is said to be its own get on. */
export type Agreement = 'agree' | 'differ' | 'failed' | 'nothing played';

export function agreementOf({ mismatches, steps }: Conformance): Agreement {
  if (mismatches.some(({ kind }) => kind !== 'target failed')) return 'differ';
  if (mismatches.length > 0) return 'failed';
  return steps === 0 ? 'nothing played' : 'agree';
}

/** How the binaries of all scenarios get on with their models. */
export const agreements = (review: BinariesReview): readonly Agreement[] =>
  playedOn(review).flatMap(({ conformance }) =>
    conformance === undefined ? [] : [agreementOf(conformance.base), agreementOf(conformance.patched)],
  );
