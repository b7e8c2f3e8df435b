/** The forms of a review. To add one: a render function, and one line here. */

import { renderReviewEmail } from '../../report/review/email.ts';
import { renderReviewJson } from '../../report/review/json.ts';
import { renderReviewMarkdown } from '../../report/review/markdown.ts';
import type { ReviewReport } from '../../report/review/review-report.ts';
import { renderReviewText } from '../../report/review/text.ts';
import type { ReporterRequest } from '../options/common.ts';
import { unknownName } from '../options/usage-error.ts';
import type { OutputFile } from './outcome.ts';

interface ReviewReporter {
  readonly describe: string;
  readonly render: (report: ReviewReport, options: { readonly color: boolean }) => string;
}

export const REVIEW_REPORTERS: Readonly<Record<string, ReviewReporter>> = {
  text: { describe: 'for reading in a terminal', render: renderReviewText },
  email: { describe: 'plain text of 72 columns, to reply with on a mailing list', render: renderReviewEmail },
  markdown: { describe: 'for a merge request', render: renderReviewMarkdown },
  json: { describe: 'one object, as docs/review.schema.json has it', render: renderReviewJson },
};

/** @throws UsageError for a name that is not in the table */
export function checkReviewReporters(requests: readonly ReporterRequest[]): void {
  const known = Object.keys(REVIEW_REPORTERS);
  for (const { name } of requests) if (!known.includes(name)) throw unknownName('--reporter', name, known);
}

export function renderReview(
  report: ReviewReport,
  requests: readonly ReporterRequest[],
  color: boolean,
): { readonly stdout: string; readonly files: readonly OutputFile[] } {
  const rendered = requests.map(({ name, file }) => ({
    file,
    text: REVIEW_REPORTERS[name]?.render(report, { color: color && file === undefined }) ?? '',
  }));
  return {
    stdout: rendered.flatMap(({ file, text }) => (file === undefined ? [text] : [])).join(''),
    files: rendered.flatMap(({ file, text }) => (file === undefined ? [] : [{ path: file, text }])),
  };
}
