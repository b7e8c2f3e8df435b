/** State nodes in compiled form: which transitions an event may take, and which actions each of them runs. */
import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { compileAction, type Effect } from './compile-actions.ts';
import { checkNode, nameOf } from './compile-checks.ts';
import { CompileError } from './compile-error.ts';
import { compileGuard, type Guard } from './compile-guards.ts';
import { asReference } from './implementation.ts';
import { namesOfGuard } from './sequence.ts';

/** A transition as the configuration has it, its guard and actions compiled. */
export interface CompiledTransition {
  readonly guard: Guard | undefined;
  readonly effects: readonly Effect[];
  /** Undefined for a transition that stays where it is. */
  readonly target: AnyStateNode | undefined;
  readonly reenter: boolean;
  readonly source: AnyStateNode;
  /** The event, or `always`, and its place among the source's transitions on that event. */
  readonly on: string;
  readonly place: number;
  /** Names of its guards and of its own actions; none for what has no name. */
  readonly guardNames: readonly string[];
  readonly actionNames: readonly string[];
}

export interface CompiledNode {
  /** The transitions that an event type may take here: its own, then those of longer to shorter wildcards. */
  readonly on: (type: string) => readonly CompiledTransition[];
  readonly always: readonly CompiledTransition[];
  readonly entry: readonly Effect[];
  readonly exit: readonly Effect[];
}

/**
 * Compiles every state of a machine, parents before their children.
 * @throws CompileError when a state, guard or action is not one that parts may have
 */
export function compileNodes(machine: AnyStateMachine): ReadonlyMap<AnyStateNode, CompiledNode> {
  const nodes = new Map<AnyStateNode, CompiledNode>();
  const visit = (node: AnyStateNode): void => {
    checkNode(machine.id, node);
    nodes.set(node, compileNode(machine, node));
    for (const child of Object.values(node.states)) visit(child);
  };
  visit(machine.root);
  return nodes;
}

function compileNode(machine: AnyStateMachine, node: AnyStateNode): CompiledNode {
  const on = new Map<string, CompiledTransition[]>();
  for (const [type, transitions] of node.transitions) {
    on.set(
      type,
      transitions.map((each, place) => compileTransition(machine, node, type, each, place)),
    );
  }
  const where = nameOf(node);
  return {
    on: (type) => transitionsFor(on, type),
    always: (node.always ?? []).map((each, place) => compileTransition(machine, node, 'always', each, place)),
    entry: node.entry.map((each) => compileAction(machine, each, `${where} on entry`)),
    exit: node.exit.map((each) => compileAction(machine, each, `${where} on exit`)),
  };
}

/** An event type's transitions: exact descriptor first, then `a.b.*` before `a.*` before `*`. */
function transitionsFor(
  on: ReadonlyMap<string, readonly CompiledTransition[]>,
  type: string,
): readonly CompiledTransition[] {
  const wild = [...on]
    .filter(([descriptor]) => descriptor !== type && matchesWildcard(type, descriptor))
    .sort(([a], [b]) => b.length - a.length);
  return [...(on.get(type) ?? []), ...wild.flatMap(([, transitions]) => transitions)];
}

/** `a.*` stands for `a.b`, `a.b.c` and, as in xstate, for `a` itself. */
const matchesWildcard = (type: string, descriptor: string): boolean =>
  descriptor === '*' || (descriptor.endsWith('.*') && `${type}.`.startsWith(descriptor.slice(0, -1)));

interface RawTransition {
  readonly guard?: unknown;
  readonly actions: readonly unknown[];
  readonly target: readonly AnyStateNode[] | undefined;
  readonly reenter: boolean;
}

function compileTransition(
  machine: AnyStateMachine,
  source: AnyStateNode,
  event: string,
  transition: RawTransition,
  place: number,
): CompiledTransition {
  const where = `${nameOf(source)} on "${event}"`;
  if (event.startsWith('xstate.')) {
    throw new CompileError(
      machine.id,
      `${where}: onDone and its like need final states, actors or time, which parts do not have`,
    );
  }
  if (transition.target !== undefined && transition.target.length > 1) {
    throw new CompileError(
      machine.id,
      `${where}: has more than one target, which only parallel states could take`,
    );
  }
  return {
    guard: transition.guard === undefined ? undefined : compileGuard(machine, transition.guard, where),
    effects: transition.actions.map((action) => compileAction(machine, action, where)),
    target: transition.target?.[0],
    reenter: transition.reenter,
    source,
    on: event,
    place,
    guardNames: transition.guard === undefined ? [] : namesOfGuard(transition.guard),
    actionNames: transition.actions.flatMap((each) => asReference(each)?.type ?? []),
  };
}
