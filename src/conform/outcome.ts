/** What playing several scenarios came to. */
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import type { Conformance } from './conformance.ts';
import type { Mismatch } from './mismatch.ts';

/** A scenario that was played, or the reason why its target could not be opened. */
export type ConformOutcome =
  | { readonly kind: 'played'; readonly result: Conformance }
  | { readonly kind: 'not opened'; readonly scenario: Scenario; readonly because: string };

/** What was to be played. */
export const scenarioOf = (outcome: ConformOutcome): Scenario =>
  outcome.kind === 'played' ? outcome.result.scenario : outcome.scenario;

/** Both said different things, which is news of the model; a target that failed says nothing of it. */
export const isDifference = ({ kind }: Mismatch): boolean => kind !== 'target failed';

/** Those that were played, in order. */
export const playedOf = (outcomes: readonly ConformOutcome[]): readonly Conformance[] =>
  outcomes.flatMap((outcome) => (outcome.kind === 'played' ? [outcome.result] : []));
