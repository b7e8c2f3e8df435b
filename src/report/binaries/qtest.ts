/**
 * A difference between two binaries as a shell script that plays it on both: the same qtest commands to
 * each, and the answers compared with what that binary gave when the difference was found.
 */
import { formatScenario, type Scenario } from '../../../machines/vocabulary/scenario.ts';
import type { TargetDifference } from '../../review/binaries/compare-targets.ts';
import type { BinariesReview } from '../../review/binaries/review.ts';
import { differenceTrace, traceOf } from '../../review/binaries/trace.ts';
import { boardFor } from '../../targets/qemu/board.ts';
import { needsQmp, type ScriptRun, writeRun } from '../../targets/qemu/script-run.ts';
import { CHECKING, FINISHING, SPEAKING_QMP, STARTING } from '../../targets/qemu/script-shell.ts';
import { TargetError } from '../../targets/target.ts';
import { printable } from '../layout.ts';
import { tellStory } from '../trace/story.ts';
import { binariesSteps } from './steps.ts';

/** What both scripts and reports need to know of where a difference was found. */
export interface Found {
  readonly scenario: Scenario;
  readonly difference: TargetDifference;
}

const SIDES = [
  { which: 'base', variable: 'QEMU_BASE', title: 'On the base binary:' },
  { which: 'patched', variable: 'QEMU_PATCHED', title: 'On the patched binary:' },
] as const;

/** The script, or why there can be none. */
export function binariesQtest(
  { scenario, difference }: Found,
  binaries: BinariesReview['binaries'],
): { readonly script: string } | { readonly because: string } {
  const { base, patched } = binaries;
  if ([base, patched].some(({ path }) => boardFor(scenario, path).name !== boardFor(scenario).name))
    return { because: `scripts are written for ${boardFor(scenario).name} only; replay the trace instead` };
  try {
    const runs = SIDES.map(({ which, variable, title }): ScriptRun => {
      const steps = scriptSteps({ scenario, difference }, which);
      return { scenario, title, variable, steps };
    });
    return { script: layOut({ scenario, difference }, runs, binaries) };
  } catch (error) {
    if (error instanceof TargetError) return { because: error.message };
    throw error;
  }
}

function scriptSteps({ scenario, difference }: Found, which: 'base' | 'patched'): ScriptRun['steps'] {
  const run = difference.runs[which];
  const told = tellStory({ ...traceOf(scenario, run), guiltyStep: difference.step }).steps;
  return run.steps.map(({ operation, observations }, at) => {
    const { label = '', operation: words, observed = [], guilty } = told[at] ?? {};
    return {
      operation,
      text: printable(`${label}. ${words?.text ?? operation.kind}${guilty ? '  <-- here' : ''}`),
      expects: observations.map((observation, index) => ({
        observation,
        text: printable(observed[index]?.text ?? observation.kind),
      })),
    };
  });
}

function layOut(
  { scenario, difference }: Found,
  runs: readonly ScriptRun[],
  { base, patched }: BinariesReview['binaries'],
): string {
  const { violation = '' } = differenceTrace(scenario, difference);
  return [
    '#!/bin/sh',
    `# ${printable(violation)}`,
    `# Scenario: ${printable(formatScenario(scenario))}`,
    ...(difference.visibleTo === 'internal'
      ? ['# qtest does not show inner state: where the steps end, ask QMP for x-query-virtio-status.']
      : []),
    '#',
    '# Usage: sh THIS-FILE [BASE-QEMU] [PATCHED-QEMU]',
    '# Exit status: 0 both answer as they did, 1 one does not, 2 QEMU could not play it.',
    '',
    `QEMU_BASE=\${1:-${quoted(base.path)}}`,
    `QEMU_PATCHED=\${2:-${quoted(patched.path)}}`,
    STARTING.trim(),
    '',
    CHECKING,
    ...(runs.some(needsQmp) ? [SPEAKING_QMP] : []),
    ...runs.flatMap(writeRun),
    difference.visibleTo === 'internal' ? finishingInside(scenario, difference) : FINISHING,
  ].join('\n');
}

/** Nothing that the script can see differs, so it does not claim to have shown it. */
function finishingInside(scenario: Scenario, difference: TargetDifference): string {
  const notes = binariesSteps(scenario, difference).at(-1)?.notes ?? [];
  return [
    'if [ "$different" -ne 0 ]; then',
    '  echo "Not reproduced: $different of $checked answers differ."',
    '  exit 1',
    'fi',
    'echo "Played on both. What differs is inner state, which qtest does not show; QMP said:"',
    ...notes.map((note) => `echo ${quoted(printable(note))}`),
    '',
  ].join('\n');
}

/** A path as the shell takes it literally, also inside a default value. */
const quoted = (path: string): string =>
  /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
