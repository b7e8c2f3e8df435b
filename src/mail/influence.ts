/**
 * How far what one step does is felt in a device: a graph whose edges say what passes on to what, and how much of it.
 *
 * Removed or changed, an action no longer sets its fields, makes its calls and shows its observations. A field is felt
 * where it is looked at: in the view, and in guards and actions. A call is felt in every step that answers it. A guard
 * is felt in what its branch does and the others do not. The weights say how likely one is to follow from the other;
 * they were fitted once to what exploration says when a step is left out.
 */
import type { Observation } from '../../machines/vocabulary/operation.ts';
import type { PartFacts, Transitions } from './step-facts.ts';

/** How much of an influence passes along an edge. */
const PASSED = {
  /** From an action to what it does. */
  does: 1,
  /** From an event to the actions of its transitions, and to the state. */
  runs: 0.7,
  enters: 0.75,
  /** From a field to the actions and guards that look at it, and to the view. */
  isRead: 0.65,
  isAsked: 1,
  isSeen: 0.85,
  /** From a guard to what only one branch does, and from the state to what only some states do. */
  decides: 1,
  leadsTo: 1,
  allows: 0.1,
  /** From what a driver reads to the driver, and from there to whatever it may do next. */
  isShown: 0.2,
  drives: 0.5,
  /** From an event to its guards: nothing is felt there, and yet they are asked. */
  asks: 0,
} as const;

type EdgeKind = keyof typeof PASSED;

/** Along these an event leads to everything that is done before it has ended. */
const RUN: ReadonlySet<EdgeKind> = new Set(['does', 'runs', 'asks'] as const);

/** Less is not followed. */
const FAINTEST = 0.005;

export const nodes = {
  action: (part: string, name: string): string => `action ${part} ${name}`,
  guard: (part: string, name: string): string => `guard ${part} ${name}`,
  field: (part: string, name: string): string => `field ${part} ${name}`,
  state: (part: string): string => `state ${part}`,
  view: (part: string, name: string): string => `view ${part} ${name}`,
  event: (part: string, type: string): string => `event ${part} ${type}`,
  shown: (label: string): string => `shown ${label}`,
  isShown: (node: string): boolean => node.startsWith('shown '),
  driver: 'driver',
} as const;

/** What tells observations apart for a claim: the register, the message; not the value. */
export function labelOf(observation: Observation): string {
  switch (observation.kind) {
    case 'read':
      return `read ${observation.register}`;
    case 'message':
    case 'hostEvent':
      return `${observation.kind} ${observation.name}`;
    default:
      return observation.kind;
  }
}

/** What a driver gets to know. */
const DRIVER_SEES: ReadonlySet<Observation['kind']> = new Set(['read', 'config', 'commandReject'] as const);

export class InfluenceGraph {
  readonly #edges = new Map<string, Map<string, EdgeKind>>();

  /** @param operations the events of what a driver may do, as nodes */
  constructor(parts: readonly PartFacts[], operations: Iterable<string>) {
    for (const part of parts) {
      this.#addSteps(part);
      for (const transitions of part.transitions) this.#addTransitions(part.part.name, transitions);
    }
    for (const event of operations) this.#add(nodes.driver, event, 'drives');
  }

  /** Every node where something of `start` is felt, with how much: the best way counts. */
  influence(start: string): ReadonlyMap<string, number> {
    const best = new Map<string, number>([[start, 1]]);
    const pending = [start];
    for (let from = pending.pop(); from !== undefined; from = pending.pop()) {
      for (const [to, kind] of this.#edges.get(from) ?? []) {
        const felt = (best.get(from) ?? 0) * PASSED[kind];
        if (felt <= FAINTEST || felt <= (best.get(to) ?? 0)) continue;
        best.set(to, felt);
        pending.push(to);
      }
    }
    return best;
  }

  /** The steps, events and observations that these events, as nodes, may lead to before they have ended. */
  runOf(events: Iterable<string>): ReadonlySet<string> {
    const found = new Set(events);
    for (const from of found)
      for (const [to, kind] of this.#edges.get(from) ?? []) if (RUN.has(kind)) found.add(to);
    return found;
  }

  /** Of two edges between the same nodes the one that passes on more counts. */
  #add(from: string, to: string, kind: EdgeKind): void {
    const edges = this.#edges.get(from) ?? new Map<string, EdgeKind>();
    this.#edges.set(from, edges);
    const known = edges.get(to);
    if (known === undefined || PASSED[known] < PASSED[kind]) edges.set(to, kind);
  }

  #addSteps({ part: { name: part }, actions, guards, shownIn }: PartFacts): void {
    for (const [name, { looksAt, sets, outputs }] of actions) {
      const action = nodes.action(part, name);
      for (const field of sets) this.#add(action, nodes.field(part, field), 'does');
      for (const field of looksAt) this.#add(nodes.field(part, field), action, 'isRead');
      for (const output of outputs) {
        if (output.type === 'call') this.#add(action, nodes.event(output.to, output.event.type), 'does');
        else this.#addShown(action, output.observation);
      }
    }
    for (const [name, { looksAt }] of guards)
      for (const field of looksAt) this.#add(nodes.field(part, field), nodes.guard(part, name), 'isAsked');
    for (const [field, seen] of shownIn)
      for (const each of seen)
        this.#add(
          field === '' ? nodes.state(part) : nodes.field(part, field),
          nodes.view(part, each),
          'isSeen',
        );
  }

  #addShown(action: string, observation: Observation): void {
    const shown = nodes.shown(labelOf(observation));
    this.#add(action, shown, 'does');
    if (DRIVER_SEES.has(observation.kind)) this.#add(shown, nodes.driver, 'isShown');
  }

  #addTransitions(part: string, { state, event: type, branches }: Transitions): void {
    const event = nodes.event(part, type);
    for (const [at, { guards, actions, target }] of branches.entries()) {
      for (const name of actions) {
        this.#add(event, nodes.action(part, name), 'runs');
        if (state !== '') this.#add(nodes.state(part), nodes.action(part, name), 'allows');
      }
      if (target !== undefined) this.#add(event, nodes.state(part), 'enters');
      for (const name of guards) {
        const guard = nodes.guard(part, name);
        this.#add(event, guard, 'asks');
        for (const other of otherwise(branches, at)) {
          for (const each of onlyInOne(actions, other.actions))
            this.#add(guard, nodes.action(part, each), 'decides');
          if (target !== other.target) this.#add(guard, nodes.state(part), 'leadsTo');
        }
      }
    }
  }
}

const NOTHING = { actions: [], target: undefined } as const;

/** What may happen where the branch at `at` is not taken: a later one, or nothing where each of them has a guard. */
function otherwise(
  branches: Transitions['branches'],
  at: number,
): readonly { readonly actions: readonly string[]; readonly target: string | undefined }[] {
  const later = branches.slice(at + 1);
  return later.at(-1)?.guards.length === 0 ? later : [...later, NOTHING];
}

const onlyInOne = (one: readonly string[], other: readonly string[]): readonly string[] => [
  ...one.filter((name) => !other.includes(name)),
  ...other.filter((name) => !one.includes(name)),
];
