/** The steps of one part: its machine takes each once, for all local states in which it reads the same. */
import { CompileError } from './compile-error.ts';
import type { CompiledMachine } from './compile-machine.ts';
import type { LocalState } from './local-state.ts';
import { LocalStates } from './local-states.ts';
import type { FlatValue, Output, PartEvent } from './part.ts';
import { type Run, runFrom } from './run.ts';
import { type KnownStep, StepTree } from './step-tree.ts';
import { TrackedContext } from './tracked-context.ts';

/** What events and outputs are known by. */
export interface Numbering {
  readonly event: (number: number) => PartEvent;
  /** The number of outputs, of which there is at least one. */
  readonly outputs: (outputs: readonly Output[]) => number;
}

/** The number of no outputs. */
export const NO_OUTPUTS = 0;

export class PartSteps {
  readonly locals: LocalStates;
  readonly #machine: CompiledMachine;
  readonly #numbering: Numbering;
  /** By event. */
  readonly #trees: (StepTree | undefined)[] = [];
  readonly #tracked: TrackedContext;
  readonly #run: Run;

  /** @param counters fields of the context that are counted modulo a number */
  constructor(machine: CompiledMachine, numbering: Numbering, counters?: Readonly<Record<string, number>>) {
    this.#machine = machine;
    this.#numbering = numbering;
    this.locals = new LocalStates(machine.initial.state.context, counters);
    this.#tracked = new TrackedContext(this.locals.fields);
    this.#run = runFrom(machine.initial.state, [], this.#tracked);
  }

  /** The events that it has been stepped with. */
  get events(): readonly number[] {
    return this.#trees.flatMap((tree, event) => (tree === undefined ? [] : [event]));
  }

  /** Each step that the machine has taken: a state in which it does, and the event. */
  *taken(): Generator<{ readonly state: LocalState; readonly event: PartEvent }> {
    for (const [number, tree] of this.#trees.entries())
      for (const looked of tree?.looked() ?? [])
        yield { state: this.locals.stateWith(looked), event: this.#numbering.event(number) };
  }

  /**
   * The step from a local state with an event.
   * @throws CompileError when the machine cannot take it, or is not pure
   */
  step(local: number, event: number): KnownStep {
    let tree = this.#trees[event];
    if (tree === undefined) {
      tree = new StepTree();
      this.#trees[event] = tree;
    }
    return tree.find(this.locals, local) ?? this.#learn(local, event, tree);
  }

  /** The local state that differs from `local` by a step's changes. */
  changed(local: number, changes: readonly number[]): number {
    return changes.length === 0 ? local : this.locals.changed(local, changes);
  }

  /** Runs the machine on the local state's own context, which is put back afterwards. */
  #learn(local: number, number: number, tree: StepTree): KnownStep {
    const { locals } = this;
    const tracked = this.#tracked;
    const run = this.#run;
    const event = this.#numbering.event(number);
    const { leaf, context } = locals.at(local);
    tracked.begin(context);
    run.leaf = leaf;
    run.context = tracked.watched;
    run.outputs.length = 0;
    const changes: number[] = [];
    // The leaf stands first in a row, and decides which transitions there are.
    const looked = [0];
    try {
      this.#machine.advance(run, event);
      if (run.leaf !== leaf) changes.push(0, run.leaf);
      for (const place of new Set(tracked.places)) {
        const value = context[locals.fields[place] as string] as FlatValue;
        changes.push(place + 1, locals.valueNumber(place + 1, value));
      }
      for (const place of tracked.looked) looked.push(place + 1);
    } finally {
      tracked.end();
    }
    const outputsId = run.outputs.length === 0 ? NO_OUTPUTS : this.#numbering.outputs(run.outputs);
    // A copy is as long as it must be; a list that grew has room to spare, and there are thousands of these.
    const step = { changes: [...changes], outputsId };
    if (!tree.add(locals, local, looked, step))
      throw new CompileError(
        this.#machine.name,
        `event "${event.type}": after the same values it looked at other fields than before; guards and actions must be pure functions of context and event`,
      );
    return step;
  }
}
