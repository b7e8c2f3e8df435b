/** A trace to paste into a reply on a mailing list: no colour, at most 72 columns, ASCII but for what the trace holds. */
import type { Trace } from '../../trace/trace.ts';
import { printable, wrap, wrapCommand } from '../layout.ts';
import { formatChange, type StoryStep, tellStory } from './story.ts';
import type { TraceRenderOptions } from './trace-format.ts';

const WIDTH = 72;

function renderStep(step: StoryStep): readonly string[] {
  const mark = step.guilty ? '=>' : '  ';
  const first = `${mark} ${`${step.label}.`.padStart(3)} `;
  const here = step.guilty ? '   <-- here' : '';
  const detail = (text: string) => wrap(text, { width: WIDTH, first: '         ', rest: '           ' });
  return [
    ...wrap(`${step.operation.text}${here}`, { width: WIDTH, first, rest: `${' '.repeat(first.length)}  ` }),
    ...step.observed.flatMap(({ text }) => detail(`observed: ${text}`)),
    ...step.changed.flatMap((change) => detail(`changed: ${formatChange(change, '->')}`)),
    ...(step.guilty && step.observed.length + step.changed.length === 0 ? detail('changed: nothing') : []),
  ];
}

const field = (name: string, text: string): readonly string[] =>
  wrap(text, { width: WIDTH, first: `${name}: `.padEnd(10) });

export function renderEmail(trace: Trace, { replayCommand }: TraceRenderOptions = {}): string {
  const story = tellStory(trace);
  const lines = [
    ...wrap(story.sentence, { width: WIDTH }),
    '',
    ...field('Scenario', story.setting),
    ...field('Offered', story.offered),
    '',
    ...story.steps.flatMap(renderStep),
  ];
  if (story.other !== undefined) {
    lines.push(
      '',
      ...wrap(`${story.other.title}:`, { width: WIDTH }),
      ...story.other.steps.flatMap(renderStep),
    );
  }
  if (story.expected !== undefined || story.observed.length > 0) lines.push('');
  if (story.expected !== undefined) lines.push(...field('Expected', story.expected));
  lines.push(...story.observed.flatMap((text) => field('Observed', text)));
  if (replayCommand !== undefined) {
    lines.push('', 'To replay:', '', ...wrapCommand(printable(replayCommand), { width: WIDTH, first: '  ' }));
  }
  return `${lines.join('\n')}\n`;
}
