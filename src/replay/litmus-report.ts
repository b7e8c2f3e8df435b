/** What the model showed of a litmus test, as text and as JSON. */
import { formatSetting } from '../../machines/vocabulary/scenario.ts';
import type { PlayedLitmus, PlayedStep } from '../litmus/play.ts';
import { printable } from '../report/layout.ts';
import type { Tool } from '../tool/tool.ts';
import type { StepComparison } from './comparison.ts';
import { comparisonLines, type RunStart } from './comparison-lines.ts';
import { jsonText } from './replay-report.ts';

/** Of a test that names no property to be violated. */
export function litmusText(played: PlayedLitmus): string {
  const { trace, differences, notKept } = played;
  const lines = [headOf(played), `on        ${printable(formatSetting(trace.scenario))}`];
  const atStart = differences.find(({ step }) => step < 0)?.wrong ?? [];
  lines.push(...atStart.map((each) => `at power-on: ${sayField(each)}`));
  const main = comparisonsOf(played, 'first');
  if (main.length > 0) lines.push('', ...comparisonLines(main, trace));
  const other = comparisonsOf(played, 'other');
  if (other.length > 0 && trace.branch !== undefined) {
    const { after, steps, scenario = trace.scenario } = trace.branch;
    const start: RunStart = { before: after === 'powerOn' ? [] : trace.steps.slice(0, after), mark: "'" };
    lines.push('', 'The other run:', ...comparisonLines(other, { scenario, steps }, start));
  }
  lines.push(...notKept.map(({ id, because }) => printable(`${id} is not kept: ${because}`)));
  return `${lines.join('\n')}\n`;
}

function headOf({ differences: [first], notKept: [broken], trace }: PlayedLitmus): string {
  if (first !== undefined) {
    if (first.step < 0) return 'not reproduced at power-on';
    const after = first.run === 'other' ? trace.branch?.after : 0;
    const number = first.step + 1 + (typeof after === 'number' ? after : 0);
    return `not reproduced at step ${number}${first.run === 'other' ? ' of the other run' : ''}`;
  }
  return broken === undefined ? 'reproduced' : 'not reproduced';
}

const NO_FIELD = 'no such field';

const sayField = ({ name, expected, observed = NO_FIELD }: PlayedStep['wrong'][number]): string =>
  printable(`${name}: expected ${String(expected)}, is ${String(observed)}`);

/** Where one of the runs shows something else than the text says. */
const comparisonsOf = ({ differences }: PlayedLitmus, run: PlayedStep['run']): readonly StepComparison[] =>
  differences
    .filter((each) => each.run === run)
    .flatMap(({ step, operation, expected, observed, wrong }): StepComparison[] => {
      if (operation === undefined) return [];
      const inner = wrong.map((each) => ({ ...each, observed: each.observed ?? NO_FIELD, same: false }));
      return [{ step, operation, expected, observed, same: false, inner }];
    });

/** The same as one JSON object. `step` counts from 0 in its own run; -1 is power-on. */
export function litmusJson({ trace, shown, differences, notKept }: PlayedLitmus, tool: Tool): string {
  return jsonText(tool, {
    on: 'model',
    scenario: trace.scenario,
    verdict: shown ? 'reproduced' : 'notReproduced',
    differences: differences.map(({ run, step, expected, observed, wrong }) => ({
      run: run === 'first' ? 'main' : 'other',
      step,
      expected,
      observed,
      inner: wrong,
    })),
    notKept: notKept.map(({ id, because }) => ({ property: id, because })),
  });
}
