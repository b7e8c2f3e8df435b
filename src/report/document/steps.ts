/** The steps of a trace as a review shows them: register writes and what was seen, little else. */
import { formatSetting, type Scenario } from '../../../machines/vocabulary/scenario.ts';
import { flatKey } from '../../numbering/interner.ts';
import type { Trace } from '../../trace/trace.ts';
import { formatChange, type StoryStep, tellStory } from '../trace/story.ts';
import type { StepLine } from './blocks.ts';

/** Every step with what was seen; at the guilty one, if nothing was, what changed inside. */
export function violationSteps(trace: Trace): readonly StepLine[] {
  const { steps, other } = tellStory(trace);
  const lines = steps.map((step) => stepLine(step, step.guilty && step.observed.length === 0));
  if (other === undefined) return lines;
  if (sameOperations(trace)) {
    const scenario = trace.branch?.scenario;
    const where =
      scenario === undefined ? '' : ` on ${[scenario.semantics, ...scenario.patches].join(' + ')}`;
    return [
      ...lines,
      { label: '', text: `The other run: the same operations${where}.`, notes: [], guilty: false },
    ];
  }
  return [
    ...lines,
    { label: '', text: `${other.title}:`, notes: [], guilty: false },
    ...other.steps.map((step) => stepLine(step, false)),
  ];
}

/** The other run does what this one does, elsewhere. */
const sameOperations = ({ steps, branch }: Trace): boolean =>
  branch?.after === 'powerOn' &&
  branch.steps.length === steps.length &&
  branch.steps.every(({ operation }, at) => flatKey(operation) === flatKey(steps[at]?.operation ?? {}));

function stepLine(step: StoryStep, withChanges: boolean): StepLine {
  return {
    label: step.label,
    text: step.operation.text,
    notes: [
      ...step.observed.map(({ text }) => text),
      ...(withChanges ? step.changed.map((change) => formatChange(change, '->')) : []),
    ],
    guilty: step.guilty,
  };
}

/** A trace in one line: the operations, and what was read where something was. */
export function oneLine(trace: Trace): string {
  const { steps, other } = tellStory(trace);
  const say = (all: readonly StoryStep[]) =>
    all
      .map(({ operation, observed }) =>
        observed.length === 0
          ? operation.text
          : `${operation.text} -> ${observed.map(({ text }) => text).join(', ')}`,
      )
      .join('; ');
  const whole = steps.length === 0 ? 'at power-on' : say(steps);
  return other === undefined || trace.branch?.scenario !== undefined
    ? whole
    : `${whole}. ${other.title}: ${say(other.steps) || 'nothing'}`;
}

/** Where a trace was found, in short: the base and the patches are known from the heading. */
export function setting(scenario: Scenario): string {
  const [, ...rest] = formatSetting({ ...scenario, patches: [] }).split(', ');
  return rest.join(', ');
}

/** The text as a sentence begins. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The violation as a sentence; empty if the trace has none. */
export const sentence = (violation: string | undefined): string =>
  violation === undefined || violation === ''
    ? ''
    : `${capital(violation)}${violation.endsWith('.') ? '' : '.'}`;

/** `1 operation`, `7 operations`. */
export const operationCount = ({ steps }: Trace): string =>
  `${steps.length} ${steps.length === 1 ? 'operation' : 'operations'}`;
