/**
 * The compiled form of one xstate machine: its own guards and actions, called directly.
 *
 * xstate's `transition()` builds an actor for every call (30 microseconds); exploring a model takes
 * millions of steps. The compiled form walks the machine's own state nodes and calls the very functions
 * given to `setup`, so there is no second copy of any rule. It knows the subset of xstate that parts need
 * (nested states, guards, `assign`, `emit`, `enqueueActions`, entry and exit actions, `always`) and refuses
 * the rest. test/model/compile-machine.test.ts proves it equal to `transition()`.
 */
import { type AnyStateMachine, type AnyStateNode, and, not, or } from 'xstate';
import type { Flat, Output, PartEvent } from './part.ts';

/** A machine that the compiled form cannot run, or a part (often a patch) that names what is not there. */
export class CompileError extends Error {
  readonly machine: string;
  constructor(machine: string, message: string, options?: ErrorOptions) {
    super(`machine "${machine}": ${message}`, options);
    this.name = 'CompileError';
    this.machine = machine;
  }
}

export interface LocalState {
  /** Index into `CompiledMachine.values`. */
  readonly leaf: number;
  readonly context: Flat;
}

export interface LocalStep {
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
}

type Args = { context: Flat; event: PartEvent };
type Guard = (args: Args) => boolean;
type Effect = (run: Run) => void;

/** What a transition's actions work on. */
interface Run {
  context: Flat;
  event: PartEvent;
  outputs: Output[];
}

interface CompiledTransition {
  readonly guard: Guard | undefined;
  readonly effects: readonly Effect[];
  /** Undefined for a transition that stays where it is. */
  readonly target: AnyStateNode | undefined;
  readonly reenter: boolean;
  readonly source: AnyStateNode;
}

interface CompiledNode {
  /** The transitions that an event type may take here: its own, then those of longer to shorter wildcards. */
  readonly on: (type: string) => readonly CompiledTransition[];
  readonly always: readonly CompiledTransition[];
  readonly entry: readonly Effect[];
  readonly exit: readonly Effect[];
}

/** More eventless transitions in a row than this means that the machine never settles. */
const MICROSTEPS_MAX = 100;

/**
 * Compiles a machine.
 * @throws CompileError when it uses a part of xstate that the compiled form does not know, or names a
 * guard or action that has no implementation
 */
export function compileMachine(machine: AnyStateMachine): CompiledMachine {
  const name = machine.id;
  const nodes = new Map<AnyStateNode, CompiledNode>();
  const leaves: AnyStateNode[] = [];
  const visit = (node: AnyStateNode): void => {
    if (node.type !== 'atomic' && node.type !== 'compound') {
      throw new CompileError(
        name,
        `${nameOf(node)} is ${node.type}; parts may only use atomic and compound states`,
      );
    }
    if (node.invoke.length > 0 || node.after.length > 0) {
      throw new CompileError(name, `${nameOf(node)} uses invoke or after; parts have no actors and no time`);
    }
    if (node.initial.actions.length > 0) {
      throw new CompileError(
        name,
        `${nameOf(node)} has actions on its initial transition; put them on the entry of a state`,
      );
    }
    nodes.set(node, compileNode(machine, node));
    if (node.type !== 'compound') leaves.push(node);
    for (const child of Object.values(node.states)) visit(child);
  };
  visit(machine.root);
  const leafIndex = new Map(leaves.map((leaf, index) => [leaf, index]));
  const compiled = (node: AnyStateNode): CompiledNode => {
    const found = nodes.get(node);
    if (found === undefined) throw new CompileError(name, `state "${node.id}" is not part of the machine`);
    return found;
  };

  /** Enters `target` from below `domain`, down to a leaf; returns the leaf. */
  const enter = (target: AnyStateNode, domain: AnyStateNode | undefined, run: Run): AnyStateNode => {
    const path: AnyStateNode[] = [];
    for (
      let node: AnyStateNode | undefined = target;
      node !== domain && node !== undefined;
      node = node.parent
    )
      path.unshift(node);
    for (const node of path) for (const effect of compiled(node).entry) effect(run);
    let leaf = target;
    while (leaf.type === 'compound') {
      const child: AnyStateNode | undefined = leaf.initial.target[0];
      if (child === undefined) throw new CompileError(name, `state "${leaf.id}" has no initial state`);
      leaf = child;
      for (const effect of compiled(leaf).entry) effect(run);
    }
    return leaf;
  };

  const take = (leaf: AnyStateNode, transition: CompiledTransition, run: Run): AnyStateNode => {
    const { target, source } = transition;
    if (target === undefined) {
      for (const effect of transition.effects) effect(run);
      return leaf;
    }
    const domain = transitionDomain(source, target, transition.reenter);
    // xstate enters a root that is targeted from below, although it did not leave it.
    const entryDomain = target === domain && target !== source ? undefined : domain;
    for (
      let node: AnyStateNode | undefined = leaf;
      node !== domain && node !== undefined;
      node = node.parent
    ) {
      for (const effect of compiled(node).exit) effect(run);
    }
    for (const effect of transition.effects) effect(run);
    return enter(target, entryDomain, run);
  };

  const hasEventless = [...nodes.values()].some((node) => node.always.length > 0);
  const settle = (from: AnyStateNode, run: Run): AnyStateNode => {
    let leaf = from;
    for (let microstep = 0; hasEventless; microstep++) {
      const transition = select(leaf, run, (node) => compiled(node).always);
      if (transition === undefined) return leaf;
      if (microstep === MICROSTEPS_MAX) {
        throw new CompileError(
          name,
          `event "${run.event.type}" never settles: ${MICROSTEPS_MAX} eventless transitions in a row at "${leaf.id}"`,
        );
      }
      const { context } = run;
      const next = take(leaf, transition, run);
      // As in xstate, an eventless transition that moves nothing and assigns nothing is the last one.
      if (next === leaf && run.context === context) return leaf;
      leaf = next;
    }
    return leaf;
  };

  const finish = (leaf: AnyStateNode, run: Run, taken: boolean): LocalStep => {
    const index = leafIndex.get(leaf);
    if (index === undefined) throw new CompileError(name, `state "${leaf.id}" is not a leaf`);
    return { state: { leaf: index, context: run.context }, outputs: run.outputs, taken };
  };

  const start: Run = { context: initialContext(machine), event: { type: 'xstate.init' }, outputs: [] };
  const first = settle(enter(machine.root, undefined, start), start);
  return {
    name,
    values: leaves.map((leaf) => leaf.path.join('.')),
    initial: finish(first, start, true),
    step(state, event) {
      const leaf = leaves[state.leaf];
      if (leaf === undefined) throw new RangeError(`leaf ${state.leaf} of machine "${name}" does not exist`);
      const run: Run = { context: state.context, event, outputs: [] };
      const transition = select(leaf, run, (node) => compiled(node).on(event.type));
      const taken = transition !== undefined;
      const next = settle(taken ? take(leaf, transition, run) : leaf, run);
      // An event that nothing takes may still let an eventless transition through, if its guard looks at it.
      if (!taken && next === leaf && run.context === state.context && run.outputs.length === 0) {
        return { state, outputs: run.outputs, taken };
      }
      return finish(next, run, true);
    },
  };
}

