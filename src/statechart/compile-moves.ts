/**
 * Moves: what each transition does in each leaf, worked out once. A transition leaves, acts and enters
 * along a fixed way, so a step has nothing to do but to find the first move whose guard holds, and to run
 * its actions in their order.
 */
import type { AnyStateMachine, AnyStateNode } from 'xstate';
import type { Effect } from './compile-actions.ts';
import { CompileError } from './compile-error.ts';
import type { Guard } from './compile-guards.ts';
import { type CompiledNode, type CompiledTransition, compileNodes } from './compile-nodes.ts';
import type { Run } from './run.ts';

/** One transition, taken in one leaf. */
export interface Move {
  readonly guard: Guard | undefined;
  /** Exit actions, the transition's own, entry actions: in the order in which they run. */
  readonly effects: readonly Effect[];
  /** The leaf where it ends. */
  readonly leaf: number;
  /** The transition that it takes; undefined for the entry into the machine. */
  readonly transition: CompiledTransition | undefined;
}

/** The moves of a machine. Leaves are numbered in the order of the configuration. */
export interface Moves {
  /** State paths by leaf: `negotiating.legacy`. */
  readonly values: readonly string[];
  /** Enters the machine. */
  readonly start: Move;
  /** What an event may take in a leaf, in order of preference: the leaf's own, then its parents'. */
  readonly on: (leaf: number, type: string) => readonly Move[];
  /** By leaf: what may be taken without an event. */
  readonly always: readonly (readonly Move[])[];
}

/** The first move whose guard holds. */
export function select(moves: readonly Move[], run: Run): Move | undefined {
  for (let at = 0; at < moves.length; at++) {
    const move = moves[at] as Move;
    if (move.guard === undefined || move.guard(run)) return move;
  }
  return undefined;
}

/**
 * Works out the moves of a machine.
 * @throws CompileError when a state, guard or action is not one that parts may have
 */
export function compileMoves(machine: AnyStateMachine): Moves {
  const nodes = compileNodes(machine);
  const leaves = [...nodes.keys()].filter((node) => node.type !== 'compound');
  const compiled = (node: AnyStateNode): CompiledNode => {
    const found = nodes.get(node);
    if (found === undefined)
      throw new CompileError(machine.id, `state "${node.id}" is not part of the machine`);
    return found;
  };
  const entering = (path: readonly AnyStateNode[]): readonly Effect[] =>
    path.flatMap((node) => compiled(node).entry);

  const moveOf = (leaf: AnyStateNode, transition: CompiledTransition): Move => {
    const { guard, effects, target, source } = transition;
    if (target === undefined) return { guard, effects, leaf: leaves.indexOf(leaf), transition };
    const domain = transitionDomain(source, target, transition.reenter);
    // xstate enters a root that is targeted from below, although it did not leave it.
    const entryDomain = target === domain && target !== source ? undefined : domain;
    const way = [...upTo(target, entryDomain).reverse(), ...initialBelow(machine, target)];
    const left = upTo(leaf, domain).flatMap((node) => compiled(node).exit);
    return {
      guard,
      effects: [...left, ...effects, ...entering(way)],
      leaf: leaves.indexOf(way.at(-1) ?? target),
      transition,
    };
  };
  const movesOf = (
    leaf: AnyStateNode,
    candidates: (node: CompiledNode) => readonly CompiledTransition[],
  ): readonly Move[] =>
    upTo(leaf, undefined).flatMap((node) => candidates(compiled(node)).map((each) => moveOf(leaf, each)));

  const known = leaves.map(() => new Map<string, readonly Move[]>());
  const first = [machine.root, ...initialBelow(machine, machine.root)];
  return {
    values: leaves.map((leaf) => leaf.path.join('.')),
    start: {
      guard: undefined,
      effects: entering(first),
      leaf: leaves.indexOf(first.at(-1) ?? machine.root),
      transition: undefined,
    },
    always: leaves.map((leaf) => movesOf(leaf, (node) => node.always)),
    on(index, type) {
      const found = known[index]?.get(type);
      if (found !== undefined) return found;
      const leaf = leaves[index];
      if (leaf === undefined) throw new RangeError(`leaf ${index} of machine "${machine.id}" does not exist`);
      const moves = movesOf(leaf, (node) => node.on(type));
      known[index]?.set(type, moves);
      return moves;
    },
  };
}

/** A node and its parents, up to and without `end`. */
function upTo(from: AnyStateNode, end: AnyStateNode | undefined): AnyStateNode[] {
  const path: AnyStateNode[] = [];
  for (let node: AnyStateNode | undefined = from; node !== end && node !== undefined; node = node.parent)
    path.push(node);
  return path;
}

/** The initial states below a node, down to a leaf. */
function initialBelow(machine: AnyStateMachine, from: AnyStateNode): readonly AnyStateNode[] {
  const path: AnyStateNode[] = [];
  for (let node = from; node.type === 'compound'; ) {
    const child: AnyStateNode | undefined = node.initial.target[0];
    if (child === undefined) throw new CompileError(machine.id, `state "${node.id}" has no initial state`);
    path.push(child);
    node = child;
  }
  return path;
}

/** SCXML's domain: the smallest compound state that the transition does not leave. */
function transitionDomain(
  source: AnyStateNode,
  target: AnyStateNode,
  reenter: boolean,
): AnyStateNode | undefined {
  if (!reenter && (target === source || isDescendant(target, source))) return source;
  for (let node = source.parent; node !== undefined; node = node.parent) {
    if (isDescendant(target, node)) return node;
  }
  return reenter ? undefined : source.machine.root;
}

function isDescendant(node: AnyStateNode, ancestor: AnyStateNode): boolean {
  for (let each = node.parent; each !== undefined; each = each.parent) if (each === ancestor) return true;
  return false;
}
