/** Replay on a real target: does it show what the trace says, outside and (where it can be seen) inside? */
import type { Observation } from '../../machines/vocabulary/operation.ts';
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
  /** Why the target cannot show what is wrong, whatever else agrees. */
  readonly hidden?: string;
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
  const hidden = hiddenFrom(trace, on, branchTarget ?? on);
  return { trace, targets, main, branch, ...(hidden === undefined ? {} : { hidden }) };
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
  | { readonly kind: 'nothingToCompare' }
  /** All that was compared agrees, and none of it shows what is wrong. */
  | { readonly kind: 'notShown'; readonly because: string };

export function verdictOf(compared: Compared): TargetVerdict {
  const { main, branch = [] } = compared;
  const wrong = main.find(({ same }) => !same);
  if (wrong !== undefined) return { kind: 'notReproduced', where: `step ${wrong.step + 1}` };
  const other = branch.find(({ same }) => !same);
  if (other !== undefined) return { kind: 'notReproduced', where: `step ${other.step + 1} of the other run` };
  const { observations, fields } = countsOf(compared);
  if (observations + fields === 0) return { kind: 'nothingToCompare' };
  if (compared.hidden !== undefined) return { kind: 'notShown', because: compared.hidden };
  return showsDifference(compared)
    ? { kind: 'reproduced' }
    : {
        kind: 'notShown',
        because: 'the two runs end differently only in what this target does not show',
      };
}

/** True unless the trace's two runs looked alike in the end, as far as the target shows anything. */
function showsDifference({ trace, main, branch = [] }: Compared): boolean {
  if (trace.branch === undefined) return true;
  const { after } = trace.branch;
  const here = main.at(-1);
  const there = branch.at(-1) ?? (after === 'powerOn' ? undefined : main[after - 1]);
  if (here === undefined || there === undefined) return true;
  if (!sameObservations(here.observed, there.observed)) return true;
  const shown = new Map(there.inner?.map(({ name, observed }) => [name, observed]));
  return (here.inner ?? []).some(({ name, observed }) => shown.has(name) && shown.get(name) !== observed);
}

/** Why what goes wrong cannot be seen there: it shows in a kind of observation that the target does not show. */
export function hiddenFrom(
  { steps, branch, guiltyStep }: Trace,
  main: Pick<Target, 'sees'>,
  second: Pick<Target, 'sees'>,
): string | undefined {
  const [kind] =
    branch === undefined
      ? hidden(guiltyStep === undefined ? [] : (steps[guiltyStep]?.observations ?? []), main)
      : [
          ...hidden(steps.at(-1)?.observations ?? [], main),
          ...hidden(branch.steps.at(-1)?.observations ?? [], second),
        ];
  return kind === undefined
    ? undefined
    : `what goes wrong shows in a ${kind}, which this target does not show`;
}

const hidden = (observations: readonly Observation[], { sees }: Pick<Target, 'sees'>): readonly string[] =>
  observations.flatMap(({ kind }) => (sees.has(kind) ? [] : [kind]));

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
