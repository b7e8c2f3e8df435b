/** A machine's local state under way: what guards and actions work on, changed in place. */

import type { Args } from './implementation.ts';
import type { LocalState } from './local-state.ts';
import type { Flat, FlatValue, Output, PartEvent } from './part.ts';
import type { TrackedContext } from './tracked-context.ts';

/** A local state that is changed in place, and what a step puts out. */
export interface Run extends LocalState, Args {
  leaf: number;
  context: Flat;
  event: PartEvent;
  /** What actions put out, in their order. */
  outputs: Output[];
  /** Nobody else holds the context; otherwise it is copied before its first change. */
  ownsContext: boolean;
  /** An `assign` took place, even if it changed nothing. */
  hasAssigned: boolean;
  /** The leaf or the context has changed since this was last set to false. */
  hasChanged: boolean;
  /** What tracks the context for one step; then the context is changed without being owned. */
  readonly tracked: TrackedContext | undefined;
}

const NO_EVENT: PartEvent = { type: '' };

/** A run that begins in `state`, and leaves that object as it is. */
export const runFrom = ({ leaf, context }: LocalState, outputs: Output[], tracked?: TrackedContext): Run => ({
  leaf,
  context,
  event: NO_EVENT,
  outputs,
  ownsContext: false,
  hasAssigned: false,
  hasChanged: false,
  tracked,
});

/** The state at hand, to keep; the run copies it before it goes on to change it. */
export function keep(run: Run): LocalState {
  run.ownsContext = false;
  return { leaf: run.leaf, context: run.context };
}

/** What a field of the run's context holds before it is set: for comparisons, which guards and actions do not make. */
export const held = (run: Run, field: string): FlatValue | undefined => (run.tracked ?? run).context[field];

/** Sets a field of the run's context. */
export function setField(run: Run, field: string, value: FlatValue): void {
  if (run.tracked !== undefined) {
    run.tracked.set(field, value);
    return;
  }
  if (run.context[field] === value) return;
  if (!run.ownsContext) {
    run.context = { ...run.context };
    run.ownsContext = true;
  }
  (run.context as Record<string, FlatValue>)[field] = value;
  run.hasChanged = true;
}
