/** Plays a litmus test on models: does what the text says show there? */

import type { Observation, Operation } from '../../machines/vocabulary/operation.ts';
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import { recordSteps } from '../check/build-trace.ts';
import { type Reevaluation, reevaluate } from '../check/reevaluate.ts';
import type { BuiltModel } from '../model/build-model.ts';
import { deviceOnly } from '../model/device-only.ts';
import type { CompiledModel } from '../model/model.ts';
import { powerOn } from '../model/perform.ts';
import { innerState } from '../model/state-view.ts';
import { refuseUntaken } from '../model/untaken.ts';
import type { Property } from '../property/property.ts';
import { sameObservations } from '../targets/replay.ts';
import type { InnerState, Trace, TraceBranch, TraceStep } from '../trace/trace.ts';
import type { Litmus, LitmusScenario, LitmusStep } from './litmus.ts';
import { overlay } from './state-line.ts';

/** Builds the model of a scenario. @throws ScenarioError */
export type Build = (scenario: Scenario) => BuiltModel;

/** The semantics that a test is played on, where the text leaves them open or somebody wants others. */
export type ChosenSemantics = Pick<Scenario, 'semantics' | 'patches'>;

/** A field that the text says something of. */
export interface SaidField {
  /** `core.modern`. */
  readonly name: string;
  readonly expected: string | number | boolean;
  /** Undefined where the model shows no such field. */
  readonly observed: string | number | boolean | undefined;
}

/** A step of one of the runs, with what the text says of it and what the model showed. */
export interface PlayedStep {
  readonly run: 'first' | 'other';
  /** Index into the run's own steps; -1 for power-on. */
  readonly step: number;
  readonly operation: Operation | undefined;
  readonly expected: readonly Observation[];
  readonly observed: readonly Observation[];
  /** Fields that are not as the text has them. */
  readonly wrong: readonly SaidField[];
}

export interface PlayedLitmus {
  /** The run as a trace: what the text leaves open is as the model has it, what it says is as it says. */
  readonly trace: Trace;
  /** Steps that show something else than the text says. */
  readonly differences: readonly PlayedStep[];
  /** What the model says of the property that the text calls violated. */
  readonly violates: Reevaluation | undefined;
  /** The properties that should hold on the run, and do not. */
  readonly notKept: readonly { readonly id: string; readonly because: string }[];
  /** True if everything shows that the text says. */
  readonly shown: boolean;
}

/** A property that the text names and nobody has. */
export class UnknownPropertyError extends Error {
  readonly id: string;
  constructor(id: string) {
    super(`property "${id}" is not known; one of your own comes with --properties FILE`);
    this.name = 'UnknownPropertyError';
    this.id = id;
  }
}

/** Lays chosen semantics over a scenario that may have none. */
const scenarioOn = (scenario: LitmusScenario, chosen: ChosenSemantics): Scenario => ({
  ...scenario,
  ...chosen,
});

interface PlayedRun {
  readonly initialState: InnerState;
  readonly steps: readonly TraceStep[];
  readonly differences: readonly PlayedStep[];
}

/**
 * Plays a test on these semantics.
 * @throws ScenarioError for a scenario that cannot be built
 * @throws RequestError for an operation that no machine takes
 * @throws UnknownPropertyError
 */
export function playLitmus(
  litmus: Litmus,
  chosen: ChosenSemantics,
  build: Build,
  properties: readonly Property[],
): PlayedLitmus {
  const scenario = scenarioOn(litmus.scenario, chosen);
  const built = build(scenario);
  const model = deviceOnly(built.model);
  const steps = withEnd(litmus);
  const said = { steps, recorded: litmus.recorded, initialState: litmus.initialState, before: [] };
  const main = playRun('first', said, model);
  const other = otherRun(litmus, chosen, model, build);
  const trace: Trace = {
    schemaVersion: 1,
    scenario,
    initialState: overlay(main.initialState, litmus.initialState),
    steps: main.steps,
    ...verdictOf(litmus),
    ...(other === undefined ? {} : { branch: other.branch }),
  };
  const differences = [...main.differences, ...(other?.differences ?? [])];
  const put = (id: string): Reevaluation => {
    const property = properties.find((each) => each.id === id);
    if (property === undefined) throw new UnknownPropertyError(id);
    return reevaluate({ ...trace, property: id }, property, scenario, built, build);
  };
  const violates = litmus.violates === undefined ? undefined : put(litmus.violates);
  const notKept = litmus.keeps.flatMap((id) => {
    const because = whyNotKept(put(id));
    return because === undefined ? [] : [{ id, because }];
  });
  const shown = differences.length === 0 && notKept.length === 0 && isViolated(litmus, violates);
  return { trace, differences, violates, notKept, shown };
}

function isViolated({ guiltyStep }: Litmus, violates: Reevaluation | undefined): boolean {
  if (violates === undefined) return true;
  if (violates.verdict !== 'fails') return false;
  return guiltyStep === undefined || violates.finding.guiltyStep === guiltyStep;
}

