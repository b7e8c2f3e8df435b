/** What a check came to, as the reports of a whole check need it. src/cli/output/check-reporters.ts lists those reports. */
import type { Scenario } from '../../../machines/vocabulary/scenario.ts';
import { type Comparison, formatAccepted, type Judgement } from '../../baseline/compare.ts';
import type { ScenarioResult, Verdict } from '../../check/check.ts';
import type { VerdictCause } from '../../check/verdict.ts';
import { isFault } from '../../property/level.ts';
import type { Confirmation } from './confirmation.ts';

export interface CheckReport {
  readonly tool: { readonly name: string; readonly version: string };
  readonly results: readonly ScenarioResult[];
  /** True when the user stopped the check, so that scenarios may be missing. */
  readonly interrupted: boolean;
  /** Scenarios that were asked for, and that the interruption left no time for. */
  readonly notBegun?: readonly Scenario[];
  /** The user chose the claims by level or by name, so that each violation counts; without it the level decides. */
  readonly everyLevelCounts?: boolean;
  /** The command that shows a violation again, ready to paste; `cause` counts from 1. */
  readonly replayCommand: (result: ScenarioResult, verdict: Violated, cause?: number) => string;
  /** The accepted violations that it was held against. */
  readonly baseline?: BaselineReport;
  /** Where a reader can look, of a claim in a scenario or of the trace of one of its causes. */
  readonly placeOf?: (at: PlaceRequest) => Place | undefined;
  /** The command of this check with more words, ready to paste; undefined where none made it. */
  readonly commandWith?: (words: readonly string[]) => string;
  /** What a real target said of a violation; undefined where none was asked. */
  readonly confirmationOf?: (verdict: Violated) => Confirmation | undefined;
}

/** What of a check is known already. */
export interface BaselineReport {
  /** As the user gave it. */
  readonly file: string;
  readonly comparison: Comparison;
  readonly judgementOf: (cause: VerdictCause) => Judgement | undefined;
}

/** A line of a file, as seen from where the check ran, with slashes; lines count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

export interface PlaceRequest {
  readonly scenario: Scenario;
  readonly property: string;
  /** Of a violation; `number` counts its causes from 1. */
  readonly found?: { readonly result: ScenarioResult; readonly verdict: Violated; readonly number: number };
}

export type Violated = Extract<Verdict, { readonly verdict: 'violated' }>;

export const isViolated = (verdict: Verdict): verdict is Violated => verdict.verdict === 'violated';

export interface ViolationAt {
  readonly result: ScenarioResult;
  readonly verdict: Violated;
}

/** Every violation, in the order in which reports list them. */
export const violationsOf = (results: readonly ScenarioResult[]): readonly ViolationAt[] =>
  results.flatMap((result) => result.verdicts.filter(isViolated).map((verdict) => ({ result, verdict })));

/** A violation that is none of a rule: of a claim that the specification leaves open, of the thread, of inner state. */
export const standsApart = (
  { everyLevelCounts }: Pick<CheckReport, 'everyLevelCounts'>,
  { verdict, level }: Verdict,
): boolean => verdict === 'violated' && everyLevelCounts !== true && !isFault(level);

/** The heading over them. */
export const APART =
  'Apart, for no rule decides it: choices of the specification, what the thread asks for, inner state';
/** The causes of a violation that no baseline accepts; all of them without one. */
export const freshCauses = (
  { baseline }: Pick<CheckReport, 'baseline'>,
  { causes }: Violated,
): readonly VerdictCause[] => causes.filter((cause) => baseline?.judgementOf(cause)?.is !== 'known');

/** A violation that a baseline accepts, in all of its causes. */
export const isAccepted = (report: Pick<CheckReport, 'baseline'>, verdict: Verdict): boolean =>
  isViolated(verdict) && verdict.causes.length > 0 && freshCauses(report, verdict).length === 0;

/** The causes that are told of a violation, the first of them in full: those that no baseline accepts. */
export function toldCauses(
  report: Pick<CheckReport, 'baseline'>,
  violation: ViolationAt,
): readonly [CauseAt, ...CauseAt[]] {
  const fresh = freshCauses(report, violation.verdict);
  const [first, ...rest] = causesOf([violation]).filter(({ cause }) => fresh.includes(cause));
  const { trace } = violation.verdict;
  return [
    first ?? { ...violation, cause: { variant: '', operation: '', fields: [], trace }, number: 1 },
    ...rest,
  ];
}

