/**
 * Conformance: the same operations on a scenario's model and on a target, compared step by step.
 *
 * Directed paths visit everything that the model can do within its alphabet; random walks go beyond it.
 * Every mismatch is shrunk on the target. Nothing is printed here, and nothing that differs is let pass:
 * what a target cannot show is listed instead.
 */

import type { Operation } from '../../machines/vocabulary/operation.ts';
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import { type BuiltModel, buildModel } from '../model/build-model.ts';
import { powerOn } from '../model/perform.ts';
import type { Target } from '../targets/target.ts';
import {
  CONFORM_DEFAULTS,
  type Conformance,
  type ConformLimits,
  type ConformOptions,
  type ConformProgress,
} from './conformance.ts';
import { unshownFields } from './difference.ts';
import { type Mismatch, mismatchOf } from './mismatch.ts';
import { type Cover, type PathCover, pathCoverWithBreaks } from './path-cover.ts';
import { type PlayMismatch, play } from './play.ts';
import { randomWalks, simplerWalks } from './random.ts';
import { shrink, signatureOf } from './shrink.ts';

/**
 * Holds a scenario's model against a target.
 *
 * The scenario's driver plays no role: the model is the device's, and anything may be done to it.
 * @throws TargetError when the target cannot be opened; one that fails later is a mismatch
 */
export async function conform(scenario: Scenario, options: ConformOptions): Promise<Conformance> {
  const built = buildModel({ ...scenario, driver: 'adversary' }, options);
  const target = await options.open(scenario);
  try {
    return await new Conforming(built, target, options).run();
  } finally {
    await target.close();
  }
}

/** Holds several scenarios against their targets, so many at a time. */
export async function conformAll(
  scenarios: readonly Scenario[],
  options: ConformOptions & {
    readonly sideBySide: number;
    readonly onResult?: (result: Conformance) => void;
  },
): Promise<readonly Conformance[]> {
  const results: Conformance[] = [];
  const left = [...scenarios.entries()];
  const work = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const [index, scenario] = next;
      const result = await conform(scenario, options);
      results[index] = result;
      options.onResult?.(result);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, options.sideBySide) }, work));
  return results;
}

/** The part of the time that directed paths may take when random walks are to follow. */
const DIRECTED_SHARE = 0.7;

class Conforming {
  readonly #built: BuiltModel;
  readonly #target: Target;
  readonly #options: ConformOptions & ConformLimits;
  readonly #mismatches: Mismatch[] = [];
  readonly #signatures = new Set<string>();
  readonly #canPlay: (operation: Operation) => boolean;
  readonly #started = performance.now();
  #steps = 0;
  #covered = 0;
  #total = 0;
  #runs = 0;
  /** Time that playing took, without working out paths and shrinking. */
  #playMs = 0;
  #stoppedBy: string | undefined;
  /** Set when the directed paths had to make room for the random walks. */
  #cutShort: string | undefined;
  /** Of the phase at hand. */
  #deadline: number;

  constructor(built: BuiltModel, target: Target, options: ConformOptions) {
    this.#built = built;
    this.#target = target;
    this.#options = { ...CONFORM_DEFAULTS, ...options };
    this.#deadline = this.#started + this.#options.timeMsMax;
    this.#canPlay = (operation) => target.refuses?.(operation) === undefined;
  }

  async run(): Promise<Conformance> {
    const { directed = true, random = true, seed } = this.#options;
    const { model } = this.#built;
    const target = this.#target.name;
    const unobserved = await this.#unobserved();
    const cover = directed === false ? undefined : await this.#cover(directed);
    if (cover !== undefined) await this.#playCover(cover, random ? DIRECTED_SHARE : 1);
    if (random) await this.#playRandom();
    this.#stoppedBy ??= this.#cutShort;
    return {
      scenario: model.scenario,
      target,
      steps: this.#steps,
      transitionsCovered: this.#covered,
      transitionsTotal: this.#total,
      ...(cover === undefined
        ? {}
        : { cover: { kind: cover.cover, because: cover.because, complete: cover.complete } }),
      mismatches: this.#mismatches,
      runs: this.#runs,
      seed,
      unobserved,
      seconds: (performance.now() - this.#started) / 1000,
      operationsPerSecond: this.#playMs === 0 ? 0 : Math.round((1000 * this.#steps) / this.#playMs),
      ...(this.#stoppedBy === undefined ? {} : { stoppedBy: this.#stoppedBy }),
    };
  }

  async #cover(directed: true | Cover): Promise<PathCover> {
    const cover = await pathCoverWithBreaks(this.#built.model, {
      canPlay: this.#canPlay,
      ...(directed === true ? {} : { cover: directed }),
    });
    this.#total = cover.total;
    return cover;
  }

