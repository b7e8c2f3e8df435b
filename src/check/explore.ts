/**
 * Exhaustive exploration: breadth-first over the product of a model's parts, all properties in one pass.
 *
 * The search itself is src/explore; here its layers become findings, each with a shortest trace, and counts.
 */
import type { DeviceInput } from '../../machines/device-input.ts';
import type { Operation } from '../../machines/vocabulary/operation.ts';
import { countBits, type Words } from '../explore/bits.ts';
import { type Candidates, ScriptSearch } from '../explore/script-search.ts';
import { Search } from '../explore/search.ts';
import { addGoal, type Goals, trailTo } from '../explore/trails.ts';
import type { CompiledModel } from '../model/model.ts';
import type { Finding } from './finding.ts';
import { MEMORY_BYTES_MAX, MemoryGuard } from './memory-guard.ts';
import type { Property } from './property.ts';

export type { Finding } from './finding.ts';

export interface ExploreLimits {
  /** States after which the exploration stops and says so. */
  readonly statesMax: number;
  /** Milliseconds after which it stops and says so. */
  readonly timeMsMax: number;
  /** Bytes of memory of the whole process at which it stops and says so. */
  readonly memoryBytesMax: number;
}

/** Bounds of an exploration that sets none of its own; the memory is three quarters of the machine's. */
export const EXPLORE_DEFAULTS: ExploreLimits = {
  statesMax: 200_000_000,
  timeMsMax: 600_000,
  memoryBytesMax: MEMORY_BYTES_MAX,
};

export interface Coverage {
  readonly states: number;
  readonly transitions: number;
  /** Operations on the longest of the shortest paths. */
  readonly depth: number;
  readonly complete: boolean;
  readonly seconds: number;
  /** The bound that was hit. */
  readonly stoppedBy?: string;
}

export interface Exploration {
  readonly coverage: Coverage;
  readonly findings: ReadonlyMap<string, Finding>;
  /** How often each property applied, in distinct situations; 0 means vacuous. */
  readonly applied: ReadonlyMap<string, number>;
  /** With `countViolations`: transitions (for a claim about states: states) that violate each property. */
  readonly violatingTransitions?: ReadonlyMap<string, number>;
  /** Bytes of the visited set, and of what rebuilds a trace. */
  readonly memory: { readonly visited: number; readonly layers: number };
}

export interface Progress {
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
}

export interface ExploreOptions extends Partial<ExploreLimits> {
  /** Called every few thousand states; answering `false` stops the exploration. */
  readonly onProgress?: (progress: Progress) => boolean;
  /** Stop as soon as every property of this set is violated; used to look for one shortest trace. */
  readonly stopWhenAllViolated?: boolean;
  /** Count every violating transition, not only find the first; costs time. */
  readonly countViolations?: boolean;
}

const PROGRESS_EVERY = 4096;

/**
 * Explores `model` and checks `properties` on the way.
 *
 * Among the shortest traces to a violation the one that comes first in the order of the alphabet is shown, so
 * the same model gives the same traces however the search is carried out.
 */
export function explore(
  model: CompiledModel,
  input: DeviceInput,
  properties: readonly Property[],
  options: ExploreOptions = {},
): Exploration {
  return new Explorer(model, input, properties, options).run();
}

/** States of the layer at hand that violate a property about states or steps. */
class Explorer {
  readonly #search: Search;
  readonly #scripts: ScriptSearch;
  readonly #options: ExploreOptions & ExploreLimits;
  readonly #properties: readonly Property[];
  readonly #findings = new Map<string, Finding>();
  readonly #applied = new Map<string, number>();
  /** The violating states of the layer in which a property is violated first. */
  readonly #goals = new Map<Property, Goals>();
  readonly #violating = new Map<string, number>();
  readonly #started = performance.now();
  readonly #memory: MemoryGuard;
  #progressAt = 0;
  #depth = 0;

  constructor(
    model: CompiledModel,
    input: DeviceInput,
    properties: readonly Property[],
    options: ExploreOptions,
  ) {
    this.#options = { ...EXPLORE_DEFAULTS, ...options };
    this.#memory = new MemoryGuard(this.#options.memoryBytesMax);
    this.#properties = properties.filter((property) => property.kind !== 'agreement');
    for (const property of this.#properties) this.#applied.set(property.id, 0);
    const countApplied = (property: Property, times = 1): void => {
      this.#applied.set(property.id, (this.#applied.get(property.id) ?? 0) + times);
    };
    const counts = this.#options.countViolations === true;
    this.#search = new Search(model, input, this.#properties, {
      applied: countApplied,
      wanted: (property) => counts || !this.#findings.has(property.id),
      violated: (property) => {
        if (!this.#findings.has(property.id) && !this.#goals.has(property))
          this.#goals.set(property, new Map());
      },
      proceed: () => this.#checkLimits(),
      states: (front, words) => this.#scripts.playFrom(front, words, this.#depth, this.#findings),
      violating: (property, front, words, rests) => {
        const goals = this.#goals.get(property);
        if (goals === undefined && !counts) return;
        const hits = this.#hits(front, words, rests, goals);
        if (counts) this.#violating.set(property.id, (this.#violating.get(property.id) ?? 0) + hits);
      },
    });
    this.#scripts = new ScriptSearch(this.#search, input, this.#properties, countApplied);
  }

