/**
 * Two targets, the same operations on both, and the shortest sequences on which they differ. There is no
 * model in between: it may have supplied the sequences, but nobody asks it what is right.
 */
import type { Operation } from '../../../machines/vocabulary/operation.ts';
import { VISIBILITIES, type Visibility } from '../../compare/visibility.ts';
import type { Target } from '../../targets/target.ts';
import { type Pair, type PlayedOnBoth, playOnBoth, type Run, type TargetFailure } from './play-both.ts';
import { shorten } from './shorten.ts';
import type { StepDifference } from './step-difference.ts';

export interface Sequence {
  readonly operations: readonly Operation[];
  /** By step: how much of what the sequences are to visit it is the first to visit. */
  readonly gains?: readonly number[];
}

/** Where sequences come from: paths through a model, or chance. */
export type SequenceKind = 'directed' | 'random';

export interface SequenceSource {
  readonly kind: SequenceKind;
  /** Worked out as they are asked for. */
  readonly sequences: Iterable<Sequence>;
  /** Milliseconds since the beginning after which this source makes room for the next one. */
  readonly untilMs?: number;
}

export interface CompareTargetsOptions {
  /** Milliseconds after which nothing new is played; making differences short may take longer. */
  readonly timeMsMax: number;
  /** Different differences after which it stops. */
  readonly differencesMax: number;
  /** Replays that making one difference short may take. */
  readonly replaysMax: number;
  /** Simpler sequences than a given one, the boldest first. @defaultValue none */
  readonly simpler?: (operations: readonly Operation[]) => Iterable<readonly Operation[]>;
  /** Called before every operation; answering `false` stops. */
  readonly onProgress?: (progress: CompareTargetsProgress) => boolean;
}

export interface CompareTargetsProgress {
  readonly phase: SequenceKind | 'shortening';
  readonly operations: number;
  readonly differences: number;
}

/** A shortest sequence on which two targets differ. */
export interface TargetDifference {
  readonly visibleTo: Visibility;
  /** Equal for differences that are one finding. */
  readonly key: string;
  readonly foundBy: SequenceKind;
  /** Up to the differing step. Empty if the inner state differs at power-on. */
  readonly operations: readonly Operation[];
  /** Index of the differing step; -1 at power-on. */
  readonly step: number;
  /** What each showed, step by step. */
  readonly runs: Pair<Run>;
  /** Every operation was tried without, and none can be left out. */
  readonly isMinimal: boolean;
  /** Played once more it differed again; false for what depends on chance or time. Absent if it was not. */
  readonly isSteady?: boolean;
}

export interface ComparedTargets {
  /** Operations played on both and compared; replays are not counted. */
  readonly operations: number;
  /** Sequences begun. */
  readonly sequences: Readonly<Record<SequenceKind, number>>;
  /** The sum of the gains of what was played. */
  readonly covered: number;
  /** Sequences played again to make differences short. */
  readonly replays: number;
  /** The most visible first, then the shortest. */
  readonly differences: readonly TargetDifference[];
  /** Why not everything was played. */
  readonly stoppedBy?: string;
  /** The target that failed; it ends the comparison. */
  readonly failed?: TargetFailure;
}

/**
 * Plays sequences on two targets and compares, after every operation, what the driver and the host see and
 * the inner state that both show. Each difference is made short by playing shorter sequences on both.
 *
 * @returns what was played and what differs; a target that fails ends it, and what was found is kept
 * @example
 * const limits = { timeMsMax: 60_000, differencesMax: 10, replaysMax: 400 };
 * const { differences } = await compareTargets(base, patched, [{ kind: 'random', sequences }], limits);
 * differences // []
 */
export async function compareTargets(
  base: Target,
  patched: Target,
  sources: readonly SequenceSource[],
  options: CompareTargetsOptions,
): Promise<ComparedTargets> {
  return new Comparing({ base, patched }, options).run(sources);
}

class Comparing {
  readonly #targets: Pair<Target>;
  readonly #options: CompareTargetsOptions;
  readonly #started = performance.now();
  readonly #sequences: Record<SequenceKind, number> = { directed: 0, random: 0 };
  readonly #differences = new Map<string, TargetDifference>();
  #operations = 0;
  #covered = 0;
  #replays = 0;
  #stoppedBy: string | undefined;
  /** A source made room for the next one; said only if nothing graver ends it. */
  #madeRoom: string | undefined;
  #failed: TargetFailure | undefined;

  constructor(targets: Pair<Target>, options: CompareTargetsOptions) {
    this.#targets = targets;
    this.#options = options;
  }

