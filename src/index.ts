/**
 * virtio-verify as a library: docs/library.md. `virtio-verify/machines` has what implementations do, and
 * `virtio-verify/properties` has the catalogue file by file.
 *
 * @example
 * const [scenario] = THREAD_SCENARIOS;
 * const { verdicts } = checkScenario(scenario, PROPERTIES, { patches: [] });
 * verdicts.find(({ property }) => property === 'onlyZeroResets').verdict // 'holds'
 */
import * as xstate from 'xstate';
import * as properties from '../properties/index.ts';
import { checkWith } from './library/check.ts';
import { reviewWith } from './library/review.ts';
import * as machines from './machines.ts';
import type { SharedModules } from './user-files/user-files.ts';

// What there is to verify.

export { PATCHES, SEMANTICS } from '../machines/semantics/index.ts';
export type { Observation, Operation } from '../machines/vocabulary/operation.ts';
export { formatScenario, type Scenario } from '../machines/vocabulary/scenario.ts';
export { type DriverHistory, driverHistory } from '../properties/driver-history.ts';
export { PROPERTIES } from '../properties/index.ts';
export { buildModel } from './model/build-model.ts';

// Which scenarios: the product of names, or those of the thread.

export { type ScenarioNames, scenarioOf, scenariosOf } from './library/scenario.ts';
export { CHOICES, type Choice, defaultFeatures } from './scenarios/choices.ts';
export {
  ALL_SCENARIOS,
  type ChosenScenarios,
  chooseScenarios,
  SCENARIO_DEFAULTS,
  type ScenarioRequest,
} from './scenarios/choose.ts';
export { THREAD_SCENARIOS } from './scenarios/force-modern.ts';

// One's own patches and properties: writing them, and loading them from files.

export { passedOn } from '../machines/backends/vhost.ts';
export { call, callsWith } from '../machines/calls/index.ts';
export {
  type Acts,
  type DriverContext,
  driverPart,
  NOTHING_KNOWN,
  type Playbook,
  playbook,
  underway,
} from '../machines/drivers/acts.ts';
/** What drivers and hosts may do, as arbitraries of fast-check: feature words, status bytes, sequences of operations. */
export * as arbitraries from '../machines/drivers/adversary/arbitraries.ts';
export {
  conformingRestart,
  conformingStart,
  habits,
  readBackProbes,
  readOfferWord,
  writeWord,
} from '../machines/drivers/register-acts.ts';
export { configBytes } from '../machines/vocabulary/config-space.ts';
export type { DeviceInput } from '../machines/vocabulary/device-input.ts';
export type { HistoryStep, HistoryVariable } from './property/history.ts';
export { LEVELS, type Level } from './property/level.ts';
export type {
  AgreementProperty,
  Property,
  ReachabilityProperty,
  RelationalProperty,
  StateProperty,
  StateSeen,
  StepProperty,
  StepSeen,
} from './property/property.ts';
export { type DriverPart, observe, type Part } from './statechart/part.ts';
export { definePatch, type MachinePatch, type Patch } from './statechart/patch.ts';
export { type Config, defineConfig, type Settings } from './user-files/config.ts';
export { resolvePatches } from './user-files/patches.ts';
export { allProperties, selectProperties } from './user-files/properties.ts';
export type { UserFiles } from './user-files/user-files.ts';

// Checking a scenario, or many.

export { type CheckOptions, checkScenario, type ScenarioResult, type Verdict } from './check/check.ts';
export type { Consequence, VerdictCause } from './check/verdict.ts';
export { type Coverage, type Exploration, type ExploreOptions, explore } from './explore/explorer.ts';
export { type CheckJob, type RunChecks, runChecksHere } from './jobs/check-job.ts';
export type { CheckRequest } from './library/check.ts';
export { checkReportOf, outcomeOf } from './library/report.ts';
export { type SampleOptions, sample } from './sample/sample.ts';

// Judging a patch.

export { makeReview } from './jobs/review-jobs.ts';
export { type RunReview, runReviewHere } from './jobs/review-pool.ts';
export { type PatchReviewRequest, reviewReportOf } from './library/review.ts';
export { planReview, type ReviewPlan, type ReviewRequest } from './review/plan.ts';
export type { Review } from './review/review.ts';

// Holding a model against a real target.

