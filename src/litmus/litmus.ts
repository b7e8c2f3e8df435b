/**
 * A litmus test: a short run that somebody can read and write as text, and what shows in it. docs/litmus.md
 * has the grammar; parse.ts reads the text, print.ts writes it, play.ts asks a model whether it does the same.
 */

import type { Observation, Operation } from '../../machines/vocabulary/operation.ts';
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import type { InnerState } from '../trace/trace.ts';

/** A scenario whose semantics may be left to whoever plays the test. */
export type LitmusScenario = Omit<Scenario, 'semantics'> & { readonly semantics: string | undefined };

export interface LitmusStep {
  readonly operation: Operation;
  /** What must show, in this order; undefined where the text says nothing about it. */
  readonly observations: readonly Observation[] | undefined;
  /** Fields of the inner state after the step. In a recorded run all of them, otherwise those that are said. */
  readonly state: InnerState;
}

/** A second run: it begins at power-on, or with the first steps of the first run. */
export interface OtherLitmusRun {
  readonly after: number | 'powerOn';
  readonly scenario: LitmusScenario | undefined;
  readonly steps: readonly LitmusStep[];
}

export interface Litmus {
  readonly name: string;
  readonly scenario: LitmusScenario;
  /** A trace as it was recorded: what is not said did not show, and every state is complete. */
  readonly recorded: boolean;
  /** Fields of the inner state at power-on. */
  readonly initialState: InnerState;
  readonly steps: readonly LitmusStep[];
  readonly other: OtherLitmusRun | undefined;
  /** Fields of the inner state at the end of the first run. */
  readonly exists: InnerState;
  /** The id of a property that the run violates. */
  readonly violates: string | undefined;
  /** Index into `steps` of the step on which it does; -1 for power-on. */
  readonly guiltyStep: number | undefined;
  /** Ids of properties that speak of the run and hold on it. */
  readonly keeps: readonly string[];
  readonly claim: string | undefined;
  readonly violation: string | undefined;
}
