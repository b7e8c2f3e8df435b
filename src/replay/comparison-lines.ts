/** Expected and observed, step by step, in words. */
import type { Observation } from '../../machines/vocabulary/operation.ts';
import { printable } from '../report/layout.ts';
import { formatObservation, formatOperation } from '../trace/operation-text.ts';
import { POWER_ON_SELECTS, type Selects, selectsAfter } from '../trace/selects.ts';
import type { Trace, TraceStep } from '../trace/trace.ts';
import type { StepComparison } from './comparison.ts';
import type { InnerField } from './inner-comparison.ts';

/** How a run's steps are numbered and told. */
export interface RunStart {
  readonly before: readonly TraceStep[];
  /** After each number: `'` in the second run of a trace. */
  readonly mark: string;
}

const MAIN_RUN: RunStart = { before: [], mark: '' };

/** A few lines for each step: what was done, and both observations where they differ. */
export function comparisonLines(
  comparisons: readonly StepComparison[],
  trace: Pick<Trace, 'scenario' | 'steps'>,
  { before, mark }: RunStart = MAIN_RUN,
): readonly string[] {
  const { device } = trace.scenario;
  let selects = before.reduce((now: Selects, each) => selectsAfter(now, each.operation), POWER_ON_SELECTS);
  let done = 0;
  // Comparisons come in the order of the steps: what was selected goes on from one to the next.
  return comparisons.flatMap(({ step, operation, expected, observed, same, inner = [] }) => {
    for (; done < step; done++) {
      const passed = trace.steps[done];
      if (passed !== undefined) selects = selectsAfter(selects, passed.operation);
    }
    const say = (all: readonly Observation[]): string =>
      all.length === 0
        ? 'nothing'
        : all.map((each) => printable(formatObservation(each, operation, device, selects))).join(', ');
    const label = `${before.length + step + 1}${mark}`;
    const head = `${same ? ' ' : '►'} ${label.padStart(3)}. ${printable(formatOperation(operation, device, selects))}`;
    const seen = `        observed  ${say(observed)}`;
    if (same) return expected.length === 0 ? [head] : [head, seen];
    const wrong = inner.filter((each) => !each.same);
    const inside = wrong.map(
      (each) =>
        `        inside    ${printable(each.name)}: expected ${sayValue(each.expected)}, is ${sayValue(each.observed)}`,
    );
    return [head, `        expected  ${say(expected)}`, seen, ...inside];
  });
}

const sayValue = (value: InnerField['expected']): string =>
  typeof value === 'number' ? `0x${value.toString(16)}` : printable(String(value));
