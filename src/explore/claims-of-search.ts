/** A search with what its properties come to: how often they apply, what violates them, and where first. */
import type { DeviceInput } from '../../machines/vocabulary/device-input.ts';
import type { Operation } from '../../machines/vocabulary/operation.ts';
import type { CompiledModel } from '../model/model.ts';
import type { Finding } from '../property/finding.ts';
import { withOneHistory } from '../property/one-history.ts';
import type { Property } from '../property/property.ts';
import { ScriptSearch } from './scripts/script-search.ts';
import { Search } from './search.ts';
import { lowestIn, type Words } from './sets/bits.ts';
import { addGoal, type Goals } from './sets/goals.ts';
import type { Layer } from './sets/layers.ts';
import type { TailSets } from './sets/tail-sets.ts';
import { shortestPathTo } from './shortest-path.ts';

/** States of one layer that lead to a violation, with the fewest operations of all that are known. */
export interface Nearest {
  readonly property: Property;
  readonly depth: number;
  /** Operations of the trace through them. */
  readonly length: number;
  readonly goals: Goals;
}

export interface CheckedSearchOptions {
  /** Count every violating transition, not only find the first. */
  readonly countViolations: boolean;
  /** A part of a layer has been done; answering with a reason stops the search. */
  readonly proceed: () => string | undefined;
}

export class CheckedSearch {
  readonly search: Search;
  readonly properties: readonly Property[];
  /** By property. */
  readonly applied = new Map<string, number>();
  readonly violating = new Map<string, number>();
  /** Operations of the shortest trace that is known to a violation of each property. */
  readonly lengths = new Map<string, number>();
  readonly #scripts: ScriptSearch;
  /** The violating states of the layer at hand, for properties that no earlier one violates. */
  readonly #goals = new Map<Property, Goals>();
  #depth = 0;

  constructor(
    model: CompiledModel,
    input: DeviceInput,
    properties: readonly Property[],
    { countViolations, proceed }: CheckedSearchOptions,
  ) {
    const one = withOneHistory(
      properties.filter((property) => property.kind !== 'agreement'),
      input,
    );
    this.properties = one.properties;
    for (const { id } of this.properties) this.applied.set(id, 0);
    const countApplied = (property: Property, times: number): void => {
      this.applied.set(property.id, (this.applied.get(property.id) ?? 0) + times);
    };
    const listener = {
      applied: countApplied,
      wanted: ({ id }: Property) => countViolations || !this.lengths.has(id),
      violated: (property: Property) => {
        if (!this.lengths.has(property.id) && !this.#goals.has(property))
          this.#goals.set(property, new Map());
      },
      proceed,
      states: (head: number, words: Words) => this.#scripts.playFrom(head, words, this.#depth, this.lengths),
      violations: ({ id }: Property, times: number) => {
        if (countViolations) this.violating.set(id, (this.violating.get(id) ?? 0) + times);
      },
      wantsStates: () => this.#goals.size > 0,
      violating: (property: Property, head: number, tailSet: number, tailSets: TailSets) => {
        const goals = this.#goals.get(property);
        if (goals !== undefined) addGoals(goals, head, tailSet, tailSets);
      },
    };
    this.search = new Search(model, input, one, listener);
    this.#scripts = new ScriptSearch(this.search, input, one, countApplied);
  }

  /** Takes every step from a layer; says why it stopped, if it did. */
  expand(layer: Layer, depth: number): string | undefined {
    this.#depth = depth;
    return this.search.expand(layer);
  }

  /** Brings `applied` and `violating` up to date. */
  count(): void {
    this.search.count();
  }

  /** What the layer at hand came to that is nearer than what was known before it. */
  takeNearest(): readonly Nearest[] {
    const depth = this.#depth;
    const ofGoals = [...this.#goals].map(([property, goals]) => ({
      property,
      depth,
      // A step adds an operation to the trace that leads to where it begins.
      length: property.kind === 'state' ? depth : depth + 1,
      goals,
    }));
    this.#goals.clear();
    const ofScripts = this.#scripts.takeCandidates().map(([{ property }, { length, goals }]) => ({
      property,
      depth,
      length: depth + length,
      goals,
    }));
    return [...ofGoals, ...ofScripts];
  }

  /** The violation at the end of the first of the shortest traces. */
  findingOf({ property, depth, length, goals }: Nearest): Finding | undefined {
    const { operations, end } = shortestPathTo(this.search, goals, depth);
    const path = operations.map((each) => this.search.product.operation(each));
    return property.kind === 'relational' || property.kind === 'reachability'
      ? this.#scripts.finding(property, end, length - path.length, path)
      : this.#findingAt(property, path, end);
  }

  #findingAt(property: Property, path: readonly Operation[], end: Int32Array): Finding | undefined {
    const { stepClasses, product } = this.search;
    if (property.kind === 'state') {
      const message = property.violation(stepClasses.stateSeen(end)) ?? '';
      return { property: property.id, operations: path, guiltyStep: path.length - 1, message };
    }
    if (property.kind !== 'step' && property.kind !== 'monitor') return undefined;
    for (const number of product.choices(end)) {
      const operation = product.operation(number);
      if (property.concerns?.(operation) === false) continue;
      const message = stepClasses.messageOfStep(property, end, number);
      if (message === undefined) continue;
      const operations = [...path, operation];
      return { property: property.id, operations, guiltyStep: operations.length - 1, message };
    }
    return undefined;
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