export { conform } from './conform/conform.ts';
export { CONFORM_DEFAULTS, type Conformance, type ConformOptions } from './conform/conformance.ts';
export type { Mismatch } from './conform/mismatch.ts';
export type { ConformOutcome } from './conform/outcome.ts';
export { playAll } from './conform/play-all.ts';
export { type ConformPlay, choosePlays } from './conform/plays.ts';
export { CONFORM_SCENARIOS } from './scenarios/conform.ts';

// Drawing.

export type { Statechart } from './diagram/chart.ts';
export { renderDot } from './diagram/dot.ts';
export { renderMermaidStatechart } from './diagram/mermaid.ts';
export { statechartOf } from './diagram/statechart.ts';
export { chartOfLifecycle, chartOfMachine, renderSvg } from './library/drawing.ts';

// Reports: of checks, of reviews, of conformance. Those of one trace are `TRACE_FORMATS`.

export { type CheckReport, standsApart } from './report/check/check-report.ts';
export { renderFindings } from './report/check/findings.ts';
export { renderCheckJson } from './report/check/json.ts';
export { renderJunit } from './report/check/junit.ts';
export { renderCheckMarkdown } from './report/check/markdown.ts';
export { renderSarif } from './report/check/sarif/sarif.ts';
export { renderCheckText } from './report/check/text.ts';
export { renderConformJson } from './report/conform/json.ts';
export { renderConformText } from './report/conform/text.ts';
export { renderReviewEmail } from './report/review/email.ts';
export { renderReviewJson } from './report/review/json.ts';
export { renderReviewMarkdown } from './report/review/markdown.ts';
export type { ReviewReport } from './report/review/review-report.ts';
export { renderReviewText } from './report/review/text.ts';

// Traces: reading and writing them, and playing them again, on a model or on a real target.

export { confirmViolations } from './replay/confirm.ts';
export { type ModelReplay, replayOnModel } from './replay/on-model.ts';
export { type Compared, replayOnTarget, verdictOf } from './replay/on-target.ts';
export { TRACE_FORMATS } from './report/trace/trace-formats.ts';
export { TARGETS } from './targets/kinds/index.ts';
export { type OpenTarget, opener, type TargetKind } from './targets/kinds/target-kind.ts';
export { replayOn } from './targets/replay.ts';
export { type Target, TargetError } from './targets/target.ts';
export type { Trace, TraceStep } from './trace/trace.ts';
export { parseTrace, stringifyTrace } from './trace/trace-file.ts';

// What goes wrong.

export { BadFileError, RequestError, UserCodeError } from './errors/errors.ts';
export { UnknownNameError } from './errors/unknown-name.ts';

/**
 * Checks claims on scenarios, by their names: what `virtio-verify check` does, without printing anything.
 *
 * @throws UnknownNameError, RequestError, BadFileError for what the command answers with exit code 2
 * @example
 * const scenarios = { transport: 'mmio', driver: 'linux-5.18' };
 * const [result] = await check({ scenarios, claims: ['offeredOnly'] });
 * result.verdicts.map(({ property, verdict }) => [property, verdict]) // [['offeredOnly', 'holds']]
 */
export const check = checkWith(() => sharedModules());

/**
 * Judges patches against a base: what `virtio-verify review` does, without printing anything.
 *
 * @throws UnknownNameError, RequestError, BadFileError for what the command answers with exit code 2
 * @example
 * const where = { transport: 'ccw', device: 'net', backend: 'none', driver: 'linux-5.18' };
 * const judged = await review({ patches: ['force-modern-v2'], scenarios: where, claims: ['modern*'] });
 * judged.rows.every(({ change }) => change === 'same') // true
 */
export const review = reviewWith(() => sharedModules());

/**
 * What the imports of users' files mean: the copies that run here. To be passed to whatever loads such files.
 *
 * @example
 * const files = { cwd: 'test/fixtures/user-files', modules: sharedModules };
 * const [patch] = await resolvePatches(['./one-step-more.ts'], files);
 * patch.name // './one-step-more.ts'
 */
export const sharedModules = async (): Promise<SharedModules> => ({
  // Itself: a user's file imports everything that is exported here.
  'virtio-verify': await import('./index.ts'),
  'virtio-verify/machines': machines,
  'virtio-verify/properties': properties,
  xstate,
});