  async #playCover(cover: PathCover, share: number): Promise<void> {
    const { timeMsMax } = this.#options;
    this.#deadline = this.#started + share * timeMsMax;
    for (const { operations, gains } of cover.paths) {
      if (this.#shouldStop('directed')) return;
      if (this.#isLate()) {
        this.#cutShort = `the directed paths’ share of the time limit of ${timeMsMax / 1000} s`;
        break;
      }
      const steps = await this.#playOne(operations);
      for (const gain of gains.slice(0, steps)) this.#covered += gain;
    }
    this.#deadline = this.#started + timeMsMax;
    this.#shouldStop('directed');
  }

  async #playRandom(): Promise<void> {
    const { seed, runs, maxLength } = this.#options;
    for (const walk of randomWalks(this.#built.input, { seed, runs, maxLength, canPlay: this.#canPlay })) {
      if (this.#shouldStop('random')) return;
      this.#runs++;
      await this.#playOne(walk);
    }
    this.#shouldStop('random');
  }

  /** Answers how many steps were found equal. */
  async #playOne(operations: readonly Operation[]): Promise<number> {
    const { innerStateEvery } = this.#options;
    const started = performance.now();
    const mayGoOn = () => !this.#isLate();
    const { steps, mismatch } = await play(this.#built.model, this.#target, operations, {
      innerStateEvery,
      mayGoOn,
    });
    this.#playMs += performance.now() - started;
    this.#steps += mismatch === undefined ? steps : steps + 1;
    if (mismatch !== undefined) await this.#record(operations, mismatch);
    return steps;
  }

  async #record(operations: readonly Operation[], mismatch: PlayMismatch): Promise<void> {
    const { model, input } = this.#built;
    if (mismatch.where === 'target failed') {
      // What made it fail may well be worse the next time, so it is not played again.
      this.#stoppedBy = `the target failed: ${mismatch.actual}`;
      this.#mismatches.push(mismatchOf(model, operations, mismatch, this.#target.sees));
      return;
    }
    const signature = signatureOf(mismatch);
    if (this.#signatures.has(signature)) return;
    this.#signatures.add(signature);
    const shrunk = await shrink(operations, mismatch, {
      simpler: (from) => simplerWalks(input, from),
      play: async (attempt) => (await play(model, this.#target, attempt)).mismatch,
      replaysMax: this.#options.replaysMax,
    });
    this.#mismatches.push(mismatchOf(model, shrunk.operations, shrunk.mismatch, this.#target.sees));
  }

  #isLate(): boolean {
    return performance.now() > this.#deadline;
  }

  #shouldStop(phase: ConformProgress['phase']): boolean {
    const { mismatchesMax, timeMsMax, onProgress } = this.#options;
    const goesOn = onProgress?.({
      phase,
      steps: this.#steps,
      transitionsCovered: this.#covered,
      transitionsTotal: this.#total,
      mismatches: this.#mismatches.length,
    });
    if (goesOn === false) this.#stoppedBy ??= 'an interruption';
    if (performance.now() > this.#started + timeMsMax)
      this.#stoppedBy ??= `the time limit of ${timeMsMax / 1000} s`;
    if (this.#mismatches.length >= mismatchesMax) this.#stoppedBy ??= `${mismatchesMax} different mismatches`;
    return this.#stoppedBy !== undefined;
  }

  async #unobserved(): Promise<Conformance['unobserved']> {
    const { model } = this.#built;
    const { sees } = this.#target;
    const kinds = [
      'read',
      'config',
      'commandReject',
      'queueProcessed',
      'configInterrupt',
      'message',
    ] as const;
    return {
      observations: [...kinds, 'hostEvent' as const].filter((kind) => !sees.has(kind)),
      state: unshownFields(model, powerOn(model), await this.#target.observe()),
    };
  }
}
