/** A machine's local state under way: what guards and actions work on, changed in place. */
import type { LocalState } from './compile-machine.ts';
import type { Args } from './implementation.ts';
import type { Flat, FlatValue, Output, PartEvent } from './part.ts';

/** A local state that is changed in place, and what a step puts out. */
export interface Run extends LocalState, Args {
  leaf: number;
  context: Flat;
  event: PartEvent;
  /** What actions put out, in their order; several runs may share one list. */
  readonly outputs: Output[];
  /** Nobody else holds the context; otherwise it is copied before its first change. */
  ownsContext: boolean;
  /** An `assign` took place, even if it changed nothing. */
  hasAssigned: boolean;
  /** The leaf or the context has changed since whoever reads this set it to false. */
  hasChanged: boolean;
  /** Where to note what a change replaces; then the context is lent, and changed without being owned. */
  readonly undo: Undo | undefined;
}

const NO_EVENT: PartEvent = { type: '' };

/** A run that begins in `state`, and leaves that object as it is. */
export const runFrom = ({ leaf, context }: LocalState, outputs: Output[]): Run => ({
  leaf,
  context,
  event: NO_EVENT,
  outputs,
  ownsContext: false,
  hasAssigned: false,
  hasChanged: false,
  undo: undefined,
});

/** A run on contexts that are lent for one step: `undo` puts back what the step has changed. */
export const runOnLoan = (state: LocalState): Run & { readonly undo: Undo } => ({
  ...runFrom(state, []),
  undo: new Undo(),
});

/** The state at hand, to keep; the run copies it before it goes on to change it. */
export function keep(run: Run): LocalState {
  run.ownsContext = false;
  return { leaf: run.leaf, context: run.context };
}

/** Changes a field of the run's context. */
export function change(run: Run, field: string, value: FlatValue): void {
  if (run.undo !== undefined) run.undo.note(field, run.context[field] as FlatValue);
  else if (!run.ownsContext) {
    run.context = { ...run.context };
    run.ownsContext = true;
  }
  (run.context as Record<string, FlatValue>)[field] = value;
  run.hasChanged = true;
}

/** What changes have replaced, in their order. */
export class Undo {
  readonly fields: string[] = [];
  readonly #values: FlatValue[] = [];
  size = 0;

  note(field: string, value: FlatValue): void {
    this.fields[this.size] = field;
    this.#values[this.size++] = value;
  }

  /** Puts everything back, the last change first. */
  putBack(context: Flat): void {
    while (this.size > 0) {
      this.size--;
      (context as Record<string, FlatValue>)[this.fields[this.size] as string] = this.#values[
        this.size
      ] as FlatValue;
    }
  }
}
