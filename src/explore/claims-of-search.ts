/** A search with what its properties come to: how often they apply, what violates them, and where first for each cause. */
import type { DeviceInput } from '../../machines/vocabulary/device-input.ts';
import type { Operation } from '../../machines/vocabulary/operation.ts';
import type { CompiledModel } from '../model/model.ts';
import { asStepProperty, type Cause, type CauseFound, causeAtPowerOn } from '../property/cause.ts';
import type { Finding } from '../property/finding.ts';
import { withOneHistory } from '../property/one-history.ts';
import type { Property, StepProperty } from '../property/property.ts';
import { CauseNumbers } from './claims/cause-numbers.ts';
import { type CausePath, causesFound } from './found.ts';
import { NEVER } from './scripts/run-comparison.ts';
import { ScriptSearch } from './scripts/script-search.ts';
import { Search } from './search.ts';
import { lowestIn, type Words } from './sets/bits.ts';
import { addGoal, type Goals } from './sets/goals.ts';
import type { Layer } from './sets/layers.ts';
import type { TailSets } from './sets/tail-sets.ts';
import { type Path, shortestPathsTo } from './shortest-path.ts';

/** States of one layer that lead to a violation for a cause, with the fewest operations of all that are known. */
interface Nearest {
  readonly cause: number;
  readonly depth: number;
  /** Operations of the trace through them. */
  readonly length: number;
  readonly goals: Goals;
}

export interface CheckedSearchOptions {
  /** Count every violating transition, not only find the first for each cause. */
  readonly countViolations: boolean;
  /** So many causes of one property, and no more are looked for; with 1, any violation is as good as another. */
  readonly causesMax: number;
  /** A part of a layer has been done; answering with a reason stops the search. */
  readonly proceed: () => string | undefined;
}

export class CheckedSearch {
  readonly search: Search;
  readonly properties: readonly Property[];
  /** By property. */
  readonly applied = new Map<string, number>();
  readonly violating = new Map<string, number>();
  readonly #causesMax: number;
  readonly #causes: CauseNumbers;
  readonly #countsViolations: boolean;
  readonly #scripts: ScriptSearch;
  /** The causes that are known, by property; and what is known of each. */
  readonly #known = new Map<string, number[]>();
  readonly #nearest = new Map<number, Nearest>();
  /** What is wrong at power-on, which no operation leads to. */
  readonly #atPowerOn = new Map<number, Finding>();
  /** The violating states of the layer at hand, for causes that no earlier one has. */
  readonly #goals = new Map<number, Goals>();
  #depth = 0;

