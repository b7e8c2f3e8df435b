/** Replay on QEMU: does the binary show what the trace says, outside and (through QMP) inside? */

import type { CommonOptions } from '../cli/options/common.ts';
import { EXIT } from '../cli/output/exit-code.ts';
import type { Outcome } from '../cli/output/outcome.ts';
import { comparisonLines, type RunStart, type StepComparison } from '../cli/output/replay-steps.ts';
import { printable } from '../report/layout.ts';
import { openQemu } from '../targets/qemu/qemu-target.ts';
import { type ReplayedRun, replayOn, sameObservations } from '../targets/replay.ts';
import type { Target } from '../targets/target.ts';
import { TOOL } from '../tool.ts';
import type { InnerState, Trace, TraceStep } from '../trace/trace.ts';
import { innerFields, WatchedTarget } from './inner-comparison.ts';

type Comparisons = readonly StepComparison[];

/** A trace's run and its second one, compared with what the binary showed. */
export interface Compared {
  readonly trace: Trace;
  readonly targets: readonly string[];
  readonly main: Comparisons;
  readonly branch: Comparisons | undefined;
}

export async function replayOnQemu(
  trace: Trace,
  binary: string | undefined,
  options: CommonOptions,
): Promise<Outcome> {
  const open: Target[] = [];
  try {
    const target = await openQemu(trace.scenario, binary === undefined ? {} : { binary });
    open.push(target);
    const other = trace.branch?.scenario;
    // The second run may need another board, whose binary is not the one that was named.
    const second = other === undefined ? undefined : await openQemu(other);
    if (second !== undefined) open.push(second);
    return outcome(await playCompared(trace, target, second), options);
  } finally {
    await Promise.all(open.map((target) => target.close()));
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

const CODES = {
  reproduced: EXIT.holds,
  notReproduced: EXIT.violated,
  nothingToCompare: EXIT.inconclusive,
} as const;

interface QemuVerdict {
  readonly kind: keyof typeof CODES;
  readonly text: string;
}

export function verdictOf({ main, branch = [] }: Compared): QemuVerdict {
  const wrong = main.find(({ same }) => !same);
  if (wrong !== undefined) return { kind: 'notReproduced', text: `not reproduced at step ${wrong.step + 1}` };
  const other = branch.find(({ same }) => !same);
  if (other !== undefined) {
    const text = `not reproduced at step ${other.step + 1} of the other run`;
    return { kind: 'notReproduced', text };
  }
  // Agreement about nothing is no evidence.
  const { observations, fields } = countsOf([...main, ...branch]);
  if (observations + fields === 0)
    return { kind: 'nothingToCompare', text: 'inconclusive: this trace holds nothing that QEMU shows' };
  return { kind: 'reproduced', text: 'reproduced' };
}

/** How much of the trace the binary could confirm. */
const countsOf = (comparisons: Comparisons) => ({
  observations: comparisons.reduce((count, { expected }) => count + expected.length, 0),
  fields: comparisons.reduce((count, { inner = [] }) => count + inner.length, 0),
});

function outcome(compared: Compared, { json, quiet }: CommonOptions): Outcome {
  const { trace, targets, main, branch } = compared;
  const verdict = verdictOf(compared);
  const exitCode = CODES[verdict.kind];
  if (json) return { exitCode, stdout: replayJson(compared, verdict) };
  const lines = [`on        ${targets.map(printable).join('; and ')}`, ''];
  if (!quiet) {
    lines.push(...comparisonLines(main, trace));
    if (branch !== undefined && trace.branch !== undefined) {
      const { after, steps, scenario = trace.scenario } = trace.branch;
      const before = after === 'powerOn' ? [] : trace.steps.slice(0, after);
      const start: RunStart = { before, mark: "'" };
      lines.push('', 'The other run:', ...comparisonLines(branch, { scenario, steps }, start));
    }
    lines.push('');
  }
  const { observations, fields } = countsOf([...main, ...(branch ?? [])]);
  lines.push(
    `compared  ${observations} ${observations === 1 ? 'observation' : 'observations'} and ${fields} fields of the inner state`,
    '',
    verdict.text,
  );
  return { exitCode, stdout: `${lines.join('\n')}\n` };
}

function replayJson({ trace, targets, main, branch = [] }: Compared, { kind }: QemuVerdict): string {
  const differences = [
    ...main.map((each) => ({ run: 'main', ...each })),
    ...branch.map((each) => ({ run: 'other', ...each })),
  ].flatMap(({ run, step, expected, observed, same, inner = [] }) => {
    const wrong = inner.filter((field) => !field.same);
    const fields = wrong.map(({ name, expected, observed }) => ({ name, expected, observed }));
    return same ? [] : [{ run, step, expected, observed, inner: fields }];
  });
  const object = {
    schemaVersion: 1,
    command: 'replay',
    tool: TOOL,
    on: 'qemu',
    targets,
    scenario: trace.scenario,
    ...(trace.property === undefined ? {} : { property: trace.property }),
    verdict: kind,
    compared: countsOf([...main, ...branch]),
    differences,
  };
  return `${JSON.stringify(object, null, 2)}\n`;
}