/** A claim that never speaks of the run is not kept: a test of it could not fail. */
function whyNotKept(result: Reevaluation): string | undefined {
  switch (result.verdict) {
    case 'fails':
      return result.finding.message;
    case 'passes':
      return result.because;
    case 'notApplicable':
      return result.because;
  }
}

const verdictOf = ({ violates, guiltyStep, claim, violation }: Litmus) => ({
  ...(violates === undefined ? {} : { property: violates }),
  ...(guiltyStep === undefined || guiltyStep < 0 ? {} : { guiltyStep }),
  ...(claim === undefined ? {} : { claim }),
  ...(violation === undefined ? {} : { violation }),
});

/** The steps of the first run; what must be at the end is said of the last one. */
function withEnd({ steps, exists }: Litmus): readonly LitmusStep[] {
  const last = steps.at(-1);
  if (last === undefined) return steps;
  return [...steps.slice(0, -1), { ...last, state: overlay(last.state, exists) }];
}

interface SaidRun {
  readonly steps: readonly LitmusStep[];
  readonly recorded: boolean;
  readonly initialState: InnerState;
  /** Operations that come before the run's own steps. */
  readonly before: readonly Operation[];
}

function playRun(run: PlayedStep['run'], said: SaidRun, model: CompiledModel): PlayedRun {
  const start = powerOn(model);
  const operations = said.steps.map(({ operation }) => operation);
  refuseUntaken(model, [...said.before, ...operations]);
  const { end } = recordSteps(model, start, said.before);
  const shown = recordSteps(model, end, operations).steps;
  const initialState = innerState(model, start);
  const wrongAtStart = run === 'first' ? wrongFields(said.initialState, initialState, said.recorded) : [];
  const played = said.steps.map((step, index): { readonly trace: TraceStep; readonly step: PlayedStep } => {
    const { operation, observations: observed = [], state = {} } = shown[index] ?? {};
    const expected = expectedOf(step.observations, observed, said.recorded);
    const wrong = wrongFields(step.state, state, said.recorded);
    return {
      trace: {
        operation: operation ?? step.operation,
        observations: expected,
        state: said.recorded ? step.state : overlay(state, step.state),
      },
      step: { run, step: index, operation, expected, observed, wrong },
    };
  });
  const atStart: PlayedStep = {
    run,
    step: -1,
    operation: undefined,
    expected: [],
    observed: [],
    wrong: wrongAtStart,
  };
  const differs = ({ expected, observed, wrong }: PlayedStep): boolean =>
    wrong.length > 0 || !sameObservations(expected, observed);
  return {
    initialState,
    steps: played.map(({ trace }) => trace),
    differences: [atStart, ...played.map(({ step }) => step)].filter(differs),
  };
}

/** What should show: where what is said is among what showed, in its order, all that showed. */
function expectedOf(
  said: readonly Observation[] | undefined,
  observed: readonly Observation[],
  recorded: boolean,
): readonly Observation[] {
  if (said === undefined) return observed;
  if (recorded || said.length === 0) return said;
  let next = 0;
  for (const each of observed) {
    const wanted = said[next];
    if (wanted !== undefined && sameObservations([wanted], [each])) next += 1;
  }
  return next === said.length ? observed : said;
}

/** A recording of a real device may show fields that no model has, and lack others. */
function wrongFields(said: InnerState, state: InnerState, recorded: boolean): readonly SaidField[] {
  return Object.entries(said).flatMap(([part, fields]) =>
    Object.entries(fields).flatMap(([field, expected]): SaidField[] => {
      const shown = Object.hasOwn(state, part) ? (state[part] ?? {}) : {};
      const observed = Object.hasOwn(shown, field) ? shown[field] : undefined;
      if (observed === expected || (observed === undefined && recorded)) return [];
      return [{ name: `${part}.${field}`, expected, observed }];
    }),
  );
}

function otherRun(litmus: Litmus, chosen: ChosenSemantics, model: CompiledModel, build: Build) {
  const { other } = litmus;
  if (other === undefined) return undefined;
  const { after, steps } = other;
  const before = after === 'powerOn' ? [] : litmus.steps.slice(0, after).map(({ operation }) => operation);
  const scenario = other.scenario && scenarioOn(other.scenario, chosenFor(other.scenario, litmus, chosen));
  const there = scenario === undefined ? model : deviceOnly(build(scenario).model);
  const said = { steps, recorded: litmus.recorded, initialState: {}, before };
  const played = playRun('other', said, there);
  const branch: TraceBranch = {
    after,
    steps: played.steps,
    ...(scenario === undefined ? {} : { scenario }),
  };
  return { branch, differences: played.differences };
}

/** The second run's own patches stay its own: a claim may compare with and without them. */
function chosenFor(own: LitmusScenario, { scenario }: Litmus, chosen: ChosenSemantics): ChosenSemantics {
  if (own.semantics === undefined) return chosen;
  const isSame = own.semantics === scenario.semantics;
  return { semantics: isSame ? chosen.semantics : own.semantics, patches: own.patches };
}