  constructor(
    model: CompiledModel,
    input: DeviceInput,
    properties: readonly Property[],
    { countViolations, causesMax, proceed }: CheckedSearchOptions,
  ) {
    const one = withOneHistory(
      properties.filter((property) => property.kind !== 'agreement'),
      input,
    );
    this.properties = one.properties;
    this.#causesMax = causesMax;
    this.#causes = new CauseNumbers(causesMax > 1);
    this.#countsViolations = countViolations;
    for (const { id } of this.properties) this.applied.set(id, 0);
    const countApplied = (property: Property, times: number): void => {
      this.applied.set(property.id, (this.applied.get(property.id) ?? 0) + times);
    };
    const listener = {
      applied: countApplied,
      wanted: ({ id }: Property) => countViolations || !this.#isClosed(id),
      violated: (causes: number) => this.#openGoals(causes) || countViolations,
      countsStates: countViolations,
      proceed,
      states: (head: number, words: Words) => this.#scripts.playFrom(head, words, this.#depth),
      violations: (causes: number, times: number, of: 'steps' | 'states') => this.#count(causes, times, of),
      wantsStates: () => this.#goals.size > 0,
      violating: (causes: number, head: number, tailSet: number, tailSets: TailSets) => {
        for (const cause of this.#causes.in(causes)) {
          const goals = this.#goals.get(cause);
          if (goals !== undefined) addGoals(goals, head, tailSet, tailSets);
        }
      },
    };
    const known = {
      mayChange: ({ id }: Property, least: number) =>
        !this.#isClosed(id) ||
        (this.#known.get(id) ?? []).some((cause) => (this.#nearest.get(cause)?.length ?? 0) > least),
      limitOf: ({ id }: Property, cause: number) =>
        this.#nearest.get(cause)?.length ?? (this.#isClosed(id) ? 0 : NEVER),
    };
    this.search = new Search(model, input, one, this.#causes, listener);
    this.#scripts = new ScriptSearch(this.search, input, one, this.#causes, known, countApplied);
  }

  /** Takes every step from a layer; says why it stopped, if it did. */
  expand(layer: Layer, depth: number): string | undefined {
    if (depth === 0) this.#lookAtPowerOn();
    this.#depth = depth;
    return this.search.expand(layer);
  }

  /** Brings `applied` and `violating` up to date. */
  count(): void {
    this.search.count();
  }

  /** Keeps what the layer at hand came to that is nearer than what was known before it. */
  settle(): void {
    const depth = this.#depth;
    // A step adds an operation to the trace that leads to where it begins.
    for (const [cause, goals] of this.#goals) this.#keep({ cause, depth, length: depth + 1, goals });
    this.#goals.clear();
    for (const [cause, { length, goals }] of this.#scripts.takeCandidates())
      this.#keep({ cause, depth, length: depth + length, goals });
  }

  /** Every property is violated, for one cause at least. */
  get allAreViolated(): boolean {
    return this.properties.every(({ id }) => this.#known.has(id));
  }

  get anyIsViolated(): boolean {
    return this.#known.size > 0;
  }

  /** The properties of which so many causes are known that no more were looked for. */
  get closed(): ReadonlySet<string> {
    const ids = this.properties.map(({ id }) => id).filter((id) => this.#isClosed(id));
    return new Set(this.#causesMax > 1 ? ids : []);
  }

  /** By property, in the order of the properties: its causes, each at the end of the first of its shortest traces. */
  found(): ReadonlyMap<string, readonly CauseFound[]> {
    const nearest = [...this.#nearest.values()];
    const paths = shortestPathsTo(this.search, nearest);
    const byProperty = new Map<string, CausePath[]>();
    const add = (cause: number, path: Omit<CausePath, 'cause'> | undefined): void => {
      if (path === undefined) return;
      const { property, cause: itself } = this.#causes.of(cause);
      const known = byProperty.get(property.id) ?? [];
      byProperty.set(property.id, [...known, { ...path, cause: itself }]);
    };
    for (const [cause, finding] of this.#atPowerOn) add(cause, { finding, depth: 0, ranks: [], order: 0 });
    for (const [at, each] of nearest.entries()) add(each.cause, this.#pathOf(each, paths[at] as Path));
    const found = new Map([...byProperty].map(([id, own]) => [id, causesFound(own, this.#causesMax)]));
    return this.inOrder(found);
  }

  #isClosed(id: string): boolean {
    return (this.#known.get(id)?.length ?? 0) >= this.#causesMax;
  }

  #keep(nearest: Nearest): void {
    const { cause, length } = nearest;
    const before = this.#nearest.get(cause);
    if (before === undefined) this.#note(cause);
    if (before === undefined || length < before.length) this.#nearest.set(cause, nearest);
  }

  #note(cause: number): void {
    const { id } = this.#causes.of(cause).property;
    this.#known.set(id, [...(this.#known.get(id) ?? []), cause]);
  }

  /** Looks for the states of causes that are new; false when all of them are known. */
  #openGoals(causes: number): boolean {
    let isOpen = false;
    for (const cause of this.#causes.in(causes)) {
      if (this.#nearest.has(cause) || this.#isClosed(this.#causes.of(cause).property.id)) continue;
      if (!this.#goals.has(cause)) this.#goals.set(cause, new Map());
      isOpen = true;
    }
    return isOpen;
  }

  #count(causes: number, times: number, of: 'steps' | 'states'): void {
    const [first = 0] = this.#causes.in(causes);
    const { id, kind } = this.#causes.of(first).property;
    // Of a claim about states, the states are counted, and not the steps that lead to them.
    if (this.#countsViolations && (kind === 'state') === (of === 'states'))
      this.violating.set(id, (this.violating.get(id) ?? 0) + times);
  }

  #lookAtPowerOn(): void {
    const state = this.search.powerOn();
    const seen = this.search.stepClasses.stateSeen(state);
    for (const property of this.properties) {
      if (property.kind !== 'state' || !property.applies(seen)) continue;
      const message = property.violation(seen);
      if (message === undefined) continue;
      const cause = this.#causes.number(property, causeAtPowerOn(message));
      this.#note(cause);
      this.#atPowerOn.set(cause, { property: property.id, operations: [], guiltyStep: -1, message });
    }
  }

  /** The violation at the end of the first of the shortest traces. */
  #pathOf({ cause, depth, length }: Nearest, path: Path): Omit<CausePath, 'cause'> | undefined {
    const operations = path.operations.map((each) => this.search.product.operation(each));
    const { property } = this.#causes.of(cause);
    const step = asStepProperty(property);
    if (step !== undefined) return this.#atStep(cause, property, step, operations, path);
    const found = this.#scripts.finding(cause, path.end, length - operations.length, operations);
    return found === undefined ? undefined : { ...found, depth, ranks: path.ranks };
  }

  #atStep(
    cause: number,
    property: Property,
    asStep: StepProperty,
    path: readonly Operation[],
    { end, ranks }: Path,
  ): Omit<CausePath, 'cause'> | undefined {
    const { stepClasses, product } = this.search;
    for (const [rank, number] of product.choices(end).entries()) {
      const operation = product.operation(number);
      if (asStep.concerns?.(operation) === false) continue;
      const found = stepClasses.violationIn(asStep, end, number);
      if (found === undefined || !this.#isAmong(cause, property, found.causes())) continue;
      const operations = [...path, operation];
      const guiltyStep = operations.length - 1;
      const finding = { property: property.id, operations, guiltyStep, message: found.message };
      return { finding, depth: path.length, ranks: [...ranks, rank], order: 0 };
    }
    return undefined;
  }

  #isAmong(cause: number, property: Property, causes: readonly Cause[]): boolean {
    return causes.some((each) => this.#causes.number(property, each) === cause);
  }

  /** Entries of a map in the order of the properties, so that no order of events shows in a result. */
  inOrder<V>(map: ReadonlyMap<string, V>): ReadonlyMap<string, V> {
    const ordered = new Map<string, V>();
    for (const { id } of this.properties) {
      const value = map.get(id);
      if (value !== undefined) ordered.set(id, value);
    }
    return ordered;
  }
}

/** Notes the states of a head and a set as goals. */
function addGoals(goals: Goals, head: number, tailSet: number, tailSets: TailSets): void {
  for (let i = tailSets.start(tailSet); i < tailSets.end(tailSet); i++)
    for (let left = tailSets.word[i] as number; left !== 0; left &= left - 1)
      addGoal(goals, head, lowestIn(tailSets.at[i] as number, left));
}
