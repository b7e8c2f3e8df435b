/** A review to paste into a reply on a mailing list: no colour, at most 72 columns, plain ASCII. */

import type { Block, Document, Item } from '../document/blocks.ts';
import { printable, wrap, wrapCommand } from '../layout.ts';
import { reviewDocument, reviewTitle } from './document.ts';
import { renderMailSection } from './mail-section.ts';
import type { ReviewReport } from './review-report.ts';

const WIDTH = 72;

/** What a mail program may not show as it was meant. */
const ascii = (text: string): string =>
  printable(text).replaceAll('’', "'").replace(/[“”]/g, '"').replaceAll('→', '->').replaceAll('…', '...');

export function renderReviewEmail(report: ReviewReport): string {
  return layOutEmail(
    { title: reviewTitle(report), blocks: reviewDocument(report), discussed: report.discussed },
    report.tool,
  );
}

/** Any document of these blocks for a mail. */
export function layOutEmail({ title, blocks, discussed = [] }: Document, tool: ReviewReport['tool']): string {
  const head = wrap(ascii(title), { width: WIDTH });
  const body = blocks.flatMap(renderBlock);
  const mail = renderMailSection(discussed, 'email').map(ascii);
  return `${[...head, '', ...body, ...(mail.length === 0 ? [] : ['', ...mail]), '', '-- ', `${tool.name} ${tool.version}`].join('\n')}\n`;
}

function renderBlock(block: Block): readonly string[] {
  switch (block.kind) {
    case 'heading':
      return ['', ...underlined(ascii(block.text)), ''];
    case 'paragraph':
      return [...wrap(ascii(block.text), { width: WIDTH }), ''];
    case 'field':
      return wrap(ascii(block.text), { width: WIDTH, first: `${block.name}:`.padEnd(10) });
    case 'item':
      return renderItem(block.item);
  }
}

function underlined(text: string): readonly string[] {
  const lines = wrap(text, { width: WIDTH });
  return [...lines, '-'.repeat(Math.max(...lines.map((line) => line.length)))];
}

function renderItem({ title, quote, lines, steps = [], closing = [], command }: Item): readonly string[] {
  const plain = (text: string) => wrap(ascii(text), { width: WIDTH, first: '  ' });
  const width = Math.max(2, ...steps.map(({ label }) => label.length));
  const indent = ' '.repeat(width + 7);
  return [
    ...(title === '' ? [] : wrap(ascii(title), { width: WIDTH })),
    ...(quote === undefined ? [] : wrap(ascii(quote), { width: WIDTH, first: '> ', rest: '> ' })),
    ...lines.flatMap(plain),
    ...steps.flatMap(({ label, text, notes, guilty }) => {
      const number = label === '' ? '' : `${label.padStart(width)}. `;
      const first = `  ${guilty ? '=>' : '  '} ${number}`;
      return [
        ...wrap(ascii(text), { width: WIDTH, first, rest: `${' '.repeat(first.length)}  ` }),
        ...notes.flatMap((note) => wrap(ascii(note), { width: WIDTH, first: indent, rest: `${indent}  ` })),
      ];
    }),
    ...closing.filter((line) => line !== '').flatMap(plain),
    ...(command === undefined ? [] : wrapCommand(ascii(command), { width: WIDTH, first: '  $ ' })),
    '',
  ];
}
