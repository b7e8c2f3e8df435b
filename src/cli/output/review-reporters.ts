/** The forms of a review, of a patch or of two binaries. To add one: a render function, and one line here. */

import { join, parse } from 'node:path';
import type { BinariesReport } from '../../report/binaries/binaries-report.ts';
import { binariesDocument, binariesTitle } from '../../report/binaries/document.ts';
import { renderBinariesJson } from '../../report/binaries/json.ts';
import { binariesLitmus } from '../../report/binaries/litmus.ts';
import type { Document } from '../../report/document/blocks.ts';
import { layOutEmail, renderReviewEmail } from '../../report/review/email.ts';
import { renderReviewJson } from '../../report/review/json.ts';
import { reviewLitmus } from '../../report/review/litmus.ts';
import { layOutMarkdown, renderReviewMarkdown } from '../../report/review/markdown.ts';
import type { ReviewReport } from '../../report/review/review-report.ts';
import { layOutText, renderReviewText } from '../../report/review/text.ts';
import type { NamedText } from '../../report/text-file.ts';
import type { ReporterRequest } from '../options/common.ts';
import { unknownName } from '../options/usage-error.ts';
import type { OutputFile } from './outcome.ts';

/** One text, or several of which a file holds one each. */
type Rendered = string | readonly NamedText[];

interface ReviewReporter {
  readonly describe: string;
  readonly render: (report: ReviewReport, options: { readonly color: boolean }) => Rendered;
  /** Of two binaries. */
  readonly renderBinaries: (report: BinariesReport, options: { readonly color: boolean }) => Rendered;
}

const documentOf = (report: BinariesReport): Document => ({
  title: binariesTitle(report),
  blocks: binariesDocument(report),
  discussed: report.discussed,
});

const REPORTERS: ReadonlyMap<string, ReviewReporter> = new Map([
  [
    'text',
    {
      describe: 'for reading in a terminal',
      render: renderReviewText,
      renderBinaries: (report, { color }) => layOutText(documentOf(report), color),
    },
  ],
  [
    'email',
    {
      describe: 'plain text of 72 columns, to reply with on a mailing list',
      render: renderReviewEmail,
      renderBinaries: (report) => layOutEmail(documentOf(report), report.tool),
    },
  ],
  [
    'markdown',
    {
      describe: 'for a merge request',
      render: renderReviewMarkdown,
      renderBinaries: (report) => layOutMarkdown(documentOf(report)),
    },
  ],
  [
    'json',
    {
      describe: 'one object, as docs/review.schema.json has it',
      render: renderReviewJson,
      renderBinaries: renderBinariesJson,
    },
  ],
  [
    'litmus',
    {
      describe: 'its traces as litmus tests, to edit and to replay',
      render: reviewLitmus,
      renderBinaries: binariesLitmus,
    },
  ],
] satisfies readonly (readonly [string, ReviewReporter])[]);

export const REVIEW_REPORTERS: readonly string[] = [...REPORTERS.keys()];

/** @throws UsageError for a name that is not in the table */
export function checkReviewReporters(requests: readonly ReporterRequest[]): void {
  for (const { name } of requests)
    if (!REPORTERS.has(name)) throw unknownName('--reporter', name, REVIEW_REPORTERS);
}

/** Every report that is asked for; only what goes to the terminal has colour. */
export function renderRequests(
  requests: readonly ReporterRequest[],
  color: boolean,
  render: (reporter: ReviewReporter, options: { readonly color: boolean }) => Rendered,
): { readonly stdout: string; readonly files: readonly OutputFile[] } {
  const written = requests.map(({ name, file }): { stdout: string; files: readonly OutputFile[] } => {
    const reporter = REPORTERS.get(name);
    if (reporter === undefined) return { stdout: '', files: [] };
    const rendered = render(reporter, { color: color && file === undefined });
    return file === undefined
      ? { stdout: inOne(rendered), files: [] }
      : { stdout: '', files: filesOf(rendered, file) };
  });
  return {
    stdout: written.map(({ stdout }) => stdout).join(''),
    files: written.flatMap(({ files }) => files),
  };
}

const NO_TRACE = '# This review has no trace: nothing is violated, and nothing differs.\n';

function inOne(rendered: Rendered): string {
  if (typeof rendered === 'string') return rendered;
  return rendered.length === 0 ? NO_TRACE : rendered.map(({ text }) => text).join('\n');
}

/** Several texts go to files beside each other, each with its own name before the extension. */
function filesOf(rendered: Rendered, file: string): readonly OutputFile[] {
  if (typeof rendered === 'string' || rendered.length < 2) return [{ path: file, text: inOne(rendered) }];
  const { dir, name, ext } = parse(file);
  return rendered.map(({ slug, text }) => ({ path: join(dir, `${name}.${slug}${ext}`), text }));
}
