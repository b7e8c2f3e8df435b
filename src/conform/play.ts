/**
 * Plays operations on a model and on a target, and stops at the first step on which they differ.
 *
 * Operations between two looks at the inner state go to the target in one stretch, if it takes stretches.
 */
import type { Observation, Operation } from '../../machines/vocabulary/operation.ts';
import type { CompiledModel } from '../model/model.ts';
import { type ModelState, type Performed, perform, powerOn } from '../model/perform.ts';
import { type Target, TargetError } from '../targets/target.ts';
import { type Difference, innerDifference, observationDifference } from './difference.ts';

export interface PlayOptions {
  /**
   * Steps from one comparison of the inner state to the next; the last step is always compared. What a
   * longer stretch finds is played again step by step. 0 leaves the inner state out. @defaultValue 1
   */
  readonly innerStateEvery?: number;
  /** Asked before every stretch; a run that may not go on ends there, without a mismatch. */
  readonly mayGoOn?: () => boolean;
}

/** The first step on which model and target differ, or on which the target failed. */
export type PlayMismatch = { readonly step: number; readonly operation: Operation } & (
  | Difference
  | {
      readonly where: 'target failed';
      readonly expected: readonly Observation[];
      /** What the target said, as far as it could say anything. */
      readonly actual: string;
    }
);

export interface Played {
  /** Steps that were played and found equal. */
  readonly steps: number;
  readonly mismatch?: PlayMismatch;
}

/** Operations that go to the target at once where nothing else is asked for in between. */
const STRETCH_MAX = 64;

/** Plays from power-on. A target that fails to reset has failed on the first step. */
export async function play(
  model: CompiledModel,
  target: Target,
  operations: readonly Operation[],
  options: PlayOptions = {},
): Promise<Played> {
  const { innerStateEvery = 1, mayGoOn = () => true } = options;
  const played = await playOnce(model, target, operations, innerStateEvery, mayGoOn);
  const { mismatch } = played;
  if (innerStateEvery <= 1 || mismatch === undefined || mismatch.where === 'target failed') return played;
  // The stretch before it may have gone wrong unseen, so the first wrong step may be an earlier one.
  const again = await playOnce(model, target, operations.slice(0, mismatch.step + 1), 1, mayGoOn);
  return again.mismatch === undefined ? played : again;
}

async function playOnce(
  model: CompiledModel,
  target: Target,
  operations: readonly Operation[],
  innerStateEvery: number,
  mayGoOn: () => boolean,
): Promise<Played> {
  let state = powerOn(model);
  let done = 0;
  const failed = (error: unknown, expected: readonly Observation[]): Played => {
    const operation = operations[done];
    if (!(error instanceof TargetError) || operation === undefined) throw error;
    return {
      steps: done,
      mismatch: { where: 'target failed', step: done, operation, expected, actual: error.message },
    };
  };
  try {
    await target.reset();
  } catch (error) {
    return failed(error, []);
  }
  const stretch = innerStateEvery === 0 ? STRETCH_MAX : Math.min(STRETCH_MAX, innerStateEvery);
  while (done < operations.length && mayGoOn()) {
    const part = operations.slice(done, done + stretch);
    const performed = performAll(model, state, part);
    try {
      const seen = await applyAll(target, part);
      for (const [at, { observations }] of performed.entries()) {
        const difference = observationDifference(observations, seen[at] ?? [], target.sees);
        if (difference !== undefined) return mismatchAt(done + at, operations, difference);
      }
      state = performed.at(-1)?.state ?? state;
      if (innerStateEvery !== 0) {
        const difference = innerDifference(model, state, await target.observe());
        if (difference !== undefined) return mismatchAt(done + part.length - 1, operations, difference);
      }
    } catch (error) {
      return part.length === 1
        ? failed(error, performed[0]?.observations ?? [])
        : failedIn(part, failed(error, performed[0]?.observations ?? []));
    }
    done += part.length;
  }
  return { steps: done };
}

/** Which operation of a stretch the target died of is not known; the last one names the whole stretch. */
const failedIn = (part: readonly Operation[], { steps, mismatch }: Played): Played => {
  const operation = part.at(-1);
  if (mismatch === undefined || operation === undefined) return { steps };
  return { steps, mismatch: { ...mismatch, step: steps + part.length - 1, operation } };
};

function mismatchAt(step: number, operations: readonly Operation[], difference: Difference): Played {
  const operation = operations[step];
  if (operation === undefined) throw new RangeError(`there is no step ${step}`);
  return { steps: step, mismatch: { step, operation, ...difference } };
}

function performAll(model: CompiledModel, from: ModelState, operations: readonly Operation[]): Performed[] {
  const all: Performed[] = [];
  let state = from;
  for (const operation of operations) {
    const performed = perform(model, state, operation);
    state = performed.state;
    all.push(performed);
  }
  return all;
}

async function applyAll(
  target: Target,
  operations: readonly Operation[],
): Promise<readonly (readonly Observation[])[]> {
  const [only] = operations;
  if (operations.length > 1 && target.applyAll !== undefined) return target.applyAll(operations);
  if (operations.length === 1 && only !== undefined) return [await target.apply(only)];
  const all: (readonly Observation[])[] = [];
  for (const operation of operations) all.push(await target.apply(operation));
  return all;
}
