/** Plays operations on two targets at once, and looks at what each shows of every step. */
import type { Observation, Operation } from '../../../machines/vocabulary/operation.ts';
import { type Target, TargetError } from '../../targets/target.ts';
import type { InnerState, TraceStep } from '../../trace/trace.ts';
import {
  differingFields,
  innerDifference,
  observationDifferences,
  type StepDifference,
} from './step-difference.ts';

/** The two targets, or what belongs to each. */
export interface Pair<T> {
  readonly base: T;
  readonly patched: T;
}

/** What one target showed of a run. */
export interface Run {
  readonly initialState: InnerState;
  readonly steps: readonly TraceStep[];
}

/** A target that died, hung or refused. */
export interface TargetFailure {
  readonly which: 'base' | 'patched' | 'both';
  /** In its own words. */
  readonly because: string;
  /** What was played until then, the last operation included. Empty if it failed while it was reset. */
  readonly operations: readonly Operation[];
}

export interface PlayedOnBoth {
  /** What both showed; shorter than the operations if the run ended before. */
  readonly runs: Pair<Run>;
  /** In order; several of one key are here once, at the first step. */
  readonly differences: readonly StepDifference[];
  readonly failed?: TargetFailure;
}

export interface PlayBothOptions {
  /** Asked before every operation. */
  readonly mayGoOn: () => boolean;
}

/**
 * Plays from power-on to the end, whatever differs: the operations do not depend on the answers. Only kinds
 * of observation that both targets can see are compared, and only fields of the inner state that both show.
 */
export async function playOnBoth(
  targets: Pair<Target>,
  operations: readonly Operation[],
  { mayGoOn }: PlayBothOptions,
): Promise<PlayedOnBoth> {
  const seen = (observations: readonly Observation[]) =>
    observations.filter(({ kind }) => targets.base.sees.has(kind) && targets.patched.sees.has(kind));
  const steps: { base: TraceStep[]; patched: TraceStep[] } = { base: [], patched: [] };
  const differences = new Map<string, StepDifference>();
  const note = (found: readonly StepDifference[]) => {
    for (const each of found) if (!differences.has(each.key)) differences.set(each.key, each);
  };
  let initial: Pair<InnerState> = { base: {}, patched: {} };
  let differing: readonly string[] = [];
  let isReset = false;
  const noteInner = (step: number, state: Pair<InnerState>) => {
    const now = differingFields(state.base, state.patched);
    // What differed before is no news: a field would differ in all that follows.
    note(now.filter((field) => !differing.includes(field)).map((field) => innerDifference(step, field)));
    differing = now;
  };
  const result = (failed?: TargetFailure): PlayedOnBoth => ({
    runs: {
      base: { initialState: initial.base, steps: steps.base },
      patched: { initialState: initial.patched, steps: steps.patched },
    },
    differences: [...differences.values()],
    ...(failed === undefined ? {} : { failed }),
  });
  try {
    await onBoth(targets, (target) => target.reset());
    initial = await onBoth(targets, (target) => target.observe());
    noteInner(-1, initial);
    isReset = true;
    for (const [step, operation] of operations.entries()) {
      if (!mayGoOn()) break;
      const shown = await onBoth(targets, async (target) => ({
        observations: seen(await target.apply(operation)),
        state: await target.observe(),
      }));
      steps.base.push({ operation, ...shown.base });
      steps.patched.push({ operation, ...shown.patched });
      note(observationDifferences(step, operation, shown.base.observations, shown.patched.observations));
      noteInner(step, { base: shown.base.state, patched: shown.patched.state });
    }
  } catch (error) {
    if (!(error instanceof Failed)) throw error;
    const { which, message: because } = error;
    return result({ which, because, operations: operations.slice(0, isReset ? steps.base.length + 1 : 0) });
  }
  return result();
}

/** Thrown by `onBoth`; the message is the target's. */
class Failed extends Error {
  readonly which: TargetFailure['which'];
  constructor(which: TargetFailure['which'], message: string) {
    super(message);
    this.which = which;
  }
}

/** Does the same to both, side by side, and waits for both even if one fails: it is still in use until then. */
async function onBoth<T>(targets: Pair<Target>, act: (target: Target) => Promise<T>): Promise<Pair<T>> {
  const [base, patched] = await Promise.allSettled([act(targets.base), act(targets.patched)]);
  if (base.status === 'fulfilled' && patched.status === 'fulfilled')
    return { base: base.value, patched: patched.value };
  const reasons = { base: reasonOf(base), patched: reasonOf(patched) };
  if (reasons.base === undefined) throw new Failed('patched', reasons.patched ?? '');
  if (reasons.patched === undefined) throw new Failed('base', reasons.base);
  throw new Failed('both', `base: ${reasons.base}; patched: ${reasons.patched}`);
}

/** Why a target failed; undefined if it did not. Any other error is ours, and thrown. */
function reasonOf(settled: PromiseSettledResult<unknown>): string | undefined {
  if (settled.status === 'fulfilled') return undefined;
  if (settled.reason instanceof TargetError) return settled.reason.message;
  throw settled.reason;
}
