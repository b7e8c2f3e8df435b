/** The forms of a review, of a patch or of two binaries. To add one: a render function, and one line here. */

import type { BinariesReport } from '../../report/binaries/binaries-report.ts';
import { binariesDocument, binariesTitle } from '../../report/binaries/document.ts';
import { renderBinariesJson } from '../../report/binaries/json.ts';
import type { Document } from '../../report/document/blocks.ts';
import { layOutEmail, renderReviewEmail } from '../../report/review/email.ts';
import { renderReviewJson } from '../../report/review/json.ts';
import { layOutMarkdown, renderReviewMarkdown } from '../../report/review/markdown.ts';
import type { ReviewReport } from '../../report/review/review-report.ts';
import { layOutText, renderReviewText } from '../../report/review/text.ts';
import type { ReporterRequest } from '../options/common.ts';
import { unknownName } from '../options/usage-error.ts';
import type { OutputFile } from './outcome.ts';

interface ReviewReporter {
  readonly describe: string;
  readonly render: (report: ReviewReport, options: { readonly color: boolean }) => string;
  /** Of two binaries. */
  readonly renderBinaries: (report: BinariesReport, options: { readonly color: boolean }) => string;
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
  render: (reporter: ReviewReporter, options: { readonly color: boolean }) => string,
): { readonly stdout: string; readonly files: readonly OutputFile[] } {
  const rendered = requests.flatMap(({ name, file }) => {
    const reporter = REPORTERS.get(name);
    if (reporter === undefined) return [];
    return [{ file, text: render(reporter, { color: color && file === undefined }) }];
  });
  return {
    stdout: rendered.flatMap(({ file, text }) => (file === undefined ? [text] : [])).join(''),
    files: rendered.flatMap(({ file, text }) => (file === undefined ? [] : [{ path: file, text }])),
  };
}