/** The entries by which it is accepted, each reason once. */
export const acceptedBy = (
  { baseline }: Pick<CheckReport, 'baseline'>,
  { causes }: Violated,
): readonly string[] => [
  ...new Set(
    causes.flatMap((cause) => {
      const judgement = baseline?.judgementOf(cause);
      return judgement?.is === 'known' ? [formatAccepted(judgement.entry)] : [];
    }),
  ),
];

/** `must`, or with the rule: `(2.2.2-c, must)`; the level alone where the rule says as much. */
export const ruleAndLevel = ({ rule, level }: Pick<Verdict, 'rule' | 'level'>): string =>
  rule === level ? rule : `${rule}, ${level}`;

/** A cause of a violation, by its number among them, from 1 on. */
export interface CauseAt extends ViolationAt {
  readonly cause: VerdictCause;
  readonly number: number;
}

/** Every cause of every violation, in the same order. */
export const causesOf = (violations: readonly ViolationAt[]): readonly CauseAt[] =>
  violations.flatMap(({ result, verdict }) =>
    verdict.causes.map((cause, at) => ({ result, verdict, cause, number: at + 1 })),
  );

/** `host migrate: core.startOnKick, core.started`. */
export const formatCause = ({ operation, fields }: Pick<VerdictCause, 'operation' | 'fields'>): string =>
  fields.length === 0 ? operation : `${operation}: ${fields.join(', ')}`;

/** `cause 2 of 3 (host migrate: core.started)`; with a bound that was hit, `cause 2 of 16 or more (…)`. */
export const formatCauseNumber = ({ verdict, cause, number }: CauseAt): string =>
  `cause ${number} of ${verdict.causes.length}${verdict.causesCut === true ? ' or more' : ''} (${formatCause(cause)})`;

/** The words of a tally, and the order in which it counts. */
const TALLY: readonly (readonly [Verdict['verdict'], string])[] = [
  ['violated', 'violated'],
  ['inconclusive', 'inconclusive'],
  ['holds', 'hold'],
  ['vacuous', 'vacuous'],
  ['skipped', 'skipped'],
];

/** `2 violated, 27 hold, 13 skipped, 4 apart`: those that stand apart are violated, and count for nothing else. */
export function tally(
  report: Pick<CheckReport, 'everyLevelCounts' | 'baseline'>,
  all: readonly Verdict[],
): string {
  const notKnown = all.filter((verdict) => !isAccepted(report, verdict));
  const known = all.length - notKnown.length;
  const verdicts = notKnown.filter((verdict) => !standsApart(report, verdict));
  const apart = notKnown.length - verdicts.length;
  const counts = TALLY.flatMap(([kind, word]) => {
    const count = verdicts.filter(({ verdict }) => verdict === kind).length;
    return count === 0 ? [] : [`${thousands(count)} ${word}`];
  });
  if (known > 0) counts.push(`${thousands(known)} known`);
  if (apart > 0) counts.push(`${thousands(apart)} apart`);
  return counts.join(', ') || 'nothing checked';
}

/** `1,692`: the same whatever the locale. */
export const thousands = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',');

/** `1,692 states, 49,068 transitions, depth 11, complete (0.2 s)`. */
function formatCoverage({ coverage }: ScenarioResult): string {
  const { states, transitions, depth, complete, seconds } = coverage;
  const extent = complete ? 'complete' : `stopped by ${coverage.stoppedBy ?? 'a bound'}`;
  return `${thousands(states)} states, ${thousands(transitions)} transitions, depth ${depth}, ${extent} (${formatSeconds(seconds)})`;
}

/** `1,000 runs of up to 100 operations, 61,234 in all, seed 1 (2.3 s)`; undefined if nothing was sampled. */
function formatSampling({ sampling }: ScenarioResult): string | undefined {
  if (sampling === undefined) return undefined;
  const { runs, maxLength, operations, seed, seconds, stoppedBy } = sampling;
  const cut = stoppedBy === undefined ? '' : `, stopped by ${stoppedBy}`;
  return `${thousands(runs)} runs of up to ${maxLength} operations, ${thousands(operations)} in all, seed ${seed}${cut} (${formatSeconds(seconds)})`;
}

/** What the verdicts of a scenario rest on, a line for each engine that looked. */
export function formatExtent(result: ScenarioResult): readonly string[] {
  const sampling = formatSampling(result);
  const explored = sampling !== undefined && result.coverage.states === 0 ? [] : [formatCoverage(result)];
  return sampling === undefined ? explored : [...explored, sampling];
}

/** In the unit that fits. */
function formatSeconds(seconds: number): string {
  if (seconds < 0.1) return `${Math.round(seconds * 1000)} ms`;
  return seconds < 10 ? `${seconds.toFixed(1)} s` : `${Math.round(seconds)} s`;
}