/** The first transition whose guard holds, from the leaf upwards. */
function select(
  leaf: AnyStateNode,
  run: Run,
  candidates: (node: AnyStateNode) => readonly CompiledTransition[],
): CompiledTransition | undefined {
  for (let node: AnyStateNode | undefined = leaf; node !== undefined; node = node.parent) {
    for (const transition of candidates(node)) {
      if (transition.guard === undefined || transition.guard(run)) return transition;
    }
  }
  return undefined;
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

function initialContext(machine: AnyStateMachine): Flat {
  const context: unknown = machine.config.context ?? {};
  if (typeof context !== 'object' || context === null) {
    throw new CompileError(
      machine.id,
      'the context must be a plain object; a part takes its scenario when it is made',
    );
  }
  return checkFlat(machine.id, context, 'the initial context');
}

function checkFlat(machine: string, record: object, where: string): Flat {
  for (const [key, value] of Object.entries(record)) {
    if (typeof value !== 'number' && typeof value !== 'string' && typeof value !== 'boolean') {
      throw new CompileError(
        machine,
        `${where} must hold numbers, strings and booleans only, but "${key}" is ${value === null ? 'null' : typeof value}`,
      );
    }
  }
  return record as Flat;
}

function compileNode(machine: AnyStateMachine, node: AnyStateNode): CompiledNode {
  const on = new Map<string, CompiledTransition[]>();
  for (const [type, transitions] of node.transitions) {
    on.set(
      type,
      transitions.map((each) => compileTransition(machine, node, type, each)),
    );
  }
  const where = nameOf(node);
  return {
    on: matcher(on),
    always: (node.always ?? []).map((each) => compileTransition(machine, node, 'always', each)),
    entry: node.entry.map((each) => compileAction(machine, each, `${where} on entry`)),
    exit: node.exit.map((each) => compileAction(machine, each, `${where} on exit`)),
  };
}

const nameOf = (node: AnyStateNode): string => `state "${node.path.join('.') || node.key}"`;

/** Finds an event type's transitions: exact descriptor first, then `a.b.*` before `a.*` before `*`. */
function matcher(on: ReadonlyMap<string, readonly CompiledTransition[]>): CompiledNode['on'] {
  const wildcards = [...on]
    .filter(([descriptor]) => descriptor.endsWith('*'))
    .sort(([a], [b]) => b.length - a.length);
  if (wildcards.length === 0) return (type) => on.get(type) ?? [];
  const known = new Map<string, readonly CompiledTransition[]>();
  return (type) => {
    let found = known.get(type);
    if (found === undefined) {
      const wild = wildcards.filter(
        ([descriptor]) => descriptor !== type && matchesWildcard(type, descriptor),
      );
      found = [...(on.get(type) ?? []), ...wild.flatMap(([, transitions]) => transitions)];
      known.set(type, found);
    }
    return found;
  };
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
  };
}

