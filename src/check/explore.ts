/**
 * Exhaustive exploration: breadth-first over the product of a model's parts, all properties in one pass.
 *
 * Breadth-first order makes the first violation of a step or state property a shortest one. A predicate
 * is evaluated once for each distinct combination of what it reads, not once for each product state.
 */
import type { DeviceInput } from '../../machines/device-input.ts';
import { FEATURES_OK } from '../../machines/vocabulary/device-status.ts';
import type { Operation } from '../../machines/vocabulary/operation.ts';
import { flatKey, Interner, PairInterner } from '../model/interner.ts';
import type { CompiledModel } from '../model/model.ts';
import { Product } from '../model/product.ts';
import { extendHistory, type History, NO_HISTORY } from './history.ts';
import type { Property, Readable, StateProperty, StateSeen, StepProperty, StepSeen } from './property.ts';
import { ScriptPlayer } from './scripts.ts';
import { StateSet } from './state-set.ts';

export interface ExploreLimits {
  /** States after which the exploration stops and says so. */
  readonly statesMax: number;
  /** Milliseconds after which it stops and says so. */
  readonly timeMsMax: number;
}

export const EXPLORE_DEFAULTS: ExploreLimits = { statesMax: 20_000_000, timeMsMax: 600_000 };

/** A violation: the operations that lead to it, and what is wrong then. */
export interface Finding {
  readonly property: string;
  readonly operations: readonly Operation[];
  /** Index of the guilty operation; -1 when power-on itself is wrong. */
  readonly guiltyStep: number;
  readonly message: string;
  /** The second run of a relational property. */
  readonly branch?: { readonly after: number | 'powerOn'; readonly operations: readonly Operation[] };
}

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
}

/** Properties that read the same parts share one memory of what has been evaluated. */
interface Group<P> {
  readonly parts: readonly number[];
  readonly mask: number;
  readonly history: boolean;
  readonly seen: PairInterner;
  readonly properties: P[];
}

/** Where a model has its parts; see `Model.parts`. */
const TRANSPORT = 0;
const CORE = 1;

const PROGRESS_EVERY = 4096;
/** More histories than there can be: four interfaces, three answers about VERSION_1, two flags. */
const HISTORIES_MAX = 64;

/** Explores `model` and checks `properties` on the way. */
export function explore(
  model: CompiledModel,
  input: DeviceInput,
  properties: readonly Property[],
  options: ExploreOptions = {},
): Exploration {
  return new Explorer(model, input, properties, options).run();
}

class Explorer {
  readonly #product: Product;
  readonly #input: DeviceInput;
  readonly #options: ExploreOptions & ExploreLimits;
  readonly #properties: readonly Property[];
  readonly #states: StateSet;
  readonly #histories = new Interner<History>();
  readonly #historySteps = new PairInterner();
  readonly #historyNext: number[] = [];
  readonly #stateGroups: Group<StateProperty>[] = [];
  readonly #stepGroups: Group<StepProperty>[] = [];
  /** By operation: the groups with a property that the operation concerns, and those properties. */
  readonly #concerned: (readonly Group<StepProperty>[])[] = [];
  readonly #pairs = new PairInterner();
  readonly #scripts: ScriptPlayer;
  readonly #findings = new Map<string, Finding>();
  readonly #applied = new Map<string, number>();
  #transitions = 0;
  #depth = 0;

  constructor(
    model: CompiledModel,
    input: DeviceInput,
    properties: readonly Property[],
    options: ExploreOptions,
  ) {
    this.#product = new Product(model);
    this.#input = input;
    this.#options = { ...EXPLORE_DEFAULTS, ...options };
    this.#properties = properties.filter((property) => property.kind !== 'agreement');
    this.#states = new StateSet(this.#product.width + 1);
    for (const property of this.#properties) {
      this.#applied.set(property.id, 0);
      if (property.kind === 'state') this.#join(this.#stateGroups, property, property.reads);
      if (property.kind === 'step' || property.kind === 'monitor')
        this.#join(this.#stepGroups, property, property.reads);
    }
    this.#scripts = new ScriptPlayer(this.#product, input, this.#properties);
  }

