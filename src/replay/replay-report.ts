/** What a replay came to, as text and as JSON. */
import { formatSetting } from '../../machines/vocabulary/scenario.ts';
import type { Reevaluation } from '../check/reevaluate.ts';
import { printable } from '../report/layout.ts';
import { TRACE_FORMATS } from '../report/trace/trace-formats.ts';
import type { TargetKind } from '../targets/kinds/target-kind.ts';
import type { Tool } from '../tool/tool.ts';
import type { Trace } from '../trace/trace.ts';
import type { StepComparison } from './comparison.ts';
import { comparisonLines, type RunStart } from './comparison-lines.ts';
import type { ModelReplay } from './on-model.ts';
import { type Compared, countsOf, type TargetVerdict, verdictOf } from './on-target.ts';

export interface ReplayTextOptions {
  readonly color: boolean;
  /** `broken` leaves out the steps on a target; `all` adds the violation's trace as it is now on the model. */
  readonly detail: 'broken' | 'usual' | 'all';
}

/** Of a replay on the model. */
export function modelReplayText(trace: Trace, replay: ModelReplay, options: ReplayTextOptions): string {
  const { scenario, differing, result, again } = replay;
  if (result === undefined) return recordingText(trace, differing);
  const lines = [verdictLine(trace, result)];
  lines.push(`on        ${printable(formatSetting(scenario))}`);
  if (differing.length > 0)
    lines.push(
      '',
      'The model now shows something else than the trace:',
      ...comparisonLines(differing, trace),
    );
  else if (result.verdict !== 'fails') lines.push('', 'Every observation is as the trace has it.');
  if (options.detail === 'all' && again !== undefined)
    lines.push('', TRACE_FORMATS.text.render(again, { color: options.color }).trimEnd());
  return `${lines.join('\n')}\n`;
}

function verdictLine(trace: Trace, result: Reevaluation): string {
  const property = printable(trace.property ?? '');
  switch (result.verdict) {
    case 'fails': {
      const { guiltyStep, message } = result.finding;
      const where = guiltyStep < 0 ? 'at power-on' : `at step ${guiltyStep + 1}`;
      return `${property} still fails ${where}: ${printable(message)}`;
    }
    case 'passes':
      return `${property} no longer fails on this trace${result.because === undefined ? '.' : `: ${result.because}`}`;
    case 'notApplicable':
      return `${property} says nothing about this trace here: ${printable(result.because)}`;
  }
}

/** A trace without a property is a recording: the question is only whether the model shows the same. */
function recordingText(trace: Trace, differing: readonly StepComparison[]): string {
  const [first] = differing;
  const head = first === undefined ? 'reproduced' : `not reproduced at step ${first.step + 1}`;
  return `${[head, ...comparisonLines(differing, trace)].join('\n')}\n`;
}

const WORDS = { fails: 'stillFails', passes: 'noLongerFails', notApplicable: 'notApplicable' } as const;

/** The same as one JSON object. */
export function modelReplayJson({ property }: Trace, replay: ModelReplay, tool: Tool): string {
  const { scenario, differing, result } = replay;
  const recorded = differing.length === 0 ? 'reproduced' : 'notReproduced';
  return jsonText(tool, {
    on: 'model',
    scenario,
    ...(property === undefined ? {} : { property }),
    verdict: result === undefined ? recorded : WORDS[result.verdict],
    ...(result?.verdict === 'fails' ? { violation: result.finding.message } : {}),
    ...(result?.verdict === 'notApplicable' ? { because: result.because } : {}),
    differences: differing.map(({ step, expected, observed }) => ({ step, expected, observed })),
  });
}

/** One object, as every `replay --json` begins. */
export const jsonText = (tool: Tool, fields: object): string =>
  `${JSON.stringify({ schemaVersion: 1, command: 'replay', tool, ...fields }, null, 2)}\n`;

/** Of a replay on a real target. */
export function targetReplayText(
  compared: Compared,
  kind: TargetKind,
  { detail }: Pick<ReplayTextOptions, 'detail'>,
): string {
  const { trace, targets, main, branch } = compared;
  const lines = [`on        ${targets.map(printable).join('; and ')}`, ''];
  if (detail !== 'broken') {
    lines.push(...comparisonLines(main, trace));
    if (branch !== undefined && trace.branch !== undefined) {
      const { after, steps, scenario = trace.scenario } = trace.branch;
      const before = after === 'powerOn' ? [] : trace.steps.slice(0, after);
      const start: RunStart = { before, mark: "'" };
      lines.push('', 'The other run:', ...comparisonLines(branch, { scenario, steps }, start));
    }
    lines.push('');
  }
  const { observations, fields } = countsOf(compared);
  lines.push(
    `compared  ${observations} ${observations === 1 ? 'observation' : 'observations'} and ${fields} fields of the inner state`,
    '',
    sayVerdict(verdictOf(compared), kind),
  );
  return `${lines.join('\n')}\n`;
}

function sayVerdict(verdict: TargetVerdict, { title }: TargetKind): string {
  switch (verdict.kind) {
    case 'reproduced':
      return 'reproduced';
    case 'notReproduced':
      return `not reproduced at ${verdict.where}`;
    case 'notShown':
      return `inconclusive: all that was compared is as the trace says, but ${verdict.because}`;
    case 'nothingToCompare':
      return `inconclusive: this trace holds nothing that ${title} shows`;
  }
}

/** The same as one JSON object. */
export function targetReplayJson(compared: Compared, { name }: TargetKind, tool: Tool): string {
  const { trace, targets, main, branch = [] } = compared;
  const differingOf = (run: string, steps: readonly StepComparison[]) =>
    steps.flatMap(({ step, expected, observed, same, inner = [] }) => {
      const wrong = inner.filter((field) => !field.same);
      const fields = wrong.map(({ name: field, ...values }) => ({
        name: field,
        expected: values.expected,
        observed: values.observed,
      }));
      return same ? [] : [{ run, step, expected, observed, inner: fields }];
    });
  return jsonText(tool, {
    on: name,
    targets,
    scenario: trace.scenario,
    ...(trace.property === undefined ? {} : { property: trace.property }),
    verdict: verdictOf(compared).kind,
    compared: countsOf(compared),
    differences: [...differingOf('main', main), ...differingOf('other', branch)],
  });
}