interface Reference {
  readonly type: string;
  readonly params?: unknown;
}

function asReference(value: unknown): Reference | undefined {
  if (typeof value === 'string') return { type: value };
  if (typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string')
    return value as Reference;
  return undefined;
}

type AnyFunction = ((args: unknown, params?: unknown) => unknown) & Record<string, unknown>;

const paramsOf = (reference: Reference, args: Args): unknown =>
  typeof reference.params === 'function' ? reference.params(args) : reference.params;

function compileGuard(machine: AnyStateMachine, guard: unknown, where: string): Guard {
  if (typeof guard === 'function')
    return compileGuardFunction(machine, guard as AnyFunction, { type: '(inline)' }, where);
  const reference = asReference(guard);
  const found: unknown = reference === undefined ? undefined : machine.implementations.guards[reference.type];
  if (reference === undefined || typeof found !== 'function') {
    throw new CompileError(
      machine.id,
      `${where}: guard "${reference?.type ?? String(guard)}" does not exist; the machine has ${listNames(machine.implementations.guards)}`,
    );
  }
  return compileGuardFunction(machine, found as AnyFunction, reference, where);
}

/** What xstate's own `and`, `or` and `not` evaluate themselves with: the one thing that tells them apart. */
const checkOf = (guard: unknown): unknown => (guard as AnyFunction).check;
const CHECK_AND = checkOf(and([]));
const CHECK_OR = checkOf(or([]));
const CHECK_NOT = checkOf(not(() => true));

function compileGuardFunction(
  machine: AnyStateMachine,
  guard: AnyFunction,
  reference: Reference,
  where: string,
): Guard {
  const check = checkOf(guard);
  if (check === undefined) return (args) => Boolean(guard(args, paramsOf(reference, args)));
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

function compileAction(machine: AnyStateMachine, action: unknown, where: string): Effect {
  if (typeof action === 'function')
    return compileImplementation(machine, action as AnyFunction, { type: '(inline)' }, where);
  const reference = asReference(action);
  const found: unknown =
    reference === undefined ? undefined : machine.implementations.actions[reference.type];
  if (reference === undefined || typeof found !== 'function') {
    throw new CompileError(
      machine.id,
      `${where}: action "${reference?.type ?? String(action)}" does not exist; the machine has ${listNames(machine.implementations.actions)}`,
    );
  }
  return compileImplementation(machine, found as AnyFunction, reference, where);
}

function compileImplementation(
  machine: AnyStateMachine,
  implementation: AnyFunction,
  reference: Reference,
  where: string,
): Effect {
  switch (implementation.type) {
    case 'xstate.assign':
      return assignEffect(machine, implementation.assignment, reference, where);
    case 'xstate.emit': {
      const event = implementation.event;
      return (run) => {
        const output: unknown = typeof event === 'function' ? event(run, paramsOf(reference, run)) : event;
        run.outputs.push(checkOutput(machine.id, output, reference, where));
      };
    }
    case 'xstate.enqueueActions':
      return enqueueEffect(machine, implementation.collect, reference, where);
    default:
      throw new CompileError(
        machine.id,
        `${where}: action "${reference.type}" is neither assign, emit (call, observe) nor enqueueActions, so it would have no effect in a model`,
      );
  }
}

function assignEffect(
  machine: AnyStateMachine,
  assignment: unknown,
  reference: Reference,
  where: string,
): Effect {
  const change = (run: Run): object => {
    if (typeof assignment === 'function') return assignment(run, paramsOf(reference, run));
    const partial: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(assignment as object)) {
      partial[key] = typeof value === 'function' ? value(run, paramsOf(reference, run)) : value;
    }
    return partial;
  };
  return (run) => {
    const partial = change(run);
    for (const [key, value] of Object.entries(partial)) {
      if (typeof value !== typeof run.context[key]) {
        throw new CompileError(
          machine.id,
          `${where}: action "${reference.type}" changes the type of context field "${key}" from ${typeof run.context[key]} to ${typeof value}`,
        );
      }
    }
    run.context = { ...run.context, ...(partial as Flat) };
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
          void queue.push((inner) =>
            inner.outputs.push(
              checkOutput(machine.id, typeof event === 'function' ? event(inner) : event, reference, where),
            ),
          ),
      },
    );
    const { context, event } = run;
    collect(
      {
        context,
        event,
        enqueue,
        check: (guard: unknown) => compileGuard(machine, guard, where)({ context, event }),
      },
      paramsOf(reference, run),
    );
    for (const effect of queue) effect(run);
  };
}

function checkOutput(machine: string, output: unknown, reference: Reference, where: string): Output {
  if (
    typeof output === 'object' &&
    output !== null &&
    'type' in output &&
    (output.type === 'call' || output.type === 'observe')
  ) {
    return output as Output;
  }
  throw new CompileError(
    machine,
    `${where}: action "${reference.type}" emitted something that is neither a call nor an observation; use call() or observe()`,
  );
}

const listNames = (record: object): string => Object.keys(record).sort().join(', ') || 'none';
