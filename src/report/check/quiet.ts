/** A check as `--quiet` prints it: a line for each claim that is violated or open, and nothing where all is well. */
import { printable } from '../layout.ts';
import { styleFor } from '../style.ts';
import {
  type CheckReport,
  isAccepted,
  ruleAndLevel,
  standsApart,
  thousands,
  violationsOf,
} from './check-report.ts';
import { claimGroups } from './claim-groups.ts';
import { formatConfirmationMark } from './confirmation.ts';
import { exercisedIn, renderExercised } from './exercised.ts';
import { summary } from './verdict-lines.ts';

export function renderQuiet(report: CheckReport, color: boolean): string {
  const style = styleFor(color);
  const { results, confirmationOf } = report;
  const counted = violationsOf(results).filter(
    ({ verdict }) => !standsApart(report, verdict) && !isAccepted(report, verdict),
  );
  const violated = claimGroups(report, counted).flatMap((group) => {
    const { property, all } = group;
    const title = `VIOLATED  ${printable(property)} (${ruleAndLevel(group)})`;
    const wrong = violationsOf(results).flatMap(({ verdict }) => {
      const confirmation = verdict.property === property ? confirmationOf?.(verdict) : undefined;
      return confirmation?.outcome === 'not reproduced' ? [formatConfirmationMark(confirmation)] : [];
    });
    const where =
      results.length === 1 ? '' : `  in ${thousands(all.length)} of ${thousands(results.length)} scenarios`;
    return [style.wrong(title) + where, ...wrong.slice(0, 1).map((each) => style.wrong(printable(each)))];
  });
  const open = results.flatMap(({ verdicts }) =>
    verdicts.filter(({ verdict }) => verdict === 'inconclusive'),
  );
  const undecided = [...new Set(open.map(({ property }) => property))].map((property) => {
    const [first, ...more] = open.filter((verdict) => verdict.property === property);
    const because = first !== undefined && 'because' in first ? printable(first.because) : '';
    const others = more.length === 0 ? '' : `, and in ${thousands(more.length)} more scenarios`;
    return `UNDECIDED ${printable(property)}: ${because}${others}`;
  });
  const holds = results.some(({ verdicts }) => verdicts.some(({ verdict }) => verdict === 'holds'));
  const isWell = violated.length + undecided.length === 0 && holds && !report.interrupted;
  const machines = exercisedIn(results);
  const blocks = [
    ...(machines === undefined ? [] : [renderExercised(machines)]),
    ...(isWell ? [] : [[...violated, ...undecided, summary(report, style)].join('\n')]),
  ];
  return blocks.length === 0 ? '' : `${blocks.join('\n\n')}\n`;
}
