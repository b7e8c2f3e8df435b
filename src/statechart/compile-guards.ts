/** Guards in compiled form: the functions given to `setup`, and xstate's `and`, `or` and `not` over them. */
import { type AnyStateMachine, and, not, or } from 'xstate';
import { CompileError } from './compile-error.ts';
import {
  type Args,
  asReference,
  type Implementation,
  INLINE,
  listNames,
  paramsOf,
  type Reference,
} from './implementation.ts';

/** Holds when it answers something true, as in xstate. */
export type Guard = (args: Args) => unknown;

/**
 * Compiles a guard from a configuration.
 * @param where names the transition, for messages
 * @throws CompileError when it has no implementation, or is of a kind that the compiled form does not know
 */
export function compileGuard(machine: AnyStateMachine, guard: unknown, where: string): Guard {
  if (typeof guard === 'function') return compileFunction(machine, guard as Implementation, INLINE, where);
  const reference = asReference(guard);
  const found: unknown = reference === undefined ? undefined : machine.implementations.guards[reference.type];
  if (reference === undefined || typeof found !== 'function') {
    throw new CompileError(
      machine.id,
      `${where}: guard "${reference?.type ?? String(guard)}" does not exist; the machine has ${listNames(machine.implementations.guards)}`,
    );
  }
  return compileFunction(machine, found as Implementation, reference, where);
}

/** What xstate's own `and`, `or` and `not` evaluate themselves with: the one thing that tells them apart. */
const checkOf = (guard: unknown): unknown => (guard as Implementation).check;
const CHECK_AND = checkOf(and([]));
const CHECK_OR = checkOf(or([]));
const CHECK_NOT = checkOf(not(() => true));

function compileFunction(
  machine: AnyStateMachine,
  guard: Implementation,
  reference: Reference,
  where: string,
): Guard {
  const check = checkOf(guard);
  if (check === undefined)
    return reference.params === undefined ? guard : (args) => guard(args, paramsOf(reference, args));
  const parts = Array.isArray(guard.guards)
    ? guard.guards.map((each) => compileGuard(machine, each, where))
    : [];
  switch (check) {
    case CHECK_AND:
      return (args) => parts.every((each) => each(args));
    case CHECK_OR:
      return (args) => parts.some((each) => each(args));
    case CHECK_NOT:
      return (args) => !parts.some((each) => each(args));
    default:
      throw new CompileError(
        machine.id,
        `${where}: guard "${reference.type}" is neither a function, nor and, or, not; the compiled form knows no other, such as stateIn`,
      );
  }
}
