/**
 * Sampling: random runs with full 64-bit feature words, odd accesses and long sequences, where an
 * exploration takes one bit of each kind. It proves nothing; what it finds is shrunk to a short trace.
 *
 * One pass of runs looks at all properties at once, and keeps for each the few runs that violated it
 * soonest. Then fast-check shrinks these; one alone would often lead to a way round.
 */
import fc from 'fast-check';
import type { OperationName } from '../../machines/drivers/adversary/operation-names.ts';
import type { DeviceInput } from '../../machines/vocabulary/device-input.ts';
import type { Finding } from '../explore/explorer.ts';
import type { CompiledModel } from '../model/model.ts';
import { isPaused } from '../model/perform.ts';
import { drawn, oneIn } from '../numbering/drawn.ts';
import type { CauseFound } from '../property/cause.ts';
import { withOneHistory } from '../property/one-history.ts';
import type { Property } from '../property/property.ts';
import { CheckedRun, type RunContext, runContextOf } from './checked-run.ts';
import { type Checks, checkState, checksOf, firstViolation, type Violation } from './checks.ts';
import { type Shortest, shortest } from './shortest.ts';
import { adversarySource, driverSource, type Source } from './source.ts';
import { type Failure, type Place, Tally } from './tally.ts';
import { snapshotAtPowerOn } from './walk.ts';

export interface SampleLimits {
  readonly runs: number;
  /** Everything drawn follows from it: the same seed gives the same findings. */
  readonly seed: number;
  /** Operations in the longest run. */
  readonly maxLength: number;
  /** Milliseconds after which no new run starts; a sampling that was cut short cannot be repeated exactly. */
  readonly timeMsMax: number;
}

/** The seed is fixed, so that a check in a pipeline says the same thing twice. */
export const SAMPLE_DEFAULTS: SampleLimits = { runs: 1000, seed: 1, maxLength: 100, timeMsMax: 600_000 };

export interface SampleProgress {
  readonly runs: number;
  readonly operations: number;
}

export interface SampleOptions extends Partial<SampleLimits> {
  /** The adversary draws operations of these kinds only. @defaultValue all */
  readonly only?: readonly OperationName[];
  /** The number of the run to begin with, as a finding's `path` gives it. */
  readonly path?: string;
  /** Called after every few runs; answering `false` stops the sampling. */
  readonly onProgress?: (progress: SampleProgress) => boolean;
}

/** A violation that was met by chance, and made as short as it gets. */
export interface SampledFinding extends Finding {
  readonly shortest: Shortest;
  /** The run that it was shrunk from. With the same seed, and one run, `path` plays it again. */
  readonly path: string;
}

export interface SamplingCoverage {
  readonly runs: number;
  /** Operations of the runs, scripts not counted. */
  readonly operations: number;
  readonly seed: number;
  readonly maxLength: number;
  readonly seconds: number;
  readonly complete: false;
  /** Why there were fewer runs than asked for. */
  readonly stoppedBy?: string;
}

export interface Sampling {
  readonly findings: ReadonlyMap<string, SampledFinding>;
  /** The same, each with its cause. */
  readonly causes: ReadonlyMap<string, readonly CauseFound[]>;
  readonly causesCut: ReadonlySet<string>;
  /** How often each property's situation came up. */
  readonly applied: ReadonlyMap<string, number>;
  readonly coverage: SamplingCoverage;
}

/** A place in a run from which scripts are played: one script of each property that has any. */
interface Look {
  /** Items of the run before it, up to the rounding by the run's own length. */
  readonly after: number;
  readonly script: number;
}

const PROGRESS_EVERY = 64;
/**
 * Samples runs of a model and checks `properties` on the way; agreement properties are not sampled.
 *
 * @example sample(model, input, PROPERTIES, { runs: 50, seed: 7 }).coverage.runs // 50
 * @throws RangeError when `path` is not the number of a run
 */
export function sample(
  model: CompiledModel,
  input: DeviceInput,
  properties: readonly Property[],
  options: SampleOptions = {},
): Sampling {
  const settings = { ...SAMPLE_DEFAULTS, ...options };
  if (options.path !== undefined && !/^\d+$/.test(options.path))
    throw new RangeError(`sample: path "${options.path}" must be the number of a run, such as "17"`);
  return model.driver === undefined
    ? new Sampler(model, input, properties, settings, adversarySource(model, input, settings)).sample()
    : new Sampler(model, input, properties, settings, driverSource(model, settings.maxLength)).sample();
}

class Sampler<T> {
  readonly #model: CompiledModel;
  readonly #input: DeviceInput;
  readonly #properties: readonly Property[];
  readonly #settings: SampleOptions & SampleLimits;
  readonly #source: Source<T>;
  readonly #checks: Checks;
  readonly #context: RunContext;
  readonly #tallies = new Map<string, Tally<T>>();
  readonly #place: Place<T> = { run: 0, items: [], done: 0 };
  #runs = 0;
  #operations = 0;

