/**
 * virtio-verify as a library. `virtio-verify/machines` has what implementations do, and
 * `virtio-verify/properties` has the catalogue file by file.
 *
 * @example
 * const [scenario] = THREAD_SCENARIOS;
 * const { verdicts } = checkScenario(scenario, PROPERTIES, { patches: [] });
 * verdicts.find(({ property }) => property === 'onlyZeroResets').verdict // 'holds'
 */
export { call, callsWith } from '../machines/calls/index.ts';
export { buildModel } from '../machines/model.ts';
export { formatScenario, type Scenario } from '../machines/scenario.ts';
export { PATCHES, SEMANTICS } from '../machines/semantics/index.ts';
export { THREAD_SCENARIOS } from '../machines/thread-scenarios.ts';
export type { Observation, Operation } from '../machines/vocabulary/operation.ts';
export { PROPERTIES } from '../properties/index.ts';
export { type CheckOptions, checkScenario, type ScenarioResult, type Verdict } from './check/check.ts';
export { type Coverage, type Exploration, type ExploreOptions, explore } from './check/explore.ts';
export type {
  AgreementProperty,
  Property,
  ReachabilityProperty,
  RelationalProperty,
  StateProperty,
  StepProperty,
} from './check/property.ts';
export { BadFileError } from './errors.ts';
export { observe } from './model/part.ts';
export { definePatch, type MachinePatch, type Patch } from './model/patch.ts';
export { TRACE_FORMATS } from './report/trace-formats.ts';
export { replayOn } from './targets/replay.ts';
export { type Target, TargetError } from './targets/target.ts';
export type { Trace, TraceStep } from './trace/trace.ts';
export { parseTrace, stringifyTrace } from './trace/trace-file.ts';
