/** A check for an issue or a merge request: a table, then each violation. */
import { formatScenario } from '../../../machines/vocabulary/scenario.ts';
import { capital } from '../document/steps.ts';
import { printable } from '../layout.ts';
import { TRACE_FORMATS } from '../trace/trace-formats.ts';
import {
  type CheckReport,
  causesOf,
  formatCauseNumber,
  formatExtent,
  isViolated,
  ruleAndLevel,
  standsApart,
  tally,
  violationsOf,
} from './check-report.ts';
import { formatConfirmationMark } from './confirmation.ts';
import { tellSeenBy } from './seen-by.ts';

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
  const traces = causesOf(inOrder).map((at) => {
    const { result, verdict, cause, number } = at;
    const text = TRACE_FORMATS.markdown
      .render(cause.trace, { replayCommand: report.replayCommand(result, verdict, number) })
      .trimEnd();
    const of = verdict.causes.length === 1 ? [] : [`${capital(cell(formatCauseNumber(at)))}.`];
    const confirmation = number === 1 ? report.confirmationOf?.(verdict) : undefined;
    const mark = confirmation === undefined ? [] : [`${cell(formatConfirmationMark(confirmation))}.`];
    const seen = tellSeenBy(cause)
      .map((line) => cell(line))
      .join('<br>');
    return [text, ...of, ...(seen === '' ? [] : [capital(seen)]), ...mark].join('\n\n');
  });
  const table = [
    '| scenario | verdicts | violated | apart | covered |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ];
  const note = report.interrupted ? ['The check was interrupted: scenarios may be missing.'] : [];
  return `${['## virtio-verify check', ...note, table.join('\n'), ...traces].join('\n\n')}\n`;
}
