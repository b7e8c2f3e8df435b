/** Replay on QEMU: does the binary show what the trace says? */

import { printable } from '../report/layout.ts';
import { openQemu, type QemuTarget } from '../targets/qemu/qemu-target.ts';
import { type Replay, type ReplayedRun, replayOn, sameObservations } from '../targets/replay.ts';
import type { Trace } from '../trace/trace.ts';
import type { Context } from './context.ts';
import { EXIT } from './exit-code.ts';
import type { CommonOptions } from './options.ts';
import type { Outcome } from './outcome.ts';
import { comparisonLines, type RunStart, type StepComparison } from './replay-steps.ts';
import { TOOL } from './tool.ts';

export async function replayOnQemu(
  trace: Trace,
  binary: string | undefined,
  options: CommonOptions,
  _context: Context,
): Promise<Outcome> {
  const qemu = binary === undefined ? {} : { binary };
  const open: QemuTarget[] = [];
  try {
    const target = await openQemu(trace.scenario, qemu);
    open.push(target);
    const other = trace.branch?.scenario;
    // The second run may need another board, whose binary is not the one that was named.
    const second = other === undefined ? undefined : await openQemu(other);
    if (second !== undefined) open.push(second);
    const replay = await replayOn(trace, target, second === undefined ? {} : { branchTarget: second });
    return outcome(trace, replay, open, options);
  } finally {
    await Promise.all(open.map((target) => target.close()));
  }
}

function outcome(
  trace: Trace,
  replay: Replay,
  targets: readonly QemuTarget[],
  { json, quiet }: CommonOptions,
): Outcome {
  const verdict = verdictOf(replay);
  const exitCode = verdict === 'reproduced' ? EXIT.holds : EXIT.violated;
  const names = targets.map(({ name }) => name);
  if (json) return { exitCode, stdout: replayJson(trace, replay, names) };
  const lines = [`on        ${names.map(printable).join('; and ')}`];
  if (!quiet) {
    lines.push('', ...comparisonLines(comparisons(replay), trace));
    const { branch } = trace;
    if (replay.branch !== undefined && branch !== undefined) {
      const before = branch.after === 'powerOn' ? [] : trace.steps.slice(0, branch.after);
      const start: RunStart = { before, mark: "'" };
      const scenario = branch.scenario ?? trace.scenario;
      lines.push('', 'The other run:');
      lines.push(...comparisonLines(comparisons(replay.branch), { scenario, steps: branch.steps }, start));
    }
  }
  return { exitCode, stdout: `${[...lines, '', verdict].join('\n')}\n` };
}

function verdictOf({ firstDifference, steps: _, branch }: Replay): string {
  if (firstDifference !== undefined) return `not reproduced at step ${firstDifference + 1}`;
  if (branch?.firstDifference !== undefined)
    return `not reproduced at step ${branch.firstDifference + 1} of the other run`;
  return 'reproduced';
}

const comparisons = ({ steps }: ReplayedRun): readonly StepComparison[] =>
  steps.map((each, step) => ({ ...each, step, same: sameObservations(each.expected, each.observed) }));

function replayJson(trace: Trace, replay: Replay, targets: readonly string[]): string {
  const differences = [
    ...differencesOf(replay).map((each) => ({ run: 'main', ...each })),
    ...(replay.branch === undefined ? [] : differencesOf(replay.branch)).map((each) => ({
      run: 'other',
      ...each,
    })),
  ];
  const object = {
    schemaVersion: 1,
    command: 'replay',
    tool: TOOL,
    on: 'qemu',
    targets,
    scenario: trace.scenario,
    ...(trace.property === undefined ? {} : { property: trace.property }),
    verdict: differences.length === 0 ? 'reproduced' : 'notReproduced',
    differences,
  };
  return `${JSON.stringify(object, null, 2)}\n`;
}

const differencesOf = (run: ReplayedRun) =>
  comparisons(run)
    .filter(({ same }) => !same)
    .map(({ step, expected, observed }) => ({ step, expected, observed }));
