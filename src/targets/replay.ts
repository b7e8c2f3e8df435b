/** Plays a trace on a target and compares what became visible, step by step. */
import type { Observation, Operation } from '../../machines/vocabulary/operation.ts';
import type { Trace, TraceStep } from '../trace/trace.ts';
import { type Target, TargetError } from './target.ts';

export interface ReplayedStep {
  readonly operation: Operation;
  /** What the trace says, as far as this target can see it. */
  readonly expected: readonly Observation[];
  readonly observed: readonly Observation[];
}

export interface ReplayedRun {
  readonly steps: readonly ReplayedStep[];
  /** Index into `steps` of the first step whose observations differ. */
  readonly firstDifference?: number;
}

export interface Replay extends ReplayedRun {
  /** The trace's second run: only its own steps; the ones before the branch are played, not compared again. */
  readonly branch?: ReplayedRun;
}

export interface ReplayOptions {
  /** Where the branch is played when it belongs to another scenario than the main run. */
  readonly branchTarget?: Target;
}

/**
 * Plays the trace from power-on. All steps are played, also after a difference.
 * @throws TargetError when the target dies or cannot play an operation.
 */
export async function replayOn(trace: Trace, target: Target, options: ReplayOptions = {}): Promise<Replay> {
  await target.reset();
  const main = await play(trace.steps, target);
  const { branch } = trace;
  if (branch === undefined) return main;
  const second = branch.scenario === undefined ? target : options.branchTarget;
  if (second === undefined)
    throw new TargetError(
      target.name,
      'the second run of this trace belongs to another scenario; give replayOn a branchTarget for it',
    );
  await second.reset();
  const before = branch.after === 'powerOn' ? [] : trace.steps.slice(0, branch.after);
  for (const { operation } of before) await second.apply(operation);
  return { ...main, branch: await play(branch.steps, second) };
}

async function play(steps: readonly TraceStep[], target: Target): Promise<ReplayedRun> {
  const replayed: ReplayedStep[] = [];
  for (const { operation, observations } of steps) {
    const observed = await target.apply(operation);
    const expected = observations.filter(({ kind }) => target.sees.has(kind));
    replayed.push({ operation, expected, observed });
  }
  const firstDifference = replayed.findIndex(
    ({ expected, observed }) => !sameObservations(expected, observed),
  );
  return firstDifference === -1 ? { steps: replayed } : { steps: replayed, firstDifference };
}

/** True if both lists hold the same observations in the same order. */
export function sameObservations(left: readonly Observation[], right: readonly Observation[]): boolean {
  return left.length === right.length && left.every((each, index) => keyOf(each) === keyOf(right[index]));
}

/** A text that is equal for equal observations, whatever the order of their fields. */
const keyOf = (observation: Observation | undefined): string =>
  JSON.stringify(Object.entries(observation ?? {}).sort(([left], [right]) => (left < right ? -1 : 1)));