  run(): Exploration {
    const search = this.#search;
    let stoppedBy: string | undefined;
    for (let layer = search.start(), next: typeof layer | undefined = layer; next !== undefined; ) {
      layer = next;
      if (this.#options.stopWhenAllViolated === true && this.#depth > 0 && this.#allViolated()) break;
      stoppedBy = this.#reportProgress() ?? search.expand(layer);
      this.#settle();
      if (stoppedBy !== undefined) break;
      next = search.visited.endLayer();
      if (next !== undefined) this.#depth++;
    }
    const { visited, transitions } = search;
    return {
      coverage: {
        states: visited.size,
        transitions,
        depth: this.#depth,
        complete: stoppedBy === undefined,
        seconds: (performance.now() - this.#started) / 1000,
        ...(stoppedBy === undefined ? {} : { stoppedBy }),
      },
      findings: this.#findings,
      applied: this.#applied,
      memory: visited.bytes,
      ...(this.#options.countViolations === true ? { violatingTransitions: this.#violating } : {}),
    };
  }

  #checkLimits(): string | undefined {
    const { size } = this.#search.visited;
    if (size > this.#options.statesMax) return `the limit of ${this.#options.statesMax} states`;
    const now = performance.now();
    if (now - this.#started > this.#options.timeMsMax)
      return `the time limit of ${this.#options.timeMsMax / 1000} s`;
    const memory = this.#memory.reached(now);
    if (memory !== undefined) return memory;
    return size - this.#progressAt < PROGRESS_EVERY ? undefined : this.#reportProgress();
  }

  #reportProgress(): string | undefined {
    const { visited, transitions } = this.#search;
    this.#progressAt = visited.size;
    const progress = { states: visited.size, transitions, depth: this.#depth };
    return this.#options.onProgress?.(progress) === false ? 'an interruption' : undefined;
  }

  #allViolated(): boolean {
    return this.#properties.every((property) => this.#findings.has(property.id));
  }

  /** Notes the violating states among `words` as goals; says how many there are. */
  #hits(front: number, words: Words, rests: Uint32Array, goals: Goals | undefined): number {
    let hits = 0;
    for (let i = 0; i < words.size; i++) {
      const at = words.at[i] as number;
      const word = (words.word[i] as number) & (rests[at] ?? 0);
      if (word === 0) continue;
      hits += countBits(word);
      if (goals === undefined) continue;
      for (let left = word; left !== 0; left &= left - 1)
        addGoal(goals, front, 32 * at + 31 - Math.clz32(left & -left));
    }
    return hits;
  }

  /** Turns what was violated first in the layer at hand into findings. */
  #settle(): void {
    for (const [property, goals] of this.#goals) {
      const { operations, end } = trailTo(this.#search, goals, this.#depth);
      const path = operations.map((each) => this.#search.product.operation(each));
      const finding = this.#findingAt(property, path, end);
      if (finding !== undefined) this.#findings.set(property.id, finding);
    }
    this.#goals.clear();
    for (const [prepared, candidates] of this.#scripts.takeCandidates()) {
      const finding = this.#scriptFinding(prepared, candidates);
      if (finding !== undefined) this.#findings.set(finding.property, finding);
    }
  }

  #scriptFinding(
    prepared: Parameters<ScriptSearch['finding']>[0],
    { goals, length }: Candidates,
  ): Finding | undefined {
    const { operations, end } = trailTo(this.#search, goals, this.#depth);
    const path = operations.map((each) => this.#search.product.operation(each));
    return this.#scripts.finding(prepared, end, length, path);
  }

  #findingAt(property: Property, path: readonly Operation[], end: Int32Array): Finding | undefined {
    const { situations, product } = this.#search;
    if (property.kind === 'state') {
      const message = property.violation(situations.stateSeen(end)) ?? '';
      return { property: property.id, operations: path, guiltyStep: path.length - 1, message };
    }
    if (property.kind !== 'step' && property.kind !== 'monitor') return undefined;
    for (const number of product.choices(end)) {
      const operation = product.operation(number);
      if (property.concerns?.(operation) === false) continue;
      const message = situations.messageOfStep(property, end, number);
      if (message === undefined) continue;
      const operations = [...path, operation];
      return { property: property.id, operations, guiltyStep: operations.length - 1, message };
    }
    return undefined;
  }
}
