/** A review for a merge request. */

import type { Block, Document, Item } from '../document/blocks.ts';
import { printable } from '../layout.ts';
import { reviewDocument, reviewTitle } from './document.ts';
import { renderMailSection } from './mail-section.ts';
import type { ReviewReport } from './review-report.ts';

/** Prose without accidental markup. */
const prose = (text: string): string =>
  printable(text).replace(/[\\`*<>[\]|#~]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, '\\$&');

export function renderReviewMarkdown(report: ReviewReport): string {
  return layOutMarkdown({
    title: reviewTitle(report),
    blocks: reviewDocument(report),
    discussed: report.discussed,
  });
}

/** Any document of these blocks for a merge request. */
export function layOutMarkdown({ title, blocks, discussed = [] }: Document): string {
  const mail = renderMailSection(discussed, 'markdown');
  return `${[`## ${prose(title)}`, '', ...blocks.flatMap(renderBlock), '', ...mail].join('\n').trimEnd()}\n`;
}

function renderBlock(block: Block): readonly string[] {
  switch (block.kind) {
    case 'heading':
      return ['', `### ${prose(block.text)}`, ''];
    case 'paragraph':
      return [prose(block.text), ''];
    case 'field':
      return [`- **${block.name}:** ${prose(block.text)}`];
    case 'item':
      return renderItem(block.item);
  }
}

function renderItem({ title, quote, lines, steps = [], closing = [], command }: Item): readonly string[] {
  const paragraphs = (texts: readonly string[]) =>
    texts.filter((text) => text !== '').flatMap((text) => [prose(text), '']);
  const listing = steps.flatMap(({ label, text, notes, guilty }) => [
    `${guilty ? '=>' : '  '} ${label === '' ? '' : `${label.padStart(2)}. `}${printable(text)}`,
    ...notes.map((note) => `         ${printable(note)}`),
  ]);
  return [
    ...(title === '' ? [] : [`**${prose(title)}**`, '']),
    ...(quote === undefined ? [] : [`> ${prose(quote)}`, '']),
    ...paragraphs(lines),
    ...(listing.length === 0 ? [] : ['```text', ...listing, '```', '']),
    ...paragraphs(closing),
    ...(command === undefined ? [] : ['```sh', printable(command), '```', '']),
  ];
}
