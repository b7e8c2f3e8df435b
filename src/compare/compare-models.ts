/**
 * Compares two models of one device by running them side by side: breadth-first over pairs of states, the
 * same operation done to both. The first pair that differs for a kind of onlooker is a nearest one, so its
 * trace is a shortest one. No property is asked.
 *
 * Each model keeps tables of its own; a pair is a row of the local numbers of both.
 */
import type { Operation } from '../../machines/vocabulary/operation.ts';
import type { Coverage, Progress } from '../explore/explorer.ts';
import { StateSet } from '../explore/sets/state-set.ts';
import type { CompiledModel } from '../model/model.ts';
import { Product } from '../model/product.ts';
import type { Transcript } from '../model/transcript-table.ts';
import { flatKey, PairInterner } from '../numbering/interner.ts';
import type { Flat } from '../statechart/part.ts';
import { Bounds, type CompareOptions } from './bounds.ts';
import { seenBy, VISIBILITIES, type Visibility } from './visibility.ts';

/** The nearest difference that one kind of onlooker can see. */
export interface ModelDifference {
  readonly visibleTo: Visibility;
  /** From power-on; the two differ at the last one, or at power-on if there is none. */
  readonly operations: readonly Operation[];
  /** Set when the driver of one model may do the last operation, and that of the other may not. */
  readonly onlyOn?: 'base' | 'patched';
}

export interface Comparison {
  /** States are pairs. Complete when no bound was hit before all was known. */
  readonly coverage: Coverage;
  /** At most one of each kind, the most visible first. */
  readonly differences: readonly ModelDifference[];
}

/**
 * Finds how `patched` differs from `base`. Both must be models of the same scenario but for the patches.
 * With a driver, a branch ends where the driver sees a difference: from there on it may go its own way.
 * A base that is compared with many is given as a product, whose tables are then filled only once.
 *
 * @example compareModels(model, model).differences // []
 */
export function compareModels(
  base: CompiledModel | Product,
  patched: CompiledModel,
  options: CompareOptions = {},
): Comparison {
  const product = base instanceof Product ? base : new Product(base);
  return new PairExplorer(product, new Product(patched), options).run();
}

/** Bits of what a pair of transcripts differs in. */
const DRIVER_BIT = 1;
const BACKEND_BIT = 2;

class PairExplorer {
  readonly #base: Product;
  readonly #patched: Product;
  readonly #bounds: Bounds;
  readonly #pairs: StateSet;
  /** Views are compared by part: the parts that both models have, the driver left out. */
  readonly #parts: readonly (readonly [base: number, patched: number])[];
  readonly #viewPairs: readonly PairInterner[];
  readonly #viewsDiffer: boolean[][];
  readonly #transcriptPairs = new PairInterner();
  readonly #transcriptsDiffer: number[] = [];
  /** By the base's operation number. */
  readonly #counterpart: number[] = [];
  readonly #choicePairs = new PairInterner();
  readonly #choices: Choices[] = [];
  readonly #found = new Map<Visibility, ModelDifference>();
  readonly #stopsWhenSeen: boolean;
  #transitions = 0;
  #depth = 0;

