/** A review for a terminal: the worst first, one line for what agrees. */

import type { Block, Document, Item } from '../document/blocks.ts';
import { printable, wrap } from '../layout.ts';
import { type Style, styleFor } from '../style.ts';
import { reviewDocument, reviewTitle } from './document.ts';
import { renderMailSection } from './mail-section.ts';
import type { ReviewReport } from './review-report.ts';

const WIDTH = 100;

export function renderReviewText(
  report: ReviewReport,
  { color = false }: { readonly color?: boolean } = {},
): string {
  return layOutText(
    { title: reviewTitle(report), blocks: reviewDocument(report), discussed: report.discussed },
    color,
  );
}

/** Any document of these blocks for a terminal. */
export function layOutText({ title, blocks, discussed = [] }: Document, color: boolean): string {
  const style = styleFor(color);
  const mail = renderMailSection(discussed, 'text');
  const lines = [
    style.strong(printable(title)),
    '',
    ...blocks.flatMap((block) => renderBlock(block, style)),
    ...(mail.length === 0 ? [] : ['', ...mail]),
  ];
  return `${lines.join('\n')}\n`;
}

function renderBlock(block: Block, style: Style): readonly string[] {
  switch (block.kind) {
    case 'heading':
      return ['', style.strong(printable(block.text))];
    case 'paragraph':
      return wrap(printable(block.text), { width: WIDTH, first: '  ' });
    case 'field':
      return wrap(printable(block.text), { width: WIDTH, first: block.name.padEnd(9) });
    case 'item':
      return renderItem(block.item, style);
  }
}

const TONES: Readonly<Record<Item['tone'], (style: Style) => (text: string) => string>> = {
  wrong: ({ wrong }) => wrong,
  changed: ({ changed }) => changed,
  plain: ({ strong }) => strong,
};

function renderItem(item: Item, style: Style): readonly string[] {
  const { title, quote, lines, steps = [], closing = [], command } = item;
  const paint = TONES[item.tone](style);
  const width = Math.max(2, ...steps.map(({ label }) => label.length));
  const indent = ' '.repeat(width + 8);
  return [
    ...(title === '' ? [] : [`  ${paint(printable(title))}`]),
    ...(quote === undefined
      ? []
      : wrap(printable(quote), { width: WIDTH, first: '    > ', rest: '    > ' }).map(style.faint)),
    ...lines.flatMap((line) => wrap(printable(line), { width: WIDTH, first: '    ', rest: '      ' })),
    ...steps.flatMap(({ label, text, notes, guilty }) => {
      const number = label === '' ? '' : `${label.padStart(width)}. `;
      const first = `    ${guilty ? '►' : ' '} ${number}`;
      const head = wrap(printable(text), { width: WIDTH, first });
      const body = notes.flatMap((note) => wrap(printable(note), { width: WIDTH, first: indent }));
      return [...head.map((line) => (guilty ? paint(line) : line)), ...body.map(style.faint)];
    }),
    ...closing
      .filter((line) => line !== '')
      .flatMap((line) => wrap(printable(line), { width: WIDTH, first: '    ', rest: '      ' })),
    ...(command === undefined ? [] : [`    $ ${printable(command)}`]),
  ];
}
