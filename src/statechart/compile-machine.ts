/**
 * The compiled form of one xstate machine: its own guards and actions, called directly.
 *
 * xstate's `transition()` builds an actor for every call (30 microseconds); exploring a model takes
 * millions of steps. The compiled form is made from the machine's own state nodes and calls the very functions
 * given to `setup`, so there is no second copy of any rule. It knows the subset of xstate that parts need
 * (nested states, guards, `assign`, `emit`, `enqueueActions`, entry and exit actions, `always`) and refuses
 * the rest. test/statechart/compile-machine.test.ts proves it equal to `transition()`.
 */
import type { AnyStateMachine } from 'xstate';
import type { Effect } from './compile-actions.ts';
import { initialContext } from './compile-checks.ts';
import { CompileError } from './compile-error.ts';
import { compileMoves, type Move, select } from './compile-moves.ts';
import type { CompiledTransition } from './compile-nodes.ts';
import type { LocalState } from './local-state.ts';
import type { Output, PartEvent } from './part.ts';
import { keep, type Run, runFrom } from './run.ts';

export type { LocalState } from './local-state.ts';
export { CompileError };

export interface LocalStep {
  /** The very state that was stepped from, when nothing in it changed. */
  readonly state: LocalState;
  readonly outputs: readonly Output[];
  /** False when no transition took the event, and none followed it: the state is unchanged. */
  readonly taken: boolean;
}

export interface CompiledMachine {
  readonly name: string;
  /** State paths by leaf index: `negotiating.legacy`. */
  readonly values: readonly string[];
  readonly initial: LocalStep;
  step(state: LocalState, event: PartEvent): LocalStep;
  /**
   * Takes one event in place, for runs that need no state but the last.
   * Answers false when no transition took the event; one without an event may have followed it all the same.
   */
  advance(run: Run, event: PartEvent): boolean;
}

/** More eventless transitions in a row than this means that the machine never settles. */
const MICROSTEPS_MAX = 100;

/**
 * Compiles a machine.
 * @param onTaken hears of each transition that is taken
 * @throws CompileError when it uses a part of xstate that the compiled form does not know, or names a
 * guard or action that has no implementation
 */
export function compileMachine(
  machine: AnyStateMachine,
  onTaken?: (transition: CompiledTransition) => void,
): CompiledMachine {
  const name = machine.id;
  const { values, start, on, always } = compileMoves(machine);
  const hasEventless = always.some((moves) => moves.length > 0);

  const go = (move: Move, run: Run): void => {
    const { effects, leaf } = move;
    for (let at = 0; at < effects.length; at++) (effects[at] as Effect)(run);
    if (leaf === run.leaf) return;
    run.leaf = leaf;
    run.hasChanged = true;
  };

  const take =
    onTaken === undefined
      ? go
      : (move: Move, run: Run): void => {
          if (move.transition !== undefined) onTaken(move.transition);
          go(move, run);
        };

  /** Takes eventless transitions until none is left. */
  const settle = (run: Run): void => {
    for (let microstep = 0; ; microstep++) {
      const { leaf } = run;
      const move = select(always[leaf] as readonly Move[], run);
      if (move === undefined) return;
      if (microstep === MICROSTEPS_MAX) {
        throw new CompileError(
          name,
          `event "${run.event.type}" never settles: ${MICROSTEPS_MAX} eventless transitions in a row at "${values[leaf]}"`,
        );
      }
      run.hasAssigned = false;
      take(move, run);
      // As in xstate, an eventless transition that moves nothing and assigns nothing is the last one.
      if (run.leaf === leaf && !run.hasAssigned) return;
    }
  };

  const advance = (run: Run, event: PartEvent): boolean => {
    run.event = event;
    const move = select(on(run.leaf, event.type), run);
    if (move !== undefined) take(move, run);
    if (hasEventless) settle(run);
    return move !== undefined;
  };

  const starting = runFrom({ leaf: start.leaf, context: initialContext(machine) }, []);
  starting.event = { type: 'xstate.init' };
  take(start, starting);
  settle(starting);
  return {
    name,
    values,
    initial: { state: keep(starting), outputs: starting.outputs, taken: true },
    advance,
    step(state, event) {
      const run = runFrom(state, []);
      const wasTaken = advance(run, event);
      return {
        state: run.hasChanged ? keep(run) : state,
        outputs: run.outputs,
        // An event that nothing takes may still let an eventless transition through, if its guard looks at it.
        taken: wasTaken || run.hasChanged || run.outputs.length > 0,
      };
    },
  };
}
