/**
 * A check for a comment on a merge request, an issue, or the page of a job: a table, what was not settled, then each
 * violation, folded. Comments have a size limit; what does not fit is counted.
 */
import { formatScenario } from '../../../machines/vocabulary/scenario.ts';
import { formatComparison, formatJudgement } from '../../baseline/compare.ts';
import type { ScenarioResult } from '../../check/check.ts';
import { capital } from '../document/steps.ts';
import { printable } from '../layout.ts';
import { TRACE_FORMATS } from '../trace/trace-formats.ts';
import {
  type CauseAt,
  type CheckReport,
  causesOf,
  formatCauseNumber,
  formatExtent,
  isAccepted,
  isViolated,
  ruleAndLevel,
  standsApart,
  tally,
  violationsOf,
} from './check-report.ts';
import { formatConfirmationMark } from './confirmation.ts';
import { tellSeenBy } from './seen-by.ts';
import { cutOffIn, sayNotBegun, stoppersOf } from './unfinished.ts';

/** Text that is no markup, in a table and elsewhere. */
const cell = (text: string): string => printable(text).replace(/[\\|`*_<>[\]]/g, '\\$&');

/** GitHub's limit is 65,536 characters; the rest is for what a host wraps around it. */
export const COMMENT_MAX = 65_000;

/** Room for what says how much was left out. */
const CLOSING = 300;

const ROWS_MAX = 50;
const LINES_MAX = 50;

export function renderCheckMarkdown(report: CheckReport): string {
  const open = [...unsettled(report)];
  const blocks = [
    '## virtio-verify check',
    ...summary(report),
    table(report),
    ...(open.length === 0 ? [] : [`### Not settled\n\n${listed(open)}`]),
  ];
  const inOrder = violationsOf(report.results).toSorted(
    (one, two) => Number(standsApart(report, one.verdict)) - Number(standsApart(report, two.verdict)),
  );
  const fresh = causesOf(inOrder).filter(({ cause }) => report.baseline?.judgementOf(cause)?.is !== 'known');
  let length = blocks.join('\n\n').length;
  let told = 0;
  for (const at of fresh) {
    const block = violation(report, at);
    length += block.length + 2;
    if (length > COMMENT_MAX - CLOSING) break;
    blocks.push(block);
    told++;
  }
  const left = fresh.length - told;
  if (left > 0)
    blocks.push(
      `${left} more violations do not fit into a comment; \`--json\` and \`--out DIR\` have them all.`,
    );
  return `${blocks.join('\n\n')}\n`;
}

function summary(report: CheckReport): readonly string[] {
  const { results, interrupted, baseline } = report;
  const verdicts = results.flatMap((result) => result.verdicts);
  const count = `${results.length} ${results.length === 1 ? 'scenario' : 'scenarios'}: ${tally(report, verdicts)}`;
  const notBegun = sayNotBegun(report);
  return [
    ...(interrupted
      ? [`The check was interrupted${notBegun === undefined ? '' : `; ${cell(notBegun)}`}.`]
      : []),
    `**${count}**`,
    ...(baseline === undefined
      ? []
      : [`Baseline ${cell(baseline.file)}: ${formatComparison(baseline.comparison)}.`]),
  ];
}

/** A row for each scenario; those with something to say come first, as it is the others that are left out. */
function table(report: CheckReport): string {
  const isClean = (result: ScenarioResult): boolean =>
    stoppersOf(result).length === 0 &&
    result.verdicts.every(
      (each) => each.verdict !== 'inconclusive' && (!isViolated(each) || isAccepted(report, each)),
    );
  const inOrder = report.results.toSorted((one, two) => Number(isClean(one)) - Number(isClean(two)));
  const shown = inOrder.slice(0, ROWS_MAX);
  const left = inOrder.slice(ROWS_MAX);
  const clean = left.filter(isClean).length;
  const more =
    left.length === 0
      ? []
      : ['', `${left.length} more scenarios, ${clean} of them without anything that is new or open.`];
  return [
    '| scenario | verdicts | violated | apart | covered |',
    '| --- | --- | --- | --- | --- |',
    ...shown.map((result) => row(report, result)),
    ...more,
  ].join('\n');
}

function row(report: CheckReport, result: ScenarioResult): string {
  const violated = result.verdicts.filter(isViolated).filter((each) => !isAccepted(report, each));
  const named = (apart: boolean): string =>
    violated
      .filter((each) => standsApart(report, each) === apart)
      .map((each) => `\`${each.property.replaceAll('|', '\\|')}\` (${ruleAndLevel(each)})`)
      .join('<br>') || 'none';
  const cells = [
    cell(formatScenario(result.scenario)),
    tally(report, result.verdicts),
    named(false),
    named(true),
    formatExtent(result).map(cell).join('<br>'),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** What was cut off, and the claims that are inconclusive for it. */
function* unsettled(report: CheckReport): Iterable<string> {
  for (const { scenario, because } of cutOffIn(report)) yield `${formatScenario(scenario)}: ${because}`;
  for (const { scenario, verdicts } of report.results)
    for (const verdict of verdicts)
      if (verdict.verdict === 'inconclusive')
        yield `${verdict.property}, inconclusive in ${formatScenario(scenario)}: ${verdict.because}`;
}

function listed(lines: readonly string[]): string {
  const more = lines.length - LINES_MAX;
  return [
    ...lines.slice(0, LINES_MAX).map((line) => `- ${cell(line)}`),
    ...(more > 0 ? [`- ${more} more`] : []),
  ].join('\n');
}

/** Folded: a comment is read from its top. */
function violation(report: CheckReport, at: CauseAt): string {
  const { result, verdict, cause, number } = at;
  const text = TRACE_FORMATS.markdown
    .render(cause.trace, { replayCommand: report.replayCommand(result, verdict, number) })
    .trimEnd();
  const of = verdict.causes.length === 1 ? [] : [`${capital(cell(formatCauseNumber(at)))}.`];
  const judgement = report.baseline?.judgementOf(cause);
  const judged = judgement === undefined ? undefined : formatJudgement(judgement);
  const confirmation = number === 1 ? report.confirmationOf?.(verdict) : undefined;
  const mark = confirmation === undefined ? [] : [`${cell(formatConfirmationMark(confirmation))}.`];
  const seen = tellSeenBy(cause)
    .map((line) => cell(line))
    .join('<br>');
  const apart = standsApart(report, verdict) ? 'apart' : 'violated';
  const title = `${apart}: ${verdict.property} (${ruleAndLevel(verdict)}), ${cause.trace.steps.length} operations, ${formatScenario(result.scenario)}`;
  return [
    `<details><summary>${escapeHtml(title)}</summary>`,
    text,
    ...(judged === undefined ? [] : [`${capital(cell(judged))}.`]),
    ...of,
    ...(seen === '' ? [] : [capital(seen)]),
    ...mark,
    '</details>',
  ].join('\n\n');
}

const escapeHtml = (text: string): string =>
  printable(text).replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
