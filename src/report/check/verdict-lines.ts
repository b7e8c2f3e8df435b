/** The claims of one scenario that are not violated, a line each, and the line that sums a check up. */
import { formatComparison } from '../../baseline/compare.ts';
import type { Verdict } from '../../check/check.ts';
import { printable } from '../layout.ts';
import type { Style } from '../style.ts';
import {
  acceptedBy,
  type CheckReport,
  formatCause,
  isAccepted,
  isViolated,
  standsApart,
  tally,
  thousands,
  violationsOf,
} from './check-report.ts';
import { sayNotBegun } from './unfinished.ts';

/** What was not violated; what was skipped is counted unless asked for, and so is the rest beyond `linesMax`. */
export function renderRest(
  report: CheckReport,
  verdicts: readonly Verdict[],
  style: Style,
  linesMax = Infinity,
): readonly string[] {
  const all = linesMax === Infinity;
  const rest = verdicts.filter((verdict) => !isViolated(verdict) || isAccepted(report, verdict));
  const listed = rest.filter(({ verdict }) => all || verdict !== 'skipped');
  // What is not decided comes first, and is never merely counted while there is room.
  const shown =
    listed.length <= linesMax
      ? listed
      : listed.filter(({ verdict }) => verdict === 'inconclusive').slice(0, linesMax);
  const width = Math.max(0, ...shown.map(({ property }) => property.length));
  const word = (text: string): string => style.faint(text.padEnd(12));
  const lines = shown.map(
    (verdict) =>
      `${word(wordOf(verdict.verdict))}  ${verdict.property.padEnd(width)}  ${reason(report, verdict)}`,
  );
  const counted = rest.filter((verdict) => !shown.includes(verdict));
  for (const [kind, what] of COUNTED) {
    const count = counted.filter(({ verdict }) => verdict === kind).length;
    if (count > 0) lines.push(`${word(wordOf(kind))}  ${thousands(count)} ${what}`);
  }
  return lines;
}

/** Of a violation only one that a baseline accepts comes here. */
export const wordOf = (kind: Verdict['verdict']): string => (kind === 'violated' ? 'known' : kind);

const COUNTED: readonly (readonly [Verdict['verdict'], string])[] = [
  ['violated', 'that the baseline accepts'],
  ['inconclusive', 'more: a bound came first'],
  ['holds', 'in every situation that they speak of'],
  ['vacuous', 'that speak of no situation that arose'],
  ['skipped', 'that say nothing about this scenario'],
];

/** What a claim of each kind holds in, as it is counted. */
const WHERE: Readonly<Record<Verdict['kind'], string>> = {
  state: 'state',
  step: 'transition',
  monitor: 'transition',
  relational: 'state',
  reachability: 'state',
  agreement: 'sequence',
};

function reason(report: CheckReport, verdict: Verdict): string {
  switch (verdict.verdict) {
    case 'holds':
      return `in ${thousands(verdict.applied)} ${WHERE[verdict.kind]}${verdict.applied === 1 ? '' : 's'}`;
    case 'violated':
      return printable(
        acceptedBy(report, verdict)
          .map((each) => each.replace(/^known: /, ''))
          .join('; '),
      );
    default:
      return printable(verdict.because);
  }
}

/** What is known, in numbers; and what can be taken out. */
function baselineLines({ baseline }: CheckReport): readonly string[] {
  if (baseline === undefined) return [];
  const { file, comparison } = baseline;
  const gone = comparison.gone.map(({ claim, cause, scenario }) =>
    printable(`gone      ${claim} (${formatCause(cause)}), ${scenario}`),
  );
  const told = gone.slice(0, GONE_MAX);
  const more = gone.length - told.length;
  return [
    printable(`Baseline ${file}: ${formatComparison(comparison)}`),
    ...told,
    ...(more > 0 ? [`gone      ${more} more`] : []),
    ...(gone.length > 0 ? ['What is gone stays in the file until --update-baseline takes it out.'] : []),
  ];
}

/** More are counted. */
const GONE_MAX = 10;

/** `128 scenarios: 2 violated, 27 hold`, with what a target said of them, and whether the user stopped it. */
export function summary(report: CheckReport, style: Style): string {
  const { results, interrupted, confirmationOf } = report;
  const scenarios = `${thousands(results.length)} ${results.length === 1 ? 'scenario' : 'scenarios'}`;
  const words = `${scenarios}: ${tally(
    report,
    results.flatMap(({ verdicts }) => verdicts),
  )}`;
  const marks = violationsOf(results).flatMap(({ verdict }) => confirmationOf?.(verdict)?.outcome ?? []);
  const counts = (['confirmed', 'not reproduced', 'not playable'] as const).flatMap((outcome) => {
    const count = marks.filter((mark) => mark === outcome).length;
    return count === 0 ? [] : [`${count} ${outcome}`];
  });
  const all = counts.length === 0 ? words : `${words}; of the violations, ${counts.join(', ')}`;
  const isWrong = violationsOf(results).some(
    ({ verdict }) => !standsApart(report, verdict) && !isAccepted(report, verdict),
  );
  const counted = isWrong ? style.wrong(all) : style.strong(all);
  const line = [counted, ...baselineLines(report)].join('\n');
  const notBegun = sayNotBegun(report);
  if (!interrupted) return line;
  return [
    line,
    `Interrupted: this is what was found until then${notBegun === undefined ? '' : `; ${notBegun}`}.`,
  ].join('\n');
}
