/** What a review came to, as data. src/report renders it; src/cli/commands/review.ts has it made. */

import type { Observation, Operation } from '../../machines/vocabulary/operation.ts';
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import type { ScenarioResult } from '../check/check.ts';
import type { RepeatedEvent } from '../compare/repeated-events.ts';
import { VISIBILITIES, type Visibility } from '../compare/visibility.ts';
import type { Coverage } from '../explore/explorer.ts';
import type { Reach } from '../mail/hooked-places.ts';
import type { InnerState, Trace } from '../trace/trace.ts';
import type { InteractionRow } from './combinations.ts';
import type { Redefinition } from './redefined.ts';
import type { AlphabetSize } from './scope.ts';
import type { ReviewRow } from './verdict-rows.ts';

/** A patch under review. */
export interface PatchInfo {
  readonly name: string;
  readonly title: string;
  readonly source: string;
  /** What it changes, in words, a line each. */
  readonly changes: readonly string[];
  /** Where in the machines it sets in; a review of two binaries does not ask. */
  readonly reach?: readonly Reach[];
}

/** A nearest difference, as a trace whose branch is the base's run. */
export interface DifferenceFound {
  readonly visibleTo: Visibility;
  readonly trace: Trace;
}

/** How two models of one scenario differ; states are pairs. */
export interface Compared {
  readonly coverage: Coverage;
  readonly differences: readonly DifferenceFound[];
}

export interface ScenarioReview {
  /** With the patches. */
  readonly scenario: Scenario;
  readonly base: ScenarioResult;
  readonly patched: ScenarioResult;
  /** Undefined if the patches change no machine of this scenario, so that both sides are one model. */
  readonly compared: Compared | undefined;
}

/** The patches' steps and events done twice, in one scenario. */
export interface RepeatedIn {
  readonly scenario: Scenario;
  /** Every inserted step twice, compared with once; undefined if the patches insert none here. */
  readonly steps: Compared | undefined;
  readonly events: readonly RepeatedEvent[];
  readonly coverage: Coverage;
}

/** These patches with one more. */
export interface Combination {
  readonly other: string;
  /** Why they cannot be laid over one another; then there are no rows. */
  readonly impossible?: string;
  readonly scenarios: readonly Scenario[];
  readonly rows: readonly InteractionRow[];
  /** True if some verdict was cut off by a bound. */
  readonly isUndecided: boolean;
}

export interface Review {
  /** The base, and the patches under the ones reviewed. */
  readonly against: { readonly semantics: string; readonly patches: readonly string[] };
  readonly patches: readonly PatchInfo[];
  /** Rivals in whose place the patches are looked at: the other side of every comparison has them over the base. */
  readonly insteadOf: readonly PatchInfo[];
  /** What patches that lie over one another define twice. */
  readonly redefined: readonly Redefinition[];
  readonly alphabet: AlphabetSize;
  readonly scenarios: readonly ScenarioReview[];
  readonly rows: readonly ReviewRow[];
  /** Steps that the patches insert, as `machine: steps after step`. */
  readonly inserted: readonly string[];
  readonly repeated: readonly RepeatedIn[];
  readonly combinations: readonly Combination[];
  /** True when the user stopped it: scenarios may be missing. */
  readonly interrupted: boolean;
}

/** `qemu-6.1 + fence-legacy`. */
export const nameOf = ({ semantics, patches }: Review['against']): string =>
  [semantics, ...patches].join(' + ');

/** The other side of every comparison: the base, with the rivals over it if there are any. */
export const otherSide = ({ against, insteadOf }: Pick<Review, 'against' | 'insteadOf'>): string =>
  nameOf({ ...against, patches: [...against.patches, ...insteadOf.map(({ name }) => name)] });

/** The differences of one kind, shortest first, with their scenarios. */
export interface DifferenceGroup {
  readonly visibleTo: Visibility;
  readonly scenarios: readonly Scenario[];
  readonly shortest: Trace;
}

interface ComparedAt {
  readonly scenario: Scenario;
  readonly compared: Compared | undefined;
}

/** Differences folded by who sees them; kinds without any are left out. */
export function differenceGroups(all: readonly ComparedAt[]): readonly DifferenceGroup[] {
  return VISIBILITIES.flatMap((visibleTo): readonly DifferenceGroup[] => {
    const found = all.flatMap(({ scenario, compared }) =>
      (compared?.differences ?? [])
        .filter((each) => each.visibleTo === visibleTo)
        .map(({ trace }) => ({ scenario, trace })),
    );
    const [first] = [...found].sort((one, two) => one.trace.steps.length - two.trace.steps.length);
    if (first === undefined) return [];
    return [{ visibleTo, scenarios: found.map(({ scenario }) => scenario), shortest: first.trace }];
  });
}

/** One internal event of the patches at one point of the lifecycle, over all scenarios. */
export interface EventAt {
  readonly lifecycle: string;
  readonly states: number;
  readonly secondActs: number;
  readonly shortest?: {
    readonly scenario: Scenario;
    readonly operations: readonly Operation[];
    readonly observations: readonly Observation[];
    readonly before: InnerState;
    readonly after: InnerState;
  };
}

export interface EventGroup {
  /** `forceModern to the core`. */
  readonly event: string;
  readonly part: string;
  readonly where: RepeatedEvent['where'];
  readonly points: readonly EventAt[];
}

/** The patches' own events, folded over scenarios and over the values that they carry. */
export function eventGroups(repeated: readonly RepeatedIn[]): readonly EventGroup[] {
  const groups = new Map<string, { readonly group: EventGroup; readonly points: Map<string, EventAt> }>();
  for (const { scenario, events } of repeated) {
    for (const { delivery, where, points } of events) {
      const key = `${delivery.to} ${delivery.event.type}`;
      const entry = groups.get(key) ?? {
        group: { event: delivery.event.type, part: delivery.to, where, points: [] },
        points: new Map<string, EventAt>(),
      };
      groups.set(key, entry);
      for (const { lifecycle, states, secondActs, shortest } of points) {
        const known = entry.points.get(lifecycle) ?? { lifecycle, states: 0, secondActs: 0 };
        const isShorter =
          shortest !== undefined &&
          (known.shortest === undefined || shortest.operations.length < known.shortest.operations.length);
        entry.points.set(lifecycle, {
          ...known,
          states: known.states + states,
          secondActs: known.secondActs + secondActs,
          ...(isShorter ? { shortest: { scenario, ...shortest } } : {}),
        });
      }
    }
  }
  return [...groups.values()].map(({ group, points }) => ({ ...group, points: [...points.values()] }));
}

/** The bounds that were hit, without repetition; empty when everything was explored to its end. */
export function boundsHit({ scenarios, repeated, combinations }: Review): readonly string[] {
  const coverages = [
    ...scenarios.flatMap(({ base, patched, compared }) => [
      base.coverage,
      patched.coverage,
      compared?.coverage,
    ]),
    ...repeated.flatMap(({ coverage, steps }) => [coverage, steps?.coverage]),
  ];
  const reasons = coverages.flatMap((coverage) =>
    coverage === undefined || coverage.complete ? [] : [coverage.stoppedBy ?? 'a bound'],
  );
  const combined = combinations.some(({ isUndecided }) => isUndecided) ? ['a bound in a combination'] : [];
  return [...new Set([...reasons, ...combined])];
}
