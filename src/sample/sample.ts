/**
 * Sampling: random runs with full 64-bit feature words, odd accesses and long sequences, where an
 * exploration takes one bit of each kind. It proves nothing; what it finds is shrunk to a short trace.
 *
 * One pass of runs looks at all properties at once, and keeps for each the few runs that violated it
 * soonest. Then fast-check shrinks these; one alone would often lead to a way round.
 */
import fc from 'fast-check';
import type { DeviceInput } from '../../machines/device-input.ts';
import type { Finding } from '../check/explore.ts';
import type { Property } from '../check/property.ts';
import type { CompiledModel } from '../model/model.ts';
import {
  type Checks,
  checkState,
  checkStep,
  checksOf,
  firstViolation,
  type Listener,
  type Violation,
} from './checks.ts';
import { drawn, oneIn } from './drawn.ts';
import { type Shortest, shortest } from './shortest.ts';
import { adversarySource, driverSource, type Source } from './source.ts';
import { type Stand, standAtPowerOn, walk } from './walk.ts';

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

/** The run that violated a property after the fewest operations, up to the violation. */
interface Failure<T> {
  readonly run: number;
  readonly items: readonly T[];
}

const PROGRESS_EVERY = 64;
/** Failures of one property that are shrunk. */
const FAILURES_MAX = 4;

/**
 * Samples runs of a model and checks `properties` on the way; agreement properties are not sampled.
 *
 * @example sample(model, input, PROPERTIES, { runs: 500, seed: 7 }).findings.get('resetForgets')?.operations
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
    ? new Sampler(model, input, properties, settings, adversarySource(input, settings.maxLength)).sample()
    : new Sampler(model, input, properties, settings, driverSource(model, settings.maxLength)).sample();
}

class Sampler<T> {
  readonly #model: CompiledModel;
  readonly #input: DeviceInput;
  readonly #properties: readonly Property[];
  readonly #settings: SampleOptions & SampleLimits;
  readonly #source: Source<T>;
  readonly #checks: Checks;
  readonly #start: Stand;
  readonly #applied = new Map<string, number>();
  /** For each violated property, the soonest failure first. */
  readonly #failures = new Map<string, readonly Failure<T>[]>();
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
    this.#checks = checksOf(model, input, this.#properties);
    this.#start = standAtPowerOn(model, input);
    for (const { id } of this.#properties) this.#applied.set(id, 0);
  }

  /** The number of the run at hand, counted as fast-check counts. */
  get #run(): number {
    return Number(this.#settings.path ?? 0) + this.#runs;
  }

  sample(): Sampling {
    const started = performance.now();
    const stoppedBy = this.#pass(started);
    const findings = new Map<string, SampledFinding>();
    for (const property of this.#properties) {
      const failures = this.#failures.get(property.id);
      if (failures !== undefined) findings.set(property.id, this.#finding(property, failures));
    }
    const { seed, maxLength } = this.#settings;
    return {
      findings,
      applied: this.#applied,
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
    let done = 0;
    const listener: Listener = {
      applied: (property) => {
        this.#applied.set(property, (this.#applied.get(property) ?? 0) + 1);
        return this.#isSooner(property, done);
      },
      violated: (property) => this.#fail(property, items, done),
    };
    let stand = this.#start;
    checkState(this.#checks, stand.seen, listener);
    for (const item of items) {
      this.#look(stand, looks, items, done);
      const operation = this.#source.operation(stand.state, item);
      if (operation === undefined) break;
      const walked = walk(this.#model, stand, operation);
      done++;
      checkStep(this.#checks, walked.step, listener);
      if (walked.stand.seen !== stand.seen) checkState(this.#checks, walked.stand.seen, listener);
      stand = walked.stand;
    }
    this.#look(stand, looks, items, items.length);
    this.#operations += done;
  }

  /** Plays scripts if one of the looks is here. */
  #look(stand: Stand, looks: readonly Look[], items: readonly T[], done: number): void {
    for (const { after, script } of looks) {
      if (after % (items.length + 1) !== done) continue;
      for (const { property, applies, plays } of this.#checks.scripts) {
        if (!applies(stand.seen)) continue;
        this.#applied.set(property.id, (this.#applied.get(property.id) ?? 0) + 1);
        if (!this.#isSooner(property.id, done)) continue;
        if (plays[script % plays.length]?.(stand, []) !== undefined) this.#fail(property.id, items, done);
      }
    }
  }

  /** True if a violation after so many operations is among the soonest; one of each run is enough. */
  #isSooner(property: string, done: number): boolean {
    const known = this.#failures.get(property) ?? [];
    const latest = known[FAILURES_MAX - 1];
    return (
      (latest === undefined || done < latest.items.length) && known.every(({ run }) => run !== this.#run)
    );
  }

  #fail(property: string, items: readonly T[], done: number): void {
    const failures = [
      ...(this.#failures.get(property) ?? []),
      { run: this.#run, items: items.slice(0, done) },
    ];
    failures.sort((a, b) => a.items.length - b.items.length);
    this.#failures.set(property, failures.slice(0, FAILURES_MAX));
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
