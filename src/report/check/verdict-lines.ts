/** The claims of one scenario that are not violated, a line each, and the line that sums a check up. */
import type { Verdict } from '../../check/check.ts';
import { printable } from '../layout.ts';
import type { Style } from '../style.ts';
import { type CheckReport, isViolated, standsApart, tally, thousands, violationsOf } from './check-report.ts';
import { sayNotBegun } from './unfinished.ts';

/** What was not violated; what was skipped is counted unless asked for, and so is the rest beyond `linesMax`. */
export function renderRest(
  verdicts: readonly Verdict[],
  style: Style,
  linesMax = Infinity,
): readonly string[] {
  const all = linesMax === Infinity;
  const rest = verdicts.filter((verdict) => !isViolated(verdict));
  const listed = rest.filter(({ verdict }) => all || verdict !== 'skipped');
  // What is not decided comes first, and is never merely counted while there is room.
  const shown =
    listed.length <= linesMax
      ? listed
      : listed.filter(({ verdict }) => verdict === 'inconclusive').slice(0, linesMax);
  const width = Math.max(0, ...shown.map(({ property }) => property.length));
  const word = (text: string): string => style.faint(text.padEnd(12));
  const lines = shown.map(
    (verdict) => `${word(verdict.verdict)}  ${verdict.property.padEnd(width)}  ${reason(verdict)}`,
  );
  const counted = rest.filter((verdict) => !shown.includes(verdict));
  for (const [kind, what] of COUNTED) {
    const count = counted.filter(({ verdict }) => verdict === kind).length;
    if (count > 0) lines.push(`${word(kind)}  ${thousands(count)} ${what}`);
  }
  return lines;
}

const COUNTED: readonly (readonly [Verdict['verdict'], string])[] = [
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

function reason(verdict: Verdict): string {
  switch (verdict.verdict) {
    case 'holds':
      return `in ${thousands(verdict.applied)} ${WHERE[verdict.kind]}${verdict.applied === 1 ? '' : 's'}`;
    case 'violated':
      return '';
    default:
      return printable(verdict.because);
  }
}

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
  const isWrong = violationsOf(results).some(({ verdict }) => !standsApart(report, verdict));
  const line = isWrong ? style.wrong(all) : style.strong(all);
  const notBegun = sayNotBegun(report);
  if (!interrupted) return line;
  return [
    line,
    `Interrupted: this is what was found until then${notBegun === undefined ? '' : `; ${notBegun}`}.`,
  ].join('\n');
}
