/** Actions in compiled form: `assign`, `emit` (call, observe) and `enqueueActions`, called directly. */
import type { AnyStateMachine } from 'xstate';
import { checkOutput } from './compile-checks.ts';
import { CompileError } from './compile-error.ts';
import { compileGuard } from './compile-guards.ts';
import {
  asReference,
  type Implementation,
  INLINE,
  listNames,
  paramsOf,
  type Reference,
} from './implementation.ts';
import type { FlatValue } from './part.ts';
import { held, type Run, setField } from './run.ts';

export type Effect = (run: Run) => void;

/**
 * Compiles an action from a configuration.
 * @param where names the transition or state, for messages
 * @throws CompileError when it has no implementation, or one that would have no effect in a model
 */
export function compileAction(machine: AnyStateMachine, action: unknown, where: string): Effect {
  if (typeof action === 'function')
    return compileImplementation(machine, action as Implementation, INLINE, where);
  const reference = asReference(action);
  const found: unknown =
    reference === undefined ? undefined : machine.implementations.actions[reference.type];
  if (reference === undefined || typeof found !== 'function') {
    throw new CompileError(
      machine.id,
      `${where}: action "${reference?.type ?? String(action)}" does not exist; the machine has ${listNames(machine.implementations.actions)}`,
    );
  }
  return compileImplementation(machine, found as Implementation, reference, where);
}

function compileImplementation(
  machine: AnyStateMachine,
  implementation: Implementation,
  reference: Reference,
  where: string,
): Effect {
  switch (implementation.type) {
    case 'xstate.assign':
      return assignEffect(machine, implementation.assignment, reference, where);
    case 'xstate.emit':
      return emitEffect(machine, implementation.event, reference, where);
    case 'xstate.enqueueActions':
      return enqueueEffect(machine, implementation.collect, reference, where);
    default:
      throw new CompileError(
        machine.id,
        `${where}: action "${reference.type}" is neither assign, emit (call, observe) nor enqueueActions, so it would have no effect in a model`,
      );
  }
}

function emitEffect(machine: AnyStateMachine, event: unknown, reference: Reference, where: string): Effect {
  const show = (run: Run, output: unknown): void => {
    run.outputs.push(checkOutput(machine.id, output, reference.type, where));
  };
  if (typeof event !== 'function') return (run) => show(run, event);
  return reference.params === undefined
    ? (run) => show(run, event(run))
    : (run) => show(run, event(run, paramsOf(reference, run)));
}

type Change = Readonly<Record<string, unknown>>;

function assignEffect(
  machine: AnyStateMachine,
  assignment: unknown,
  reference: Reference,
  where: string,
): Effect {
  const set = (run: Run, field: string, value: unknown): void => {
    const before = held(run, field);
    if (typeof value !== typeof before) {
      throw new CompileError(
        machine.id,
        `${where}: action "${reference.type}" changes the type of context field "${field}" from ${typeof before} to ${typeof value}`,
      );
    }
    setField(run, field, value as FlatValue);
  };
  if (typeof assignment === 'function') {
    const changeOf =
      reference.params === undefined
        ? (assignment as (run: Run) => Change)
        : (run: Run): Change => assignment(run, paramsOf(reference, run));
    return (run) => {
      const change = changeOf(run);
      run.hasAssigned = true;
      for (const field in change) set(run, field, change[field]);
    };
  }
  const fields = Object.entries(assignment as object);
  if (fields.every(([, value]) => typeof value !== 'function')) {
    return (run) => {
      run.hasAssigned = true;
      for (const [field, value] of fields) set(run, field, value);
    };
  }
  return (run) => {
    run.hasAssigned = true;
    // All values are worked out before the first is set, as in xstate.
    const values = fields.map(([, value]) =>
      typeof value === 'function' ? value(run, paramsOf(reference, run)) : value,
    );
    for (const [at, [field]] of fields.entries()) set(run, field, values[at]);
  };
}

function enqueueEffect(
  machine: AnyStateMachine,
  collect: unknown,
  reference: Reference,
  where: string,
): Effect {
  if (typeof collect !== 'function')
    throw new CompileError(machine.id, `${where}: enqueueActions without a function`);
  return (run) => {
    const queue: Effect[] = [];
    const refuse = (): never => {
      throw new CompileError(
        machine.id,
        `${where}: action "${reference.type}" may enqueue only named actions, assign and emit`,
      );
    };
    const enqueue = Object.assign(
      (action: unknown) => void queue.push(compileAction(machine, action, where)),
      {
        cancel: refuse,
        raise: refuse,
        sendTo: refuse,
        sendParent: refuse,
        spawnChild: refuse,
        stopChild: refuse,
        assign: (assignment: unknown) => void queue.push(assignEffect(machine, assignment, reference, where)),
        emit: (event: unknown) =>
          void queue.push(emitEffect(machine, event, { type: reference.type }, where)),
      },
    );
    const { context, event } = run;
    collect(
      {
        context,
        event,
        enqueue,
        check: (guard: unknown) => Boolean(compileGuard(machine, guard, where)({ context, event })),
      },
      paramsOf(reference, run),
    );
    for (const effect of queue) effect(run);
  };
}
