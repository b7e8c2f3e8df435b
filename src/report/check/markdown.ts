/** A check for an issue or a merge request: a table, then each violation. */
import { formatScenario } from '../../../machines/vocabulary/scenario.ts';
import { printable } from '../layout.ts';
import { TRACE_FORMATS } from '../trace/trace-formats.ts';
import {
  type CheckReport,
  formatExtent,
  isViolated,
  ruleAndLevel,
  standsApart,
  tally,
  violationsOf,
} from './check-report.ts';
import { formatConfirmationMark } from './confirmation.ts';

const cell = (text: string): string => printable(text).replace(/[\\|`*_<>[\]]/g, '\\$&');

export function renderCheckMarkdown(report: CheckReport): string {
  const rows = report.results.map((result) => {
    const violated = result.verdicts.filter(isViolated);
    const named = (apart: boolean): string =>
      violated
        .filter((each) => standsApart(report, each) === apart)
        .map((each) => `\`${each.property}\` (${ruleAndLevel(each)})`)
        .join('<br>') || 'none';
    const cells = [
      cell(formatScenario(result.scenario)),
      tally(report, result.verdicts),
      named(false),
      named(true),
      formatExtent(result).join('<br>'),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  const inOrder = violationsOf(report.results).toSorted(
    (one, two) => Number(standsApart(report, one.verdict)) - Number(standsApart(report, two.verdict)),
  );
  const traces = inOrder.map(({ result, verdict }) => {
    const text = TRACE_FORMATS.markdown
      .render(verdict.trace, { replayCommand: report.replayCommand(result, verdict) })
      .trimEnd();
    const confirmation = report.confirmationOf?.(verdict);
    return confirmation === undefined ? text : `${text}\n\n${cell(formatConfirmationMark(confirmation))}.`;
  });
  const table = [
    '| scenario | verdicts | violated | apart | covered |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ];
  const note = report.interrupted ? ['The check was interrupted: scenarios may be missing.'] : [];
  return `${['## virtio-verify check', ...note, table.join('\n'), ...traces].join('\n\n')}\n`;
}
