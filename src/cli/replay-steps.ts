/** Expected and observed, step by step, in words. */
import type { Observation, Operation } from '../../machines/vocabulary/operation.ts';
import { printable } from '../report/layout.ts';
import { formatObservation, formatOperation } from '../report/operation-text.ts';
import { POWER_ON_SELECTS, type Selects, selectsAfter } from '../report/selects.ts';
import type { Trace, TraceStep } from '../trace/trace.ts';

export interface StepComparison {
  /** Index into the run's steps. */
  readonly step: number;
  readonly operation: Operation;
  readonly expected: readonly Observation[];
  readonly observed: readonly Observation[];
  readonly same: boolean;
}

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
  return comparisons.flatMap(({ step, operation, expected, observed, same }) => {
    const done = [...before, ...trace.steps.slice(0, step)];
    const selects = done.reduce((now: Selects, each) => selectsAfter(now, each.operation), POWER_ON_SELECTS);
    const say = (all: readonly Observation[]): string =>
      all.length === 0
        ? 'nothing'
        : all.map((each) => printable(formatObservation(each, operation, device, selects))).join(', ');
    const label = `${before.length + step + 1}${mark}`;
    const head = `${same ? ' ' : '►'} ${label.padStart(3)}. ${printable(formatOperation(operation, device, selects))}`;
    if (same) return expected.length === 0 ? [head] : [head, `        observed  ${say(observed)}`];
    return [head, `        expected  ${say(expected)}`, `        observed  ${say(observed)}`];
  });
}
