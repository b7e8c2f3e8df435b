/** What a conformance run is asked for, and what it comes to. */

import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import type { BuildOptions } from '../model/build-model.ts';
import type { Target } from '../targets/target.ts';
import type { Mismatch } from './mismatch.ts';
import type { Cover } from './path-cover.ts';

export interface ConformLimits {
  /** Everything drawn follows from it. */
  readonly seed: number;
  /** Random walks. */
  readonly runs: number;
  /** Operations in the longest random walk. */
  readonly maxLength: number;
  /** Milliseconds after which nothing new is played. */
  readonly timeMsMax: number;
  /** Different mismatches after which it stops: the model is then wrong in general. */
  readonly mismatchesMax: number;
  /** Replays that shrinking one mismatch may take. */
  readonly replaysMax: number;
  /** Steps from one comparison of the inner state to the next; 0 for none. */
  readonly innerStateEvery: number;
}

export const CONFORM_DEFAULTS: ConformLimits = {
  seed: 1,
  runs: 200,
  maxLength: 200,
  timeMsMax: 600_000,
  mismatchesMax: 10,
  replaysMax: 400,
  innerStateEvery: 1,
};

export interface ConformProgress {
  readonly phase: 'directed' | 'random';
  readonly steps: number;
  readonly transitionsCovered: number;
  readonly transitionsTotal: number;
  readonly mismatches: number;
}

export interface ConformOptions extends Partial<ConformLimits>, BuildOptions {
  /** Opens the target; `conform` closes it. */
  readonly open: (scenario: Scenario) => Promise<Target>;
  /** Play the paths that cover the model: `true` lets the size decide what is covered. @defaultValue true */
  readonly directed?: boolean | Cover;
  /** Play random walks. @defaultValue true */
  readonly random?: boolean;
  /** Called after every path; answering `false` stops. */
  readonly onProgress?: (progress: ConformProgress) => boolean;
}

export interface Conformance {
  readonly scenario: Scenario;
  /** The target's own name, with its version. */
  readonly target: string;
  /** Steps played and compared, replays for shrinking not counted. */
  readonly steps: number;
  readonly transitionsCovered: number;
  readonly transitionsTotal: number;
  /** What counts as a transition, and whether the exploration behind the total was complete. */
  readonly cover?: { readonly kind: Cover; readonly because: string; readonly complete: boolean };
  readonly mismatches: readonly Mismatch[];
  /** Random walks that were played. */
  readonly runs: number;
  readonly seed: number;
  /** What the model has and this target does not show: kinds of observation, and fields of the inner state. */
  readonly unobserved: { readonly observations: readonly string[]; readonly state: readonly string[] };
  readonly seconds: number;
  readonly operationsPerSecond: number;
  /** Why not everything was played. */
  readonly stoppedBy?: string;
}
