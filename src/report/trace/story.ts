/**
 * A trace as something to tell: numbered steps in words, with only what changed. The formats for humans lay
 * this out, so that they cannot differ in what they say.
 */

import type { Observation, Operation } from '../../../machines/vocabulary/operation.ts';
import { formatScenario, formatSetting, type Scenario } from '../../../machines/vocabulary/scenario.ts';
import { formatObservation, formatOperation } from '../../trace/operation-text.ts';
import { POWER_ON_SELECTS, type Selects, selectsAfter } from '../../trace/selects.ts';
import type { InnerState, Trace, TraceBranch, TraceStep } from '../../trace/trace.ts';
import { printableStrings } from '../layout.ts';
import { type StateChange, stateChanges } from './state-changes.ts';

export interface StoryStep {
  /** `4`; in the other run `4'`. */
  readonly label: string;
  readonly operation: { readonly kind: Operation['kind']; readonly text: string };
  readonly observed: readonly { readonly kind: Observation['kind']; readonly text: string }[];
  readonly changed: readonly StateChange[];
  readonly guilty: boolean;
}

/** The second run of a relational property. */
export interface OtherRun {
  /** `Instead of step 4`, `The other run, from power-on`. */
  readonly title: string;
  /** How many steps of the main run it shares. */
  readonly shared: number;
  readonly steps: readonly StoryStep[];
}

export interface Story {
  readonly property: string | undefined;
  /** The sentence that says what is wrong; for a trace that violates nothing, what it is. */
  readonly sentence: string;
  readonly scenario: Scenario;
  readonly setting: string;
  readonly offered: string;
  readonly steps: readonly StoryStep[];
  readonly other: OtherRun | undefined;
  /** What should have been: the property, and how to read more of it. */
  readonly expected: string | undefined;
  /** What was instead, a line each: at the guilty step, or where the two runs ended differently. */
  readonly observed: readonly string[];
}

/** Where a run starts: what was selected, what the state was (undefined: not recorded), the first number. */
interface Start {
  readonly selects: Selects;
  readonly state: InnerState | undefined;
  readonly number: number;
  readonly mark: string;
  readonly guilty: number | undefined;
}

function tellSteps(steps: readonly TraceStep[], start: Start, device: string): readonly StoryStep[] {
  let { selects, state } = start;
  return steps.map((step, index) => {
    const told: StoryStep = {
      label: `${start.number + index}${start.mark}`,
      operation: { kind: step.operation.kind, text: formatOperation(step.operation, device, selects) },
      observed: step.observations.map((each) => ({
        kind: each.kind,
        text: formatObservation(each, step.operation, device, selects),
      })),
      changed: stateChanges(state, step.state, device),
      guilty: index === start.guilty,
    };
    selects = selectsAfter(selects, step.operation);
    state = step.state;
    return told;
  });
}

function tellBranch(trace: Trace, branch: TraceBranch): OtherRun {
  const shared = branch.after === 'powerOn' ? 0 : branch.after;
  const before = trace.steps.slice(0, shared);
  const start: Start = {
    selects: before.reduce((selects, { operation }) => selectsAfter(selects, operation), POWER_ON_SELECTS),
    // Another scenario starts in a state that the trace does not hold.
    state: branch.scenario === undefined ? (before.at(-1)?.state ?? trace.initialState) : undefined,
    number: shared + 1,
    mark: "'",
    guilty: undefined,
  };
  const device = (branch.scenario ?? trace.scenario).device;
  return { title: branchTitle(trace, branch), shared, steps: tellSteps(branch.steps, start, device) };
}

function branchTitle(trace: Trace, { after, scenario }: TraceBranch): string {
  const where = scenario === undefined ? '' : ` (${formatScenario(scenario)})`;
  if (after === 'powerOn') return `The other run, from power-on${where}`;
  if (after < trace.steps.length) return `Instead of step ${after + 1}${where}`;
  return `The other run, after step ${after}${where}`;
}

/** A change in one line. The arrow is the format's choice: not every channel carries more than ASCII. */
export const formatChange = ({ name, before, after }: StateChange, arrow: '→' | '->'): string =>
  `${name} ${before} ${arrow} ${after}`;

const versus = (name: string, here: string, there: string): string =>
  `${name}: in this run ${here || 'nothing'}; in the other ${there || 'nothing'}`;

/** Where the two runs ended differently: in what their last steps showed, and in the state they left. */
function differences(trace: Trace, branch: TraceBranch, main: readonly StoryStep[], other: OtherRun) {
  const shared = branch.after === 'powerOn' ? [] : main.slice(0, branch.after);
  const shown = (steps: readonly StoryStep[]) =>
    (steps.at(-1)?.observed ?? []).map(({ text }) => text).join(', ');
  const [here, there] = [shown(main), shown([...shared, ...other.steps])];
  const end = branch.steps.at(-1)?.state ?? trace.steps[shared.length - 1]?.state ?? trace.initialState;
  const fields = stateChanges(trace.steps.at(-1)?.state ?? trace.initialState, end, trace.scenario.device);
  return [
    ...(here === there ? [] : [versus('last step', here, there)]),
    ...fields.map(({ name, before, after }) => versus(name, before, after)),
  ];
}

function observedAt(step: StoryStep): string {
  const parts = [
    ...step.observed.map(({ text }) => text),
    ...step.changed.map((each) => formatChange(each, '->')),
  ];
  return `at step ${step.label}: ${parts.length === 0 ? 'nothing visible, and no change inside' : parts.join('; ')}`;
}

function describeSentence(trace: Trace): string {
  if (trace.violation !== undefined && trace.violation !== '') return trace.violation;
  if (trace.property !== undefined) return `${trace.property} does not hold.`;
  return `A run of ${trace.steps.length} ${trace.steps.length === 1 ? 'step' : 'steps'}.`;
}

/** Tells a trace; every string in the result is fit to print. */
export function tellStory(raw: Trace): Story {
  const trace = printableStrings(raw);
  const { scenario, property, branch } = trace;
  const start = {
    selects: POWER_ON_SELECTS,
    state: trace.initialState,
    number: 1,
    mark: '',
    guilty: trace.guiltyStep,
  };
  const steps = tellSteps(trace.steps, start, scenario.device);
  const other = branch === undefined ? undefined : tellBranch(trace, branch);
  const observed =
    branch !== undefined && other !== undefined
      ? differences(trace, branch, steps, other)
      : steps.filter(({ guilty }) => guilty).map(observedAt);
  return {
    property,
    sentence: describeSentence(trace),
    scenario,
    setting: formatSetting(scenario),
    offered: scenario.features.length === 0 ? 'no features' : scenario.features.join(', '),
    steps,
    other,
    expected:
      trace.claim ?? (property === undefined ? undefined : `${property} (virtio-verify explain ${property})`),
    observed,
  };
}
