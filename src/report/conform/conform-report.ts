/** What a conformance command came to, as its reports need it. */
import type { Scenario } from '../../../machines/vocabulary/scenario.ts';
import type { ConformOutcome } from '../../conform/outcome.ts';

export interface ConformReport {
  readonly tool: { readonly name: string; readonly version: string };
  readonly outcomes: readonly ConformOutcome[];
  /** True when the user stopped it, so that scenarios may be missing. */
  readonly interrupted: boolean;
  /** Scenarios that were asked for, and that the interruption left no time for. */
  readonly notBegun?: readonly Scenario[];
}
