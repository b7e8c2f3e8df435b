/** Replay on a real target: does it show what the trace says, outside and (where it can be seen) inside? */
import type { OpenTarget } from '../targets/kinds/target-kind.ts';
import { type ReplayedRun, replayOn, sameObservations } from '../targets/replay.ts';
import type { Target } from '../targets/target.ts';
import type { InnerState, Trace, TraceStep } from '../trace/trace.ts';
import type { StepComparison } from './comparison.ts';
import { innerFields, WatchedTarget } from './inner-comparison.ts';

type Comparisons = readonly StepComparison[];

/** A trace's run and its second one, compared with what the target showed. */
export interface Compared {
  readonly trace: Trace;
  /** Their names; two where the second run belongs to another scenario. */
  readonly targets: readonly string[];
  readonly main: Comparisons;
  readonly branch: Comparisons | undefined;
}

/**
 * Opens what a trace needs, plays it there, and closes it again.
 * @param binary for the first run; the second one may need another machine, whose binary is not the one named
 * @throws TargetError when the target is missing, dies, or cannot play an operation
 */
export async function replayOnTarget(trace: Trace, open: OpenTarget, binary?: string): Promise<Compared> {
  const opened: Target[] = [];
  try {
    const target = await open(trace.scenario, binary);
    opened.push(target);
    const other = trace.branch?.scenario;
    const second = other === undefined ? undefined : await open(other);
    if (second !== undefined) opened.push(second);
    return await playCompared(trace, target, second);
  } finally {
    await Promise.all(opened.map((target) => target.close()));
  }
}

/**
 * Plays a trace and compares observations and inner state, step by step.
 * @param branchTarget for a second run that belongs to another scenario
 * @throws TargetError when the target dies or cannot play an operation
 */
export async function playCompared(trace: Trace, on: Target, branchTarget?: Target): Promise<Compared> {
  const target = new WatchedTarget(on);
  const second = branchTarget === undefined ? undefined : new WatchedTarget(branchTarget);
  const replay = await replayOn(trace, target, second === undefined ? {} : { branchTarget: second });
  const main = compare(replay, trace.steps, target.run(0));
  const shared = typeof trace.branch?.after === 'number' ? trace.branch.after : 0;
  const otherStates = (second?.run(0) ?? target.run(1)).slice(shared);
  const branch =
    replay.branch === undefined ? undefined : compare(replay.branch, trace.branch?.steps ?? [], otherStates);
  const targets = [target, ...(second === undefined ? [] : [second])].map(({ name }) => name);
  return { trace, targets, main, branch };
}

const compare = (run: ReplayedRun, steps: readonly TraceStep[], states: readonly InnerState[]): Comparisons =>
  run.steps.map((each, step): StepComparison => {
    const stored = steps[step];
    const inner = stored === undefined ? [] : innerFields(stored, states[step]);
    const same = sameObservations(each.expected, each.observed) && inner.every((field) => field.same);
    return { ...each, step, same, inner };
  });

/** What a comparison comes to. */
export type TargetVerdict =
  | { readonly kind: 'reproduced' }
  /** `where` is the first step that differs: `step 3`, `step 3 of the other run`. */
  | { readonly kind: 'notReproduced'; readonly where: string }
  /** The trace holds nothing that the target shows, and agreement about nothing is no evidence. */
  | { readonly kind: 'nothingToCompare' };

export function verdictOf(compared: Compared): TargetVerdict {
  const { main, branch = [] } = compared;
  const wrong = main.find(({ same }) => !same);
  if (wrong !== undefined) return { kind: 'notReproduced', where: `step ${wrong.step + 1}` };
  const other = branch.find(({ same }) => !same);
  if (other !== undefined) return { kind: 'notReproduced', where: `step ${other.step + 1} of the other run` };
  const { observations, fields } = countsOf(compared);
  return { kind: observations + fields === 0 ? 'nothingToCompare' : 'reproduced' };
}

/** How much of the trace the target could confirm. */
export function countsOf({ main, branch = [] }: Compared): {
  readonly observations: number;
  readonly fields: number;
} {
  const all = [...main, ...branch];
  return {
    observations: all.reduce((count, { expected }) => count + expected.length, 0),
    fields: all.reduce((count, { inner = [] }) => count + inner.length, 0),
  };
}
