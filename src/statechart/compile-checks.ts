/** What a machine must keep to so that it can be compiled: the subset of xstate that parts need. */
import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { CompileError } from './compile-error.ts';
import type { Flat, Output } from './part.ts';

/** A state as messages name it. */
export const nameOf = (node: AnyStateNode): string => `state "${node.path.join('.') || node.key}"`;

/** @throws CompileError for a kind of state that parts do not have */
export function checkNode(machine: string, node: AnyStateNode): void {
  if (node.type !== 'atomic' && node.type !== 'compound') {
    throw new CompileError(
      machine,
      `${nameOf(node)} is ${node.type}; parts may only use atomic and compound states`,
    );
  }
  if (node.invoke.length > 0 || node.after.length > 0) {
    throw new CompileError(machine, `${nameOf(node)} uses invoke or after; parts have no actors and no time`);
  }
  if (node.initial.actions.length > 0) {
    throw new CompileError(
      machine,
      `${nameOf(node)} has actions on its initial transition; put them on the entry of a state`,
    );
  }
}

/**
 * The machine's initial context.
 * @throws CompileError when it is a function, or holds what is neither number, string nor boolean
 */
export function initialContext(machine: AnyStateMachine): Flat {
  const context: unknown = machine.config.context ?? {};
  if (typeof context !== 'object' || context === null) {
    throw new CompileError(
      machine.id,
      'the context must be a plain object; a part takes its scenario when it is made',
    );
  }
  for (const [key, value] of Object.entries(context)) {
    if (typeof value !== 'number' && typeof value !== 'string' && typeof value !== 'boolean') {
      throw new CompileError(
        machine.id,
        `the initial context must hold numbers, strings and booleans only, but "${key}" is ${value === null ? 'null' : typeof value}`,
      );
    }
  }
  return context as Flat;
}

/** @throws CompileError when an action emitted something that no other part understands */
export function checkOutput(machine: string, output: unknown, action: string, where: string): Output {
  const type = (output as { readonly type?: unknown } | null | undefined)?.type;
  if (type === 'call' || type === 'observe') return output as Output;
  throw new CompileError(
    machine,
    `${where}: action "${action}" emitted something that is neither a call nor an observation; use call() or observe()`,
  );
}
