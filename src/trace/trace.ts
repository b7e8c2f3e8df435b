/**
 * A trace: a scenario and the steps of one run. A trace is data: it is stored, shrunk, rendered, and
 * replayed on any target. docs/trace-format.md describes the file.
 */

import type { Observation, Operation } from '../../machines/vocabulary/operation.ts';
import type { Scenario } from '../../machines/vocabulary/scenario.ts';

/** The inner state that a step left behind, by part (`core`, `transport`, …), flat values only. */
export type InnerState = Readonly<Record<string, Readonly<Record<string, string | number | boolean>>>>;

export interface TraceStep {
  readonly operation: Operation;
  readonly observations: readonly Observation[];
  readonly state: InnerState;
}

/** The second run of a relational property: it leaves the first after `after` steps and goes its own way. */
export interface TraceBranch {
  /** How many steps of the main run come before the branch; `powerOn` starts anew instead. */
  readonly after: number | 'powerOn';
  readonly steps: readonly TraceStep[];
  /** Set when the branch runs in another scenario, as for agreement between transports. */
  readonly scenario?: Scenario;
}

export interface Trace {
  readonly schemaVersion: 1;
  readonly scenario: Scenario;
  /** The state before the first step (power-on). */
  readonly initialState: InnerState;
  readonly steps: readonly TraceStep[];
  /** Id of the property that the trace violates. */
  readonly property?: string;
  /** What that property claims, in one sentence, so that the file can be read without the program. */
  readonly claim?: string;
  /** Index into `steps` of the step on which the property fails. */
  readonly guiltyStep?: number;
  /** One sentence with the values in it: what was expected, and what was found. */
  readonly violation?: string;
  readonly branch?: TraceBranch;
}
