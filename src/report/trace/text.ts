/** A trace for a terminal: the sentence, the steps with only what changed, the guilty one marked, how to replay. */
import type { Trace } from '../../trace/trace.ts';
import { printable } from '../layout.ts';
import { type Style, styleFor } from '../style.ts';
import { formatChange, type StoryStep, tellStory } from './story.ts';
import type { TraceRenderOptions } from './trace-format.ts';

function renderStep(step: StoryStep, width: number, style: Style): readonly string[] {
  const indent = ' '.repeat(width + 4);
  const number = `${step.label.padStart(width)}. `;
  const title = step.guilty
    ? style.wrong(`► ${number}${step.operation.text}   <-- here`)
    : `  ${number}${step.operation.text}`;
  const details = [
    ...step.observed.map(({ text }) => `${style.faint('observed')}  ${text}`),
    ...step.changed.map(
      (change) => `${style.faint('changed')}   ${style.changed(formatChange(change, '→'))}`,
    ),
  ];
  // Of the guilty step, "nothing happened" may be the very point; of the others it is noise.
  if (step.guilty && details.length === 0) details.push(`${style.faint('changed')}   nothing`);
  return [title, ...details.map((detail) => `${indent}${detail}`)];
}

export function renderText(trace: Trace, { replayCommand, color = false }: TraceRenderOptions = {}): string {
  const style = styleFor(color);
  const story = tellStory(trace);
  const all = [...story.steps, ...(story.other?.steps ?? [])];
  const width = Math.max(2, ...all.map(({ label }) => label.length));
  const lines = [
    style.strong(story.sentence),
    '',
    `${style.faint('scenario')}  ${story.setting}`,
    `${style.faint('offered')}   ${story.offered}`,
    '',
    ...story.steps.flatMap((step) => renderStep(step, width, style)),
  ];
  if (story.other !== undefined) {
    lines.push('', style.strong(`${story.other.title}:`));
    lines.push(...story.other.steps.flatMap((step) => renderStep(step, width, style)));
  }
  if (story.expected !== undefined || story.observed.length > 0) lines.push('');
  if (story.expected !== undefined) lines.push(`${style.faint('expected')}  ${story.expected}`);
  lines.push(...story.observed.map((text) => `${style.faint('observed')}  ${text}`));
  if (replayCommand !== undefined) lines.push('', style.strong('Replay:'), `  ${printable(replayCommand)}`);
  return `${lines.join('\n')}\n`;
}
