/** What a trace says and what was seen now, step by step. */
import type { Observation, Operation } from '../../machines/vocabulary/operation.ts';
import type { InnerField } from './inner-comparison.ts';

export interface StepComparison {
  /** Index into the run's steps. */
  readonly step: number;
  readonly operation: Operation;
  readonly expected: readonly Observation[];
  readonly observed: readonly Observation[];
  readonly same: boolean;
  /** Fields of the inner state that were compared as well. */
  readonly inner?: readonly InnerField[];
}
