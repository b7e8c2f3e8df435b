/**
 * virtio-verify as a library. `virtio-verify/machines` has what implementations do, and
 * `virtio-verify/properties` has the catalogue file by file.
 *
 * @example
 * const [scenario] = THREAD_SCENARIOS;
 * const { verdicts } = checkScenario(scenario, PROPERTIES, { patches: [] });
 * verdicts.find(({ property }) => property === 'onlyZeroResets').verdict // 'holds'
 */
import * as xstate from 'xstate';
import * as properties from '../properties/index.ts';
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

export {
  ALL_SCENARIOS,
  type ChosenScenarios,
  chooseScenarios,
  type ScenarioRequest,
} from './scenarios/choose.ts';
export { THREAD_SCENARIOS } from './scenarios/force-modern.ts';

// One's own patches and properties: writing them, and loading them from files.

export { passedOn } from '../machines/backends/vhost.ts';
export { call, callsWith } from '../machines/calls/index.ts';
export { habits } from '../machines/drivers/register-acts.ts';
export { configBytes } from '../machines/vocabulary/config-space.ts';
export type { HistoryStep, HistoryVariable } from './property/history.ts';
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
export { resolvePatches } from './user-files/patches.ts';
export { allProperties, selectProperties } from './user-files/properties.ts';
export type { UserFiles } from './user-files/user-files.ts';

// Checking a scenario, or many.

export { type CheckOptions, checkScenario, type ScenarioResult, type Verdict } from './check/check.ts';
export { type Coverage, type Exploration, type ExploreOptions, explore } from './explore/explorer.ts';
export { type CheckJob, type RunChecks, runChecksHere } from './jobs/check-job.ts';

// Judging a patch.

export { makeReview } from './jobs/review-jobs.ts';
export { type RunReview, runReviewHere } from './jobs/review-pool.ts';
export { planReview, type ReviewPlan, type ReviewRequest } from './review/plan.ts';
export type { Review } from './review/review.ts';

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