  constructor(
    model: CompiledModel,
    input: DeviceInput,
    properties: readonly Property[],
    settings: SampleOptions & SampleLimits,
    source: Source<T>,
  ) {
    this.#model = model;
    this.#input = input;
    this.#properties = properties.filter((each) => each.kind !== 'agreement');
    this.#settings = settings;
    this.#source = source;
    for (const { id } of this.#properties) this.#tallies.set(id, new Tally(this.#place));
    const { properties: seen, history } = withOneHistory(this.#properties, input);
    this.#checks = checksOf(model, input, seen, history, ({ id }) => this.#tally(id));
    const start = snapshotAtPowerOn(model, input, history);
    this.#context = runContextOf(model, this.#checks, start, history, source.isCommon);
  }

  #tally(property: string): Tally<T> {
    const tally = this.#tallies.get(property);
    if (tally === undefined) throw new RangeError(`property "${property}" is not sampled`);
    return tally;
  }

  sample(): Sampling {
    const started = performance.now();
    const stoppedBy = this.#pass(started);
    const findings = new Map<string, SampledFinding>();
    for (const property of this.#properties) {
      const { failures } = this.#tally(property.id);
      if (failures.length > 0) findings.set(property.id, this.#finding(property, failures));
    }
    const { seed, maxLength } = this.#settings;
    return {
      findings,
      causes: new Map([...findings].map(([id, finding]) => [id, [{ causes: [], finding }]])),
      causesCut: new Set(),
      applied: new Map([...this.#tallies].map(([id, { times }]) => [id, times])),
      coverage: {
        runs: this.#runs,
        operations: this.#operations,
        seed,
        maxLength,
        seconds: (performance.now() - started) / 1000,
        complete: false,
        ...(stoppedBy === undefined ? {} : { stoppedBy }),
      },
    };
  }

  /** All runs, all properties; says what stopped it early. */
  #pass(started: number): string | undefined {
    const { runs, seed, path, timeMsMax, onProgress } = this.#settings;
    let stoppedBy: string | undefined;
    const oneRun = (items: readonly T[], looks: readonly Look[]): boolean => {
      this.#play(items, looks);
      this.#runs++;
      if (performance.now() - started > timeMsMax) stoppedBy = `the time limit of ${timeMsMax / 1000} s`;
      else if (this.#runs % PROGRESS_EVERY === 0) {
        const goOn = onProgress?.({ runs: this.#runs, operations: this.#operations });
        if (goOn === false) stoppedBy = 'an interruption';
      }
      // To fail is fast-check's way to end early.
      return stoppedBy === undefined;
    };
    const { errorInstance } = fc.check(fc.property(this.#source.sequence, LOOKS, oneRun), {
      seed,
      numRuns: runs,
      verbose: fc.VerbosityLevel.None,
      endOnFailure: true,
      ...(path === undefined ? {} : { path }),
    });
    // An error of the model is no violation, and must not pass for a quiet run.
    if (errorInstance !== null && stoppedBy === undefined) throw errorInstance;
    return stoppedBy;
  }

  #play(items: readonly T[], looks: readonly Look[]): void {
    const place = this.#place;
    place.run = Number(this.#settings.path ?? 0) + this.#runs;
    place.items = items;
    place.done = 0;
    const dueAt = looks.map(({ after }) => after % (items.length + 1));
    checkState(this.#checks, this.#context.start.seen);
    const run = new CheckedRun(this.#context);
    this.#look(run, looks, dueAt, 0);
    for (let at = 0; at < items.length; at++) {
      const operation = this.#source.operation(run, items[at] as T);
      if (operation === undefined) break;
      place.done++;
      run.take(operation);
      this.#look(run, looks, dueAt, place.done);
    }
    // Where a driver had nothing left to do, the run is shorter than what was drawn for it.
    if (place.done < items.length) this.#look(run, looks, dueAt, items.length);
    this.#operations += place.done;
  }

  /** Plays scripts from here, for each look that is due after `done` items. */
  #look(run: CheckedRun, looks: readonly Look[], dueAt: readonly number[], done: number): void {
    const { scripts } = this.#checks;
    if (scripts.length === 0 || !dueAt.includes(done)) return;
    const snapshot = run.keep();
    if (isPaused(this.#model, snapshot.state)) return;
    for (const [look, { script }] of looks.entries()) {
      if (dueAt[look] !== done) continue;
      for (const { applies, plays, watch } of scripts) {
        if (!applies(snapshot.seen) || !watch.applied()) continue;
        // A finding knows its own path; the run's is kept with the failure.
        const [found] = plays[script % plays.length]?.(snapshot, []) ?? [];
        if (found !== undefined) watch.violated(found.finding.message);
      }
    }
  }

  #finding(property: Property, failures: readonly Failure<T>[]): SampledFinding {
    const shrunk = failures
      .map((failure) => ({ run: failure.run, violation: this.#shrink(property, failure) }))
      .sort((a, b) => a.violation.finding.operations.length - b.violation.finding.operations.length);
    const violations = shrunk.map(({ violation }) => violation);
    return {
      ...shortest(this.#model, this.#input, property, violations),
      path: String(shrunk[0]?.run),
    };
  }

  /** Lets fast-check shrink a run that was cut after its violation. */
  #shrink(property: Property, { run, items }: Failure<T>): Violation {
    const violation = (each: readonly T[]) =>
      firstViolation(this.#model, this.#input, property, this.#source, each);
    const { counterexample } = fc.check(
      fc.property(this.#source.sequence, (each) => violation(each) === undefined),
      { seed: this.#settings.seed, numRuns: 1, verbose: fc.VerbosityLevel.None, examples: [[items]] },
    );
    const found = counterexample?.[0] === undefined ? undefined : violation(counterexample[0]);
    if (found === undefined)
      throw new Error(
        `property "${property.id}" was violated in run ${run}, and is not when the run is played again; it reads something that is not in the state`,
      );
    return found;
  }
}

/** One look for most runs, sometimes two: scripts are many times as long as the runs that they start from. */
const LOOKS: fc.Arbitrary<readonly Look[]> = drawn<readonly Look[]>(
  (random) =>
    Array.from({ length: oneIn(random, 4) ? 2 : 1 }, () => ({
      after: random.nextInt(0, 0xffff),
      script: random.nextInt(0, 0xffff),
    })),
  () => [],
);
