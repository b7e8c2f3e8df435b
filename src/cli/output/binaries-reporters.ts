/** The forms of a review of two binaries. To add one: a render function, and one line here. */

import type { BinariesReport } from '../../report/binaries/binaries-report.ts';
import { binariesDocument, binariesTitle } from '../../report/binaries/document.ts';
import { renderBinariesJson } from '../../report/binaries/json.ts';
import type { Document } from '../../report/document/blocks.ts';
import { layOutEmail } from '../../report/review/email.ts';
import { layOutMarkdown } from '../../report/review/markdown.ts';
import { layOutText } from '../../report/review/text.ts';
import type { ReporterRequest } from '../options/common.ts';
import type { OutputFile } from './outcome.ts';

const documentOf = (report: BinariesReport): Document => ({
  title: binariesTitle(report),
  blocks: binariesDocument(report),
  discussed: report.discussed,
});

const REPORTERS: Readonly<Record<string, (report: BinariesReport, color: boolean) => string>> = {
  text: (report, color) => layOutText(documentOf(report), color),
  email: (report) => layOutEmail(documentOf(report), report.tool),
  markdown: (report) => layOutMarkdown(documentOf(report)),
  json: (report) => renderBinariesJson(report),
};

export function renderBinaries(
  report: BinariesReport,
  requests: readonly ReporterRequest[],
  color: boolean,
): { readonly stdout: string; readonly files: readonly OutputFile[] } {
  const rendered = requests.map(({ name, file }) => ({
    file,
    text: REPORTERS[name]?.(report, color && file === undefined) ?? '',
  }));
  return {
    stdout: rendered.flatMap(({ file, text }) => (file === undefined ? [text] : [])).join(''),
    files: rendered.flatMap(({ file, text }) => (file === undefined ? [] : [{ path: file, text }])),
  };
}
