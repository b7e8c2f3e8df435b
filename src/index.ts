/**
 * virtio-verify as a library. `virtio-verify/machines` has what implementations do, and
 * `virtio-verify/properties` has the catalogue file by file.
 *
 * @example
 * const [scenario] = THREAD_SCENARIOS;
 * const { verdicts } = checkScenario(scenario, PROPERTIES, { patches: [] });
 * verdicts.find(({ property }) => property === 'onlyZeroResets').verdict // 'holds'
 */

export { PATCHES, SEMANTICS } from '../machines/semantics/index.ts';
export type { Observation, Operation } from '../machines/vocabulary/operation.ts';
export { formatScenario, type Scenario } from '../machines/vocabulary/scenario.ts';
export { type DriverHistory, driverHistory } from '../properties/driver-history.ts';
export { PROPERTIES } from '../properties/index.ts';
export { type CheckOptions, checkScenario, type ScenarioResult, type Verdict } from './check/check.ts';
export { BadFileError } from './errors/bad-file-error.ts';
export { type Coverage, type Exploration, type ExploreOptions, explore } from './explore/explorer.ts';
export { buildModel } from './model/build-model.ts';
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
export { TRACE_FORMATS } from './report/trace/trace-formats.ts';
export { THREAD_SCENARIOS } from './scenarios/force-modern.ts';
export { call, observe } from './statechart/part.ts';
export { definePatch, type MachinePatch, type Patch } from './statechart/patch.ts';
export { replayOn } from './targets/replay.ts';
export { type Target, TargetError } from './targets/target.ts';
export type { Trace, TraceStep } from './trace/trace.ts';
export { parseTrace, stringifyTrace } from './trace/trace-file.ts';
