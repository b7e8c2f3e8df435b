/** A check for a terminal: what is broken first; how much is told is the reader's choice. */
import type { CheckReport } from './check-report.ts';
import { renderEveryTrace } from './every-trace.ts';
import { renderFolded } from './folded.ts';
import { renderQuiet } from './quiet.ts';

export interface CheckTextOptions {
  readonly color?: boolean;
  /** `broken` says only what is wrong, a line each; `all` tells every trace, and each claim that says nothing here. */
  readonly detail?: 'broken' | 'usual' | 'all';
}

export function renderCheckText(
  report: CheckReport,
  { color = false, detail = 'usual' }: CheckTextOptions = {},
): string {
  switch (detail) {
    case 'broken':
      return renderQuiet(report, color);
    case 'usual':
      return renderFolded(report, color);
    case 'all':
      return renderEveryTrace(report, color);
  }
}
