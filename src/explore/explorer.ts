/**
 * Exhaustive exploration: breadth-first over the product of a model's parts, all properties in one pass.
 *
 * The search itself is src/explore; here its layers become findings, each with a shortest trace, and counts.
 */
import type { DeviceInput } from '../../machines/vocabulary/device-input.ts';
import { type ExercisedMachine, exercisedBy } from '../model/exercised.ts';
import type { CompiledModel } from '../model/model.ts';
import type { CauseFound } from '../property/cause.ts';
import type { Finding } from '../property/finding.ts';
import type { Property } from '../property/property.ts';
import { CheckedSearch } from './claims-of-search.ts';
import { MEMORY_BYTES_MAX, MemoryGuard } from './memory-guard.ts';
import type { Layer } from './sets/layers.ts';

export type { Finding } from '../property/finding.ts';

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
  /** The first violation of each property. */
  readonly findings: ReadonlyMap<string, Finding>;
  /** The first violation for each cause of each property, the one in `findings` first. */
  readonly causes: ReadonlyMap<string, readonly CauseFound[]>;
  /** Properties with so many causes that no more were looked for. */
  readonly causesCut: ReadonlySet<string>;
  /**
   * To how many transitions (for a claim about states, or about what follows from a state: states) each property
   * applied; 0 means vacuous. For a claim with scripts that is violated: only until nothing shorter can follow.
   */
  readonly applied: ReadonlyMap<string, number>;
  /** With `countViolations`: transitions (for a claim about states: states) that violate each property. */
  readonly violatingTransitions?: ReadonlyMap<string, number>;
  /** With `exercised`: what of the machines was exercised. */
  readonly exercised?: readonly ExercisedMachine[];
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
  /** So many causes of one property, and no more are looked for; 1 for the first violation only. */
  readonly causesMax?: number;
  /** Stop as soon as any property is violated; used to ask whether one is. */
  readonly stopWhenAnyViolated?: boolean;
  /** Say which transitions and guards of the machines were exercised; worked out when the search has ended. */
  readonly exercised?: boolean;
  /** Count every violating transition, not only find the first; costs time. */
  readonly countViolations?: boolean;
}

/** Causes of one property that a check looks for; more would hardly be read. */
export const CAUSES_MAX = 16;

/** States after which progress is reported again. */
const PROGRESS_EVERY = 4096;

/** What a verdict says it stopped by. */
export const INTERRUPTION = 'an interruption';
const statesLimit = ({ statesMax }: ExploreLimits): string => `the limit of ${statesMax} states`;
const timeLimit = ({ timeMsMax }: ExploreLimits): string => `the time limit of ${timeMsMax / 1000} s`;

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

class Explorer {
  readonly #checked: CheckedSearch;
  readonly #options: ExploreOptions & ExploreLimits;
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
    this.#checked = new CheckedSearch(model, input, properties, {
      countViolations: this.#options.countViolations === true,
      causesMax: this.#options.causesMax ?? CAUSES_MAX,
      proceed: () => this.#checkLimits(),
    });
  }

  run(): Exploration {
    const checked = this.#checked;
    const { search } = checked;
    let stoppedBy: string | undefined;
    for (let layer: Layer | undefined = search.start(); layer !== undefined; ) {
      if (this.#options.stopWhenAllViolated === true && this.#depth > 0 && checked.allAreViolated) break;
      stoppedBy = this.#reportProgress() ?? checked.expand(layer, this.#depth);
      checked.settle();
      if (stoppedBy !== undefined) break;
      if (this.#options.stopWhenAnyViolated === true && checked.anyIsViolated) break;
      layer = search.visited.endLayer();
      if (layer !== undefined) this.#depth++;
    }
    checked.count();
    const causes = checked.found();
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
      findings: new Map(
        [...causes].flatMap(([id, [first]]) => (first === undefined ? [] : [[id, first.finding]])),
      ),
      causes,
      causesCut: checked.closed,
      applied: checked.applied,
      memory: visited.bytes,
      ...(this.#options.exercised === true ? { exercised: exercisedBy(search.product) } : {}),
      ...(this.#options.countViolations === true
        ? { violatingTransitions: checked.inOrder(checked.violating) }
        : {}),
    };
  }

  #checkLimits(): string | undefined {
    const { size } = this.#checked.search.visited;
    if (size > this.#options.statesMax) return statesLimit(this.#options);
    const now = performance.now();
    if (now - this.#started > this.#options.timeMsMax) return timeLimit(this.#options);
    const memory = this.#memory.reached(now);
    if (memory !== undefined) return memory;
    return size - this.#progressAt < PROGRESS_EVERY ? undefined : this.#reportProgress();
  }

  #reportProgress(): string | undefined {
    const { visited, transitions } = this.#checked.search;
    this.#progressAt = visited.size;
    const progress = { states: visited.size, transitions, depth: this.#depth };
    return this.#options.onProgress?.(progress) === false ? INTERRUPTION : undefined;
  }
}