  run(): Exploration {
    const started = performance.now();
    const row = new Int32Array(this.#product.width + 1);
    row.set(this.#product.powerOn());
    row[this.#product.width] = this.#historyId(NO_HISTORY);
    this.#states.add(row, -1, -1);
    const stoppedBy = this.#search(row, started);
    const coverage: Coverage = {
      states: this.#states.size,
      transitions: this.#transitions,
      depth: this.#depth,
      complete: stoppedBy === undefined,
      seconds: (performance.now() - started) / 1000,
      ...(stoppedBy === undefined ? {} : { stoppedBy }),
    };
    return { coverage, findings: this.#findings, applied: this.#applied };
  }

  #search(row: Int32Array, started: number): string | undefined {
    const product = this.#product;
    const states = this.#states;
    const next = new Int32Array(row.length);
    const historyAt = product.width;
    let layerEnd = 1;
    for (let index = 0; index < states.size; index++) {
      if (index === layerEnd) {
        this.#depth++;
        layerEnd = states.size;
        if (this.#options.stopWhenAllViolated === true && this.#allViolated()) return undefined;
      }
      if (index % PROGRESS_EVERY === 0) {
        const stop = this.#checkLimits(started);
        if (stop !== undefined) return stop;
      }
      if (states.size > this.#options.statesMax) return `the limit of ${this.#options.statesMax} states`;
      states.copy(index, row);
      this.#checkState(row, index);
      this.#scripts.play(row, this.#depth, {
        seen: () => this.#stateSeen(row),
        path: () => this.#pathOf(index),
        found: (finding) => this.#record(finding),
        applied: (id) => this.#countApplied(id),
        violated: (id) => this.#findings.get(id),
      });
      const choices = product.choices(row);
      for (let at = 0; at < choices.length; at++) {
        const operation = choices[at] as number;
        next.set(row);
        const transcript = product.perform(next, operation);
        next[historyAt] = this.#extendHistory(row[historyAt] as number, operation, transcript, next);
        this.#transitions++;
        this.#checkStep(row, next, operation, transcript, index);
        states.add(next, index, operation);
      }
    }
    return undefined;
  }

  #checkLimits(started: number): string | undefined {
    if (performance.now() - started > this.#options.timeMsMax)
      return `the time limit of ${this.#options.timeMsMax / 1000} s`;
    const progress = { states: this.#states.size, transitions: this.#transitions, depth: this.#depth };
    return this.#options.onProgress?.(progress) === false ? 'an interruption' : undefined;
  }

  #allViolated(): boolean {
    return this.#properties.every((property) => this.#findings.has(property.id));
  }

  #checkState(row: Int32Array, index: number): void {
    const withCore = this.#withCore(row, -1);
    for (const group of this.#stateGroups) {
      if (!this.#isNew(group, row, -1, withCore)) continue;
      const state = this.#stateSeen(row);
      for (const property of group.properties) {
        if (!property.applies(state)) continue;
        this.#countApplied(property.id);
        if (this.#findings.has(property.id)) continue;
        const message = property.violation(state);
        if (message === undefined) continue;
        const operations = this.#pathOf(index);
        this.#record({ property: property.id, operations, guiltyStep: operations.length - 1, message });
      }
    }
  }

  #checkStep(row: Int32Array, next: Int32Array, operation: number, transcript: number, index: number): void {
    let step: StepSeen | undefined;
    const groups = this.#concernedBy(operation);
    if (groups.length === 0) return;
    const withCore = this.#withCore(row, transcript);
    for (const group of groups) {
      if (!this.#isNew(group, row, transcript, withCore)) continue;
      step ??= this.#stepSeen(row, next, operation, transcript);
      for (const property of group.properties) {
        if (!property.applies(step)) continue;
        this.#countApplied(property.id);
        if (this.#findings.has(property.id)) continue;
        const message = property.violation(step);
        if (message === undefined) continue;
        const operations = [...this.#pathOf(index), step.operation];
        this.#record({ property: property.id, operations, guiltyStep: operations.length - 1, message });
      }
    }
  }

  #concernedBy(operation: number): readonly Group<StepProperty>[] {
    let groups = this.#concerned[operation];
    if (groups === undefined) {
      const done = this.#product.operation(operation);
      groups = this.#stepGroups.flatMap((group) => {
        const properties = group.properties.filter((each) => each.concerns?.(done) ?? true);
        return properties.length === 0 ? [] : [{ ...group, properties }];
      });
      this.#concerned[operation] = groups;
    }
    return groups;
  }

  /**
   * True the first time that this combination of what the group reads comes up. `withCore` is the number of
   * the transcript and the core's state, which nearly every group starts from.
   */
  #isNew(group: Group<unknown>, row: Int32Array, transcript: number, withCore: number): boolean {
    const { parts } = group;
    const startsWithCore = parts[0] === CORE;
    let key = startsWithCore ? withCore : transcript + 1;
    for (let at = startsWithCore ? 1 : 0; at < parts.length; at++)
      key = this.#pairs.intern(key, row[parts[at] as number] as number);
    return group.seen.add(key, group.history ? (row[this.#product.width] as number) : 0);
  }

  #withCore(row: Int32Array, transcript: number): number {
    return this.#pairs.intern(transcript + 1, row[CORE] as number);
  }

  #stateSeen(row: Int32Array): StateSeen {
    return seen(this.#product, row, this.#histories.at(row[this.#product.width] as number), this.#input);
  }

  #stepSeen(row: Int32Array, next: Int32Array, operation: number, transcript: number): StepSeen {
    const { calls, observations } = this.#product.transcript(transcript);
    return {
      operation: this.#product.operation(operation),
      calls,
      observations,
      before: this.#stateSeen(row),
      after: this.#stateSeen(next),
      input: this.#input,
    };
  }

  #historyId(history: History): number {
    return this.#histories.intern(flatKey(history), () => history);
  }

  /** A history depends on the transcript, on what the transport selects or has chosen, and on FEATURES_OK. */
  #extendHistory(history: number, operation: number, transcript: number, next: Int32Array): number {
    const status = this.#product.view(CORE, next[CORE] as number).deviceStatus as number;
    const state = 2 * (next[TRANSPORT] as number) + ((status & FEATURES_OK) === 0 ? 0 : 1);
    const step = this.#historySteps.intern(transcript, state * HISTORIES_MAX + history);
    const known = this.#historyNext[step];
    if (known !== undefined) return known;
    const { calls } = this.#product.transcript(transcript);
    const after = seen(this.#product, next, NO_HISTORY, this.#input);
    const id = this.#historyId(
      extendHistory(this.#histories.at(history), this.#product.operation(operation), calls, after),
    );
    this.#historyNext[step] = id;
    return id;
  }

  #pathOf(index: number): readonly Operation[] {
    return this.#states.path(index).map((operation) => this.#product.operation(operation));
  }

  #record(finding: Finding): void {
    this.#findings.set(finding.property, finding);
  }

  #countApplied(id: string): void {
    this.#applied.set(id, (this.#applied.get(id) ?? 0) + 1);
  }

  #join<P>(groups: Group<P>[], property: P, reads: readonly Readable[]): void {
    const parts = reads
      .filter((each) => each !== 'history')
      .map((each) => this.#product.model.partIndex.get(each) ?? 0)
      .sort((one, two) => Number(two === CORE) - Number(one === CORE) || one - two);
    const mask = parts.reduce((all, part) => all | (1 << part), 0);
    const history = reads.includes('history');
    const group = groups.find((each) => each.mask === mask && each.history === history);
    if (group !== undefined) group.properties.push(property);
    else groups.push({ parts, mask, history, seen: new PairInterner(), properties: [property] });
  }
}

/** A product state as properties see it. */
export function seen(product: Product, row: Int32Array, history: History, input: DeviceInput): StateSeen {
  const view = (part: number): unknown => product.view(part, row[part] as number);
  return {
    transport: view(0) as StateSeen['transport'],
    core: view(1) as StateSeen['core'],
    class: view(2) as StateSeen['class'],
    backend: view(3) as StateSeen['backend'],
    history,
    input,
  };
}
