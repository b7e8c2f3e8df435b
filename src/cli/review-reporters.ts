/** The forms of a review. To add one: a render function, and one line here. */
import { join, parse } from 'node:path';
import type { ReviewReport } from '../report/review/document.ts';
import { renderReviewEmail } from '../report/review/email.ts';
import { renderReviewJson } from '../report/review/json.ts';
import { type ReviewLitmus, reviewLitmus } from '../report/review/litmus.ts';
import { renderReviewMarkdown } from '../report/review/markdown.ts';
import { renderReviewText } from '../report/review/text.ts';
import type { ReporterRequest } from './options.ts';
import type { OutputFile } from './outcome.ts';
import { unknownName } from './usage-error.ts';

interface ReviewReporter {
  readonly describe: string;
  readonly render: (report: ReviewReport, options: { readonly color: boolean }) => string;
  /** For a form of which a file holds one: the files of its own that several need. */
  readonly renderEach?: (report: ReviewReport) => readonly ReviewLitmus[];
}

const NO_TRACE = '# This review has no trace: nothing is violated, and nothing differs.\n';

export const REVIEW_REPORTERS: Readonly<Record<string, ReviewReporter>> = {
  text: { describe: 'for reading in a terminal', render: renderReviewText },
  email: { describe: 'plain text of 72 columns, to reply with on a mailing list', render: renderReviewEmail },
  markdown: { describe: 'for a merge request', render: renderReviewMarkdown },
  json: { describe: 'one object, as docs/review.schema.json has it', render: renderReviewJson },
  litmus: {
    describe: 'its traces as litmus tests, to edit and to replay',
    render: (report) =>
      reviewLitmus(report)
        .map(({ text }) => text)
        .join('\n') || NO_TRACE,
    renderEach: reviewLitmus,
  },
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
  const written = requests.map(({ name, file }) => {
    const reporter = REVIEW_REPORTERS[name];
    const text = reporter?.render(report, { color: color && file === undefined }) ?? '';
    if (file === undefined) return { stdout: text, files: [] };
    const each = reporter?.renderEach?.(report) ?? [];
    if (each.length < 2) return { stdout: '', files: [{ path: file, text }] };
    const { dir, name: stem, ext } = parse(file);
    const files = each.map(({ slug, text }) => ({ path: join(dir, `${stem}.${slug}${ext}`), text }));
    return { stdout: '', files };
  });
  return {
    stdout: written.map(({ stdout }) => stdout).join(''),
    files: written.flatMap(({ files }) => files),
  };
}
