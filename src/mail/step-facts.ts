/**
 * What each named step of a machine looks at and does: which context fields an action sets, which calls it makes and
 * what it shows, and of guards and actions which fields they look at. Found by running them on samples.
 */
import type { AnyStateMachine } from 'xstate';
import { compileAction, type Effect } from '../statechart/compile-actions.ts';
import { compileGuard, type Guard } from '../statechart/compile-guards.ts';
import type { Flat, FlatValue, Output, Part, PartEvent } from '../statechart/part.ts';
import { runFrom } from '../statechart/run.ts';
import { TrackedContext } from '../statechart/tracked-context.ts';
import { attempt, SampleValues } from './sample-values.ts';

/** What one action or guard does. */
export interface StepFacts {
  readonly looksAt: ReadonlySet<string>;
  readonly sets: ReadonlySet<string>;
  readonly outputs: readonly Output[];
}

/** One way that an event may take from some state, in the order in which they are tried. */
export interface Branch {
  readonly guards: readonly string[];
  readonly actions: readonly string[];
  readonly target: string | undefined;
}

export interface Transitions {
  /** A path, '' for the machine itself. */
  readonly state: string;
  readonly event: string;
  readonly branches: readonly Branch[];
}

export interface PartFacts {
  readonly part: Part;
  readonly actions: ReadonlyMap<string, StepFacts>;
  readonly guards: ReadonlyMap<string, StepFacts>;
  readonly transitions: readonly Transitions[];
  /** By field: the fields of the view that show it. `''` stands for the machine's state. */
  readonly shownIn: ReadonlyMap<string, ReadonlySet<string>>;
  /** Views of sampled states. */
  readonly views: readonly Flat[];
}

const SAMPLES = 24;

/** Looks at every named step of a part. */
export function partFacts(part: Part, seen: ReadonlyMap<string, readonly FlatValue[]>): PartFacts {
  const { machine } = part;
  const transitions = transitionsOf(machine);
  const sampler = new Sampler(machine, seen);
  const eventsOf = (kind: 'actions' | 'guards', name: string): readonly string[] =>
    transitions
      .filter(({ branches }) => branches.some((branch) => branch[kind].includes(name)))
      .map(({ event }) => event);
  const { actions, guards } = machine.implementations;
  const facts = (kind: 'actions' | 'guards', names: readonly string[]) =>
    new Map(names.map((name) => [name, sampler.run(kind, name, eventsOf(kind, name))] as const));
  return {
    part,
    actions: facts('actions', Object.keys(actions)),
    guards: facts('guards', Object.keys(guards)),
    transitions,
    ...viewFacts(part),
  };
}

class Sampler {
  readonly #machine: AnyStateMachine;
  readonly #initial: Flat;
  readonly #values: SampleValues;

  constructor(machine: AnyStateMachine, seen: ReadonlyMap<string, readonly FlatValue[]>) {
    this.#machine = machine;
    this.#initial = (machine.config.context ?? {}) as Flat;
    this.#values = new SampleValues(seen);
  }

  run(kind: 'actions' | 'guards', name: string, events: readonly string[]): StepFacts {
    const looksAt = new Set<string>();
    const sets = new Set<string>();
    const outputs: Output[] = [];
    const fields = Object.keys(this.#initial);
    // What does not compile is told when a model is built of it; here it says nothing.
    const step = attempt<Effect | Guard>(() =>
      kind === 'actions' ? compileAction(this.#machine, name, name) : compileGuard(this.#machine, name, name),
    );
    const loan = new TrackedContext(fields);
    for (let sample = 0; sample < SAMPLES; sample++) {
      loan.begin(this.#values.context(this.#initial));
      const run = runFrom({ leaf: 0, context: loan.watched }, [], loan);
      run.event = this.#event(events);
      attempt(() => step?.(run));
      for (const place of loan.looked) looksAt.add(fields[place] as string);
      for (const place of loan.places) sets.add(fields[place] as string);
      outputs.push(...run.outputs);
      loan.end();
    }
    return { looksAt, sets, outputs };
  }

  /** An event that has a value in every field that it is asked for. */
  #event(types: readonly string[]): PartEvent {
    const type = types.length === 0 ? '' : this.#values.pick(types);
    const fields = new Map<string, unknown>([['type', type]]);
    return new Proxy({} as PartEvent, {
      get: (_target, name) => {
        if (typeof name !== 'string') return undefined;
        if (!fields.has(name)) fields.set(name, this.#values.eventField(name));
        return fields.get(name);
      },
    });
  }
}

type Config = { readonly [key: string]: unknown };

function transitionsOf(machine: AnyStateMachine): readonly Transitions[] {
  const found: Transitions[] = [];
  const visit = (config: Config, path: string): void => {
    for (const [event, take] of Object.entries((config.on ?? {}) as Config))
      found.push({
        state: path,
        event,
        branches: listOf(take).map((each) => branchOf(each as Config | string)),
      });
    for (const [name, state] of Object.entries((config.states ?? {}) as Config))
      visit(state as Config, path === '' ? name : `${path}.${name}`);
  };
  visit(machine.config as Config, '');
  return found;
}

const listOf = (value: unknown): readonly unknown[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

function branchOf(config: Config | string): Branch {
  if (typeof config === 'string') return { guards: [], actions: [], target: config };
  return {
    guards: guardNames(config.guard),
    actions: listOf(config.actions)
      .map(nameOf)
      .filter((name) => name !== ''),
    target: typeof config.target === 'string' ? config.target : undefined,
  };
}

const nameOf = (reference: unknown): string =>
  typeof reference === 'string' ? reference : String((reference as { type?: unknown } | null)?.type ?? '');

/** xstate's `and`, `or` and `not` keep the guards that they combine. */
function guardNames(guard: unknown): readonly string[] {
  if (guard === undefined) return [];
  const { guards } = guard as { readonly guards?: readonly unknown[] };
  return guards === undefined ? [nameOf(guard)] : guards.flatMap(guardNames);
}

/** Which fields of the view follow a field of the context, or the state: those that differ when it alone does. */
function viewFacts({ machine, view }: Part): Pick<PartFacts, 'shownIn' | 'views'> {
  const values = new SampleValues();
  const initial = (machine.config.context ?? {}) as Flat;
  const states = statesOf(machine);
  const shownIn = new Map<string, Set<string>>();
  const views: Flat[] = [];
  for (let sample = 0; sample < SAMPLES; sample++) {
    const context = values.context(initial);
    const state = values.pick(states);
    const before = view(context, state);
    views.push(before);
    const compare = (field: string, after: Flat): void => {
      const differing = Object.keys(after).filter((key) => after[key] !== before[key]);
      shownIn.set(field, new Set([...(shownIn.get(field) ?? []), ...differing]));
    };
    compare('', view(context, values.pick(states)));
    for (const [field, value] of Object.entries(context))
      compare(field, view({ ...context, [field]: values.like(value) }, state));
  }
  return { shownIn, views };
}

/** The paths of the states that have none below them. */
function statesOf(machine: AnyStateMachine): readonly string[] {
  const leaves: string[] = [];
  const visit = (states: Config, path: string): void => {
    for (const [name, state] of Object.entries(states)) {
      const here = path === '' ? name : `${path}.${name}`;
      const below = (state as Config).states as Config | undefined;
      if (below === undefined) leaves.push(here);
      else visit(below, here);
    }
  };
  visit((machine.config.states ?? {}) as Config, '');
  return leaves.length === 0 ? [''] : leaves;
}
