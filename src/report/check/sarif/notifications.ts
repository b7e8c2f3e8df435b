/** What no result of a SARIF log tells: what was cut off, what never applied, and what was left out. */
import type { Notification } from 'sarif';
import { formatScenario } from '../../../../machines/vocabulary/scenario.ts';
import { type CheckReport, formatCause, violationsOf } from '../check-report.ts';
import { formatConfirmationMark } from '../confirmation.ts';
import { cutOffIn } from '../unfinished.ts';

/** More of one kind are counted and not told. */
const TOLD_MAX = 100;

export function notificationsOf(report: CheckReport): Notification[] {
  const wrong = violationsOf(report.results).flatMap(({ verdict }) => {
    const confirmation = report.confirmationOf?.(verdict);
    return confirmation?.outcome === 'not reproduced'
      ? [`${verdict.property}: ${formatConfirmationMark(confirmation)}`]
      : [];
  });
  const cut = cutOffIn(report).map(({ scenario, because }) => `${formatScenario(scenario)}: ${because}`);
  return [
    ...(report.interrupted ? [notification('error', 'The check was interrupted.')] : []),
    ...told('error', wrong),
    ...told('error', cut),
    ...told('note', vacuousIn(report)),
    ...told('note', goneIn(report)),
  ];
}

/** What a baseline accepts, and what no longer happens. */
const goneIn = ({ baseline }: CheckReport): readonly string[] =>
  (baseline?.comparison.gone ?? []).map(
    ({ claim, cause, scenario }) =>
      `${scenario}: ${claim} (${formatCause(cause)}) is in the baseline and no longer happens`,
  );

/** A line for each scenario in which claims were checked and never applied. */
const vacuousIn = ({ results }: CheckReport): readonly string[] =>
  results.flatMap(({ scenario, verdicts }) => {
    const vacuous = verdicts.filter(({ verdict }) => verdict === 'vacuous').map(({ property }) => property);
    return vacuous.length === 0
      ? []
      : [`${formatScenario(scenario)}: vacuous, for they never applied: ${vacuous.join(', ')}`];
  });

function told(level: 'error' | 'note', texts: readonly string[]): Notification[] {
  const more = texts.length - TOLD_MAX;
  return [
    ...texts.slice(0, TOLD_MAX).map((text) => notification(level, text)),
    ...(more > 0 ? [notification(level, `${more} more of this kind`)] : []),
  ];
}

export const notification = (level: Notification.level, text: string): Notification => ({
  level,
  message: { text },
});