  async run(sources: readonly SequenceSource[]): Promise<ComparedTargets> {
    for (const source of sources) {
      for (const sequence of source.sequences) {
        if (!this.#mayGoOn(source.kind, 0)) break;
        if (this.#makesRoom(source)) break;
        await this.#playSequence(source, sequence);
      }
    }
    const stoppedBy = this.#stoppedBy ?? this.#madeRoom;
    return {
      operations: this.#operations,
      sequences: this.#sequences,
      covered: this.#covered,
      replays: this.#replays,
      differences: [...this.#differences.values()].sort(
        (one, two) =>
          VISIBILITIES.indexOf(one.visibleTo) - VISIBILITIES.indexOf(two.visibleTo) || one.step - two.step,
      ),
      ...(stoppedBy === undefined ? {} : { stoppedBy }),
      ...(this.#failed === undefined ? {} : { failed: this.#failed }),
    };
  }

  async #playSequence(source: SequenceSource, { operations, gains = [] }: Sequence): Promise<void> {
    const { kind } = source;
    this.#sequences[kind]++;
    let steps = 0;
    const played = await playOnBoth(this.#targets, operations, {
      mayGoOn: () => this.#mayGoOn(kind, steps++) && !this.#makesRoom(source),
    });
    const compared = played.runs.base.steps.length;
    this.#operations += compared;
    for (const gain of gains.slice(0, compared)) this.#covered += gain;
    const news = played.differences.filter(({ key }) => !this.#differences.has(key));
    for (const each of news) await this.#record(kind, operations, each, played);
    if (played.failed !== undefined) this.#fail(played.failed);
  }

  async #record(
    foundBy: SequenceKind,
    operations: readonly Operation[],
    difference: StepDifference,
    played: PlayedOnBoth,
  ): Promise<void> {
    const { key, visibleTo } = difference;
    if (this.#differences.has(key) || this.#differences.size >= this.#options.differencesMax) return;
    // What killed a target may do worse the next time, so nothing of that sequence is played again.
    const isPlayable = () => played.failed === undefined && this.#failed === undefined;
    let replays = 0;
    const again = async (tried: readonly Operation[]) => {
      replays++;
      this.#replays++;
      const { differences, runs, failed } = await playOnBoth(this.#targets, tried, {
        mayGoOn: () => this.#isWanted('shortening', 0),
      });
      if (failed !== undefined) this.#fail(failed);
      const found = differences.find((each) => each.key === key);
      return found === undefined ? undefined : { step: found.step, runs };
    };
    const { found, isMinimal, ...short } = await shorten(
      operations,
      { step: difference.step, runs: played.runs },
      {
        play: again,
        upTo: ({ step }) => step + 1,
        simpler: this.#options.simpler ?? (() => []),
        mayGoOn: () => isPlayable() && replays < this.#options.replaysMax && this.#isWanted('shortening', 0),
      },
    );
    const canRepeat = isPlayable() && this.#isWanted('shortening', 0);
    const once = canRepeat ? await again(short.operations) : undefined;
    this.#differences.set(key, {
      visibleTo,
      key,
      foundBy,
      operations: short.operations,
      step: found.step,
      runs: { base: cutRun(found.runs.base, found.step), patched: cutRun(found.runs.patched, found.step) },
      isMinimal,
      ...(canRepeat ? { isSteady: once !== undefined } : {}),
    });
  }

  #fail(failed: TargetFailure): void {
    // An interruption from the terminal ends the targets as well; that they failed then is no finding.
    if (!this.#isWanted('shortening', 0)) return;
    this.#failed ??= failed;
    this.#stoppedBy ??= `the target failed: ${failed.because}`;
  }

  #mayGoOn(phase: SequenceKind, steps: number): boolean {
    const { timeMsMax, differencesMax } = this.#options;
    if (!this.#isWanted(phase, steps)) return false;
    if (performance.now() - this.#started > timeMsMax)
      this.#stoppedBy ??= `the time limit of ${timeMsMax / 1000} s`;
    if (this.#differences.size >= differencesMax)
      this.#stoppedBy ??= `the limit of ${differencesMax} ${differencesMax === 1 ? 'difference' : 'differences'}`;
    return this.#stoppedBy === undefined;
  }

  /** True until the user stops it. */
  #isWanted(phase: CompareTargetsProgress['phase'], steps: number): boolean {
    const goesOn = this.#options.onProgress?.({
      phase,
      operations: this.#operations + steps,
      differences: this.#differences.size,
    });
    if (goesOn === false) this.#stoppedBy ??= 'an interruption';
    return goesOn !== false;
  }

  #makesRoom({ kind, untilMs }: SequenceSource): boolean {
    if (untilMs === undefined || performance.now() - this.#started <= untilMs) return false;
    this.#madeRoom ??= `the ${kind} sequences’ share of the time limit, ${untilMs / 1000} s`;
    return true;
  }
}

const cutRun = ({ initialState, steps }: Run, step: number): Run => ({
  initialState,
  steps: steps.slice(0, step + 1),
});
