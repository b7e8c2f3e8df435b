/**
 * A trace as a shell script that plays it on a QEMU binary, for a bug report: the qtest commands stand in a
 * here-document, as in QEMU's own reports, and the answers are compared with the trace's values.
 *
 * The script needs QEMU and a POSIX shell, nothing else. qtest knows no comments, so `grep` takes them out.
 */
import { formatSetting } from '../../../machines/vocabulary/scenario.ts';
import { boardFor } from '../../targets/qemu/board.ts';
import { needsQmp, type ScriptRun, type ScriptStep, writeRun } from '../../targets/qemu/script-run.ts';
import {
  CHECKING,
  FINISHING,
  finishingUnseen,
  SPEAKING_QMP,
  STARTING,
} from '../../targets/qemu/script-shell.ts';
import type { Trace, TraceStep } from '../../trace/trace.ts';
import { printable } from '../layout.ts';
import { hiddenFromQtest } from './qtest-shows.ts';
import { type Story, type StoryStep, tellStory } from './story.ts';

/** @throws TargetError when an operation of the trace cannot be played on QEMU. */
export function renderQtestScript(trace: Trace): string {
  const story = tellStory(trace);
  const runs = runsOf(trace, story);
  const binaries = new Map(runs.map(({ variable, scenario }) => [variable, boardFor(scenario).binary]));
  const hidden = hiddenFromQtest(trace);
  const claim = story.property === undefined ? '' : `${story.property}: `;
  return [
    '#!/bin/sh',
    `# ${printable(`${claim}${story.sentence}`)}`,
    `# Scenario: ${printable(formatSetting(trace.scenario))}`,
    '#',
    `# Usage: sh THIS-FILE ${[...binaries.values()].map((binary) => `[${binary}]`).join(' ')}`,
    ...(hidden === undefined
      ? ['# Exit status: 0 reproduced, 1 not reproduced, 2 QEMU could not play it.']
      : [
          `# Not a reproduction by itself: ${hidden}.`,
          '# Exit status: 2 even if all answers are as the trace says, 1 if one is not.',
        ]),
    '',
    ...[...binaries].map(([variable, binary], index) => `${variable}=\${${index + 1}:-${binary}}`),
    STARTING.trim(),
    '',
    CHECKING,
    ...(runs.some(needsQmp) ? [SPEAKING_QMP] : []),
    ...runs.flatMap(writeRun),
    hidden === undefined ? FINISHING : finishingUnseen(hidden),
  ].join('\n');
}

/** The trace's run and, for a relational property, its second one. */
function runsOf(trace: Trace, story: Story): readonly ScriptRun[] {
  const { scenario, steps, branch } = trace;
  const main = steps.map((step, index) => scriptStep(step, story.steps[index]));
  const first: ScriptRun = { scenario, title: '', variable: 'QEMU', steps: main };
  if (branch === undefined) return [first];
  const other = branch.scenario ?? scenario;
  const shared = branch.after === 'powerOn' ? [] : main.slice(0, branch.after);
  const own = branch.steps.map((step, index) => scriptStep(step, story.other?.steps[index]));
  const second: ScriptRun = {
    scenario: other,
    title: printable(story.other?.title ?? 'The other run'),
    variable: boardFor(other).binary === boardFor(scenario).binary ? 'QEMU' : 'QEMU2',
    // The shared steps were compared in the first run.
    steps: [...shared.map((step) => ({ ...step, expects: [] })), ...own],
  };
  return [first, second];
}

function scriptStep({ operation, observations }: TraceStep, told: StoryStep | undefined): ScriptStep {
  const mark = told?.guilty ? '  <-- here' : '';
  return {
    operation,
    text: printable(`${told?.label ?? ''}. ${told?.operation.text ?? operation.kind}${mark}`),
    expects: observations.map((observation, index) => ({
      observation,
      text: printable(told?.observed[index]?.text ?? observation.kind),
    })),
  };
}
