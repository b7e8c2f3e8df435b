/** What a replay came to, as text and as JSON. */
import { formatScenario } from '../../../machines/vocabulary/scenario.ts';
import type { Reevaluation } from '../../check/reevaluate.ts';
import type { StepComparison } from '../../replay/comparison.ts';
import type { ModelReplay } from '../../replay/on-model.ts';
import { type Compared, countsOf, type TargetVerdict, verdictOf } from '../../replay/on-target.ts';
import { printable } from '../../report/layout.ts';
import { TRACE_FORMATS } from '../../report/trace/trace-formats.ts';
import type { TargetKind } from '../../targets/kinds/target-kind.ts';
import { TOOL } from '../../tool.ts';
import type { Trace } from '../../trace/trace.ts';
import { EXIT } from './exit-code.ts';
import type { Outcome } from './outcome.ts';
import { comparisonLines, type RunStart } from './replay-steps.ts';

/** How much of a replay is said, and to whom. */
export interface ReplayOutput {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly color: boolean;
}

const ON_MODEL = {
  fails: { exitCode: EXIT.violated, word: 'stillFails' },
  passes: { exitCode: EXIT.holds, word: 'noLongerFails' },
  notApplicable: { exitCode: EXIT.inconclusive, word: 'notApplicable' },
} as const;

/** Of a replay on the model. */
export function modelOutcome(trace: Trace, replay: ModelReplay, output: ReplayOutput): Outcome {
  const { scenario, differing, result, again } = replay;
  if (result === undefined) return recordingOutcome(trace, replay, output);
  const { exitCode, word } = ON_MODEL[result.verdict];
  if (output.json)
    return {
      exitCode,
      stdout: modelJson(trace, replay, word, {
        ...(result.verdict === 'fails' ? { violation: result.finding.message } : {}),
        ...(result.verdict === 'notApplicable' ? { because: result.because } : {}),
      }),
    };
  const lines = [verdictLine(trace, result)];
  lines.push(`on        ${printable(formatScenario(scenario))}`);
  if (differing.length > 0)
    lines.push(
      '',
      'The model now shows something else than the trace:',
      ...comparisonLines(differing, trace),
    );
  else if (result.verdict !== 'fails') lines.push('', 'Every observation is as the trace has it.');
  if (output.verbose && again !== undefined)
    lines.push('', TRACE_FORMATS.text.render(again, { color: output.color }).trimEnd());
  return { exitCode, stdout: `${lines.join('\n')}\n` };
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
function recordingOutcome(trace: Trace, replay: ModelReplay, { json }: ReplayOutput): Outcome {
  const [first] = replay.differing;
  const exitCode = first === undefined ? EXIT.holds : EXIT.violated;
  const verdict = first === undefined ? 'reproduced' : 'notReproduced';
  if (json) return { exitCode, stdout: modelJson(trace, replay, verdict, {}) };
  const head = first === undefined ? 'reproduced' : `not reproduced at step ${first.step + 1}`;
  return { exitCode, stdout: `${[head, ...comparisonLines(replay.differing, trace)].join('\n')}\n` };
}

function modelJson(
  { property }: Trace,
  { scenario, differing }: ModelReplay,
  verdict: string,
  more: object,
): string {
  const differences = differing.map(({ step, expected, observed }) => ({ step, expected, observed }));
  const on = { on: 'model', scenario, ...(property === undefined ? {} : { property }) };
  return jsonText({ ...on, verdict, ...more, differences });
}

const jsonText = (fields: object): string =>
  `${JSON.stringify({ schemaVersion: 1, command: 'replay', tool: TOOL, ...fields }, null, 2)}\n`;

const ON_TARGET = {
  reproduced: EXIT.holds,
  notReproduced: EXIT.violated,
  nothingToCompare: EXIT.inconclusive,
} as const;

/** Of a replay on a real target. */
export function targetOutcome(
  compared: Compared,
  kind: TargetKind,
  { json, quiet }: Pick<ReplayOutput, 'json' | 'quiet'>,
): Outcome {
  const { trace, targets, main, branch } = compared;
  const verdict = verdictOf(compared);
  const exitCode = ON_TARGET[verdict.kind];
  if (json) return { exitCode, stdout: targetJson(compared, kind, verdict) };
  const lines = [`on        ${targets.map(printable).join('; and ')}`, ''];
  if (!quiet) {
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
    sayVerdict(verdict, kind),
  );
  return { exitCode, stdout: `${lines.join('\n')}\n` };
}

function sayVerdict(verdict: TargetVerdict, { title }: TargetKind): string {
  switch (verdict.kind) {
    case 'reproduced':
      return 'reproduced';
    case 'notReproduced':
      return `not reproduced at ${verdict.where}`;
    case 'nothingToCompare':
      return `inconclusive: this trace holds nothing that ${title} shows`;
  }
}

function targetJson(compared: Compared, { name }: TargetKind, verdict: TargetVerdict): string {
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
  return jsonText({
    on: name,
    targets,
    scenario: trace.scenario,
    ...(trace.property === undefined ? {} : { property: trace.property }),
    verdict: verdict.kind,
    compared: countsOf(compared),
    differences: [...differingOf('main', main), ...differingOf('other', branch)],
  });
}