  constructor(base: Product, patched: Product, options: CompareOptions) {
    this.#base = base;
    this.#patched = patched;
    this.#bounds = new Bounds(options);
    this.#stopsWhenSeen = options.stopWhenSeen === true;
    this.#pairs = new StateSet(this.#base.width + this.#patched.width);
    this.#parts = [...base.model.partIndex].flatMap(([name, here]) => {
      const there = patched.model.partIndex.get(name);
      return there === undefined || name === 'driver' ? [] : [[here, there] as const];
    });
    this.#viewPairs = this.#parts.map(() => new PairInterner());
    this.#viewsDiffer = this.#parts.map(() => []);
  }

  run(): Comparison {
    const row = new Int32Array(this.#pairs.width);
    row.set(this.#base.powerOn());
    row.set(this.#patched.powerOn(), this.#base.width);
    this.#pairs.add(row, -1, -1);
    if (!this.#stopsWhenSeen && this.#innerDiffers(row)) this.#record('internal', []);
    const stoppedBy = this.#search(row);
    return {
      coverage: {
        states: this.#pairs.size,
        transitions: this.#transitions,
        depth: this.#depth,
        complete: stoppedBy === undefined,
        seconds: this.#bounds.seconds,
        ...(stoppedBy === undefined ? {} : { stoppedBy }),
      },
      differences: VISIBILITIES.flatMap((each) => this.#found.get(each) ?? []),
    };
  }

  #search(row: Int32Array): string | undefined {
    const pairs = this.#pairs;
    const next = new Int32Array(row.length);
    const here = next.subarray(0, this.#base.width);
    const there = next.subarray(this.#base.width);
    const hasDriver = this.#base.model.driver !== undefined || this.#patched.model.driver !== undefined;
    let layerEnd = 1;
    for (let index = 0; index < pairs.size; index++) {
      if (index === layerEnd) {
        this.#depth++;
        layerEnd = pairs.size;
      }
      const stop = this.#bounds.reached(index, this.#progress());
      if (stop !== undefined) return stop;
      pairs.copy(index, row);
      const { shared, conduct } = this.#choicesOf(row);
      if (conduct !== undefined && !this.#found.has('driver'))
        this.#record('driver', [...this.#pathOf(index), conduct.operation], conduct.onlyOn);
      for (let at = 0; at < shared.length; at++) {
        const operation = shared[at] as number;
        next.set(row);
        const one = this.#base.perform(here, operation);
        const two = this.#patched.perform(there, this.#counterpartOf(operation));
        this.#transitions++;
        const differs = this.#transcriptDifference(one, two);
        const branchEnds = (differs & DRIVER_BIT) !== 0 && hasDriver;
        this.#recordStep(differs, next, index, operation);
        if (this.#isDone()) return undefined;
        if (branchEnds) continue;
        pairs.add(next, index, operation);
      }
    }
    return undefined;
  }

  #isDone(): boolean {
    const found = this.#found;
    if (this.#stopsWhenSeen && (found.has('driver') || found.has('backend'))) return true;
    return found.size === VISIBILITIES.length;
  }

  #recordStep(differs: number, next: Int32Array, index: number, operation: number): void {
    const known = this.#found;
    const record = (kind: Visibility) =>
      this.#record(kind, [...this.#pathOf(index), this.#base.operation(operation)]);
    if ((differs & DRIVER_BIT) !== 0 && !known.has('driver')) record('driver');
    if ((differs & BACKEND_BIT) !== 0 && !known.has('backend')) record('backend');
    if (!this.#stopsWhenSeen && !known.has('internal') && this.#innerDiffers(next)) record('internal');
  }

  #record(visibleTo: Visibility, operations: readonly Operation[], onlyOn?: 'base' | 'patched'): void {
    this.#found.set(visibleTo, {
      visibleTo,
      operations,
      ...(onlyOn === undefined ? {} : { onlyOn }),
    });
  }

  #pathOf(index: number): readonly Operation[] {
    return this.#pairs.path(index).map((operation) => this.#base.operation(operation));
  }

  #progress(): Progress {
    return { states: this.#pairs.size, transitions: this.#transitions, depth: this.#depth };
  }

  #counterpartOf(operation: number): number {
    const known = this.#counterpart[operation];
    if (known !== undefined) return known;
    const there = this.#patched.operationId(this.#base.operation(operation));
    this.#counterpart[operation] = there;
    return there;
  }

  /** Two drivers that saw the same do the same, unless a patch changes the driver. */
  #choicesOf(row: Int32Array): Choices {
    const drivers = [this.#base, this.#patched].map(({ model }) => model.partIndex.get('driver'));
    const [here, there] = drivers;
    const pair = this.#choicePairs.intern(
      here === undefined ? 0 : (row[here] as number),
      there === undefined ? 0 : (row[this.#base.width + there] as number),
    );
    const known = this.#choices[pair];
    if (known !== undefined) return known;
    const operations = (product: Product, from: number): Map<string, Operation> => {
      const part = row.slice(from, from + product.width);
      const all = Array.from(product.choices(part), (each) => product.operation(each));
      return new Map(all.map((each) => [flatKey(each), each]));
    };
    const made = choicesBetween(
      operations(this.#base, 0),
      operations(this.#patched, this.#base.width),
      (each) => this.#base.operationId(each),
    );
    this.#choices[pair] = made;
    return made;
  }

  /** What the observations of two transcripts differ in, as bits; worked out once for each two. */
  #transcriptDifference(one: number, two: number): number {
    const pair = this.#transcriptPairs.intern(one, two);
    const known = this.#transcriptsDiffer[pair];
    if (known !== undefined) return known;
    const here = this.#base.transcript(one);
    const there = this.#patched.transcript(two);
    const differs = (kind: Visibility) => keyFor(here, kind) !== keyFor(there, kind);
    const bits = (differs('driver') ? DRIVER_BIT : 0) | (differs('backend') ? BACKEND_BIT : 0);
    this.#transcriptsDiffer[pair] = bits;
    return bits;
  }

  #innerDiffers(row: Int32Array): boolean {
    return this.#parts.some(([here, there], at) => {
      const one = row[here] as number;
      const two = row[this.#base.width + there] as number;
      const pair = (this.#viewPairs[at] as PairInterner).intern(one, two);
      const known = this.#viewsDiffer[at]?.[pair];
      if (known !== undefined) return known;
      const differs = viewsDiffer(this.#base.view(here, one), this.#patched.view(there, two));
      (this.#viewsDiffer[at] as boolean[])[pair] = differs;
      return differs;
    });
  }
}

/** What two drivers may both do, and one thing that only one of them may do. */
interface Choices {
  readonly shared: Int32Array;
  readonly conduct: { readonly operation: Operation; readonly onlyOn: 'base' | 'patched' } | undefined;
}

function choicesBetween(
  base: ReadonlyMap<string, Operation>,
  patched: ReadonlyMap<string, Operation>,
  numberOf: (operation: Operation) => number,
): Choices {
  const shared = [...base].flatMap(([key, each]) => (patched.has(key) ? [numberOf(each)] : []));
  const lost = [...base].find(([key]) => !patched.has(key))?.[1];
  const gained = [...patched].find(([key]) => !base.has(key))?.[1];
  const conduct =
    gained !== undefined
      ? ({ operation: gained, onlyOn: 'patched' } as const)
      : lost !== undefined
        ? ({ operation: lost, onlyOn: 'base' } as const)
        : undefined;
  return { shared: Int32Array.from(shared), conduct };
}

/** Equal for observations that look the same to one kind of onlooker. */
const keyFor = ({ observations }: Transcript, onlooker: Visibility): string =>
  observations
    .filter((each) => seenBy(each) === onlooker)
    .map(flatKey)
    .join('|');

/** Fields that only one of the views has, as a patch may add, are no difference by themselves. */
export const viewsDiffer = (one: Flat, two: Flat): boolean =>
  Object.keys(one).some((field) => field in two && one[field] !== two[field]);
