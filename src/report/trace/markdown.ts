/** A trace for a merge request or an issue: heading, claim, a table of steps, the replay command to copy. */
import type { Trace } from '../../trace/trace.ts';
import { printable } from '../layout.ts';
import { formatChange, type StoryStep, tellStory } from './story.ts';
import type { TraceRenderOptions } from './trace-format.ts';

/** Prose without accidental markup. Underscores within words are left alone: they mean nothing there. */
const prose = (text: string): string =>
  text.replace(/[\\`*<>[\]|#~]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, '\\$&');

/** A fence longer than any run of backticks inside. */
function fenceFor(text: string, least: number): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  return '`'.repeat(Math.max(least, longest + 1));
}

/** Text as code within a table cell, where even a code span must escape the bar. */
function code(text: string): string {
  const fence = fenceFor(text, 1);
  const pad = fence.length > 1 ? ' ' : '';
  return `${fence}${pad}${text.replaceAll('|', '\\|')}${pad}${fence}`;
}

function renderRow(step: StoryStep): string {
  const number = step.guilty ? `**► ${step.label}**` : step.label;
  const operation = step.guilty ? `**${code(step.operation.text)}**` : code(step.operation.text);
  const observed = step.observed.map(({ text }) => code(text)).join('<br>');
  const changed = step.changed.map((change) => code(formatChange(change, '→'))).join('<br>');
  return `| ${[number, operation, observed, changed].join(' | ')} |`;
}

const renderTable = (steps: readonly StoryStep[]): readonly string[] => [
  '| step | operation | observed | changed inside |',
  '| ---: | --- | --- | --- |',
  ...steps.map(renderRow),
];

export function renderMarkdown(trace: Trace, { replayCommand }: TraceRenderOptions = {}): string {
  const story = tellStory(trace);
  const heading = story.property === undefined ? 'Trace' : `${code(story.property)} does not hold`;
  const lines = [
    `### ${heading}`,
    '',
    prose(story.sentence),
    '',
    `- Scenario: ${prose(story.setting)}`,
    `- Offered: ${prose(story.offered)}`,
    '',
    ...renderTable(story.steps),
    '',
  ];
  if (story.other !== undefined) {
    lines.push(`${prose(story.other.title)}:`, '', ...renderTable(story.other.steps), '');
  }
  if (story.expected !== undefined) lines.push(`- Expected: ${prose(story.expected)}`);
  lines.push(...story.observed.map((text) => `- Observed: ${prose(text)}`));
  if (replayCommand !== undefined) {
    const command = printable(replayCommand);
    const fence = fenceFor(command, 3);
    lines.push('', 'Replay:', '', `${fence}sh`, command, fence);
  }
  return `${lines.join('\n').trimEnd()}\n`;
}
