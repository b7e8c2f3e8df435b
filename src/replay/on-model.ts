/** Replay on a model: does the trace's property still fail on these operations? */

import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import { recordSteps, traceOf } from '../check/build-trace.ts';
import { type Reevaluation, reevaluate } from '../check/reevaluate.ts';
import { type BuiltModel, buildModel } from '../model/build-model.ts';
import { deviceOnly } from '../model/device-only.ts';
import { powerOn } from '../model/perform.ts';
import { refuseUntaken } from '../model/untaken.ts';
import type { Property } from '../property/property.ts';
import type { Patch } from '../statechart/patch.ts';
import { sameObservations } from '../targets/replay.ts';
import type { Trace, TraceStep } from '../trace/trace.ts';
import type { StepComparison } from './comparison.ts';

export interface ModelReplayOptions {
  /** What to play it on, if not the trace's own scenario. */
  readonly scenario?: Scenario;
  /** The scenario's patches, resolved from their names by the caller, who may load them from files. */
  readonly patches: readonly Patch[];
  /** The claim to put to the run; without one only the observations are compared. */
  readonly property?: Property | undefined;
}

export interface ModelReplay {
  readonly scenario: Scenario;
  /** Where the model shows something else than the trace has. */
  readonly differing: readonly StepComparison[];
  /** What the claim says of this run; undefined if none was put to it. */
  readonly result?: Reevaluation;
  /** The violation as it is now, which may come earlier and read differently than the stored one. */
  readonly again?: Trace;
}

/**
 * Does a trace's operations again on the model of a scenario.
 *
 * @throws ScenarioError or CompileError when the model cannot be built, and whatever a user's patch or property throws
 * @example
 * const file = 'test/fixtures/traces/pci-modern-config-is-big-endian.json';
 * const trace = parseTrace(readFileSync(file, 'utf8'), file);
 * replayOnModel(trace, { patches: [] }).differing // []
 */
export function replayOnModel(
  trace: Trace,
  { scenario = trace.scenario, patches, property }: ModelReplayOptions,
): ModelReplay {
  const build = (each: Scenario): BuiltModel =>
    buildModel(each, { patches: patches.filter(({ name }) => each.patches.includes(name)) });
  const built = build(scenario);
  refuseUntakenIn(trace, built, build);
  const differing = differingSteps(trace, built);
  if (property === undefined) return { scenario, differing };
  const result = reevaluate(trace, property, scenario, built, build);
  const again = result.verdict === 'fails' ? findingTrace(result, built) : undefined;
  return { scenario, differing, result, ...(again === undefined ? {} : { again }) };
}

/** Of both runs of a trace; the second one may have a scenario of its own. */
function refuseUntakenIn(
  { steps, branch }: Trace,
  here: BuiltModel,
  build: (each: Scenario) => BuiltModel,
): void {
  const operationsOf = (run: readonly TraceStep[]) => run.map(({ operation }) => operation);
  const model = deviceOnly(here.model);
  refuseUntaken(model, operationsOf(steps));
  if (branch === undefined) return;
  const there = branch.scenario === undefined ? model : deviceOnly(build(branch.scenario).model);
  const before = branch.after === 'powerOn' ? [] : steps.slice(0, branch.after);
  refuseUntaken(there, operationsOf([...before, ...branch.steps]));
}

function differingSteps(trace: Trace, { model }: BuiltModel): readonly StepComparison[] {
  const operations = trace.steps.map(({ operation }) => operation);
  const { steps } = recordSteps(deviceOnly(model), powerOn(model), operations);
  return compareSteps(trace.steps, steps).filter(({ same }) => !same);
}

const compareSteps = (stored: readonly TraceStep[], now: readonly TraceStep[]): readonly StepComparison[] =>
  stored.map(({ operation, observations: expected }, step) => {
    const observed = now[step]?.observations ?? [];
    return { step, operation, expected, observed, same: sameObservations(expected, observed) };
  });

function findingTrace(
  { finding }: Extract<Reevaluation, { readonly verdict: 'fails' }>,
  built: BuiltModel,
): Trace | undefined {
  return finding.branch?.after === 'powerOn' || finding.operations.length === 0
    ? undefined
    : traceOf(built.model, finding);
}
