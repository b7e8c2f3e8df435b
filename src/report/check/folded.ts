/**
 * A check on a screen: one group for each claim that is violated, the worst first, with the shortest sequence for a
 * handful of them; what holds is counted, and the last lines say how to see the rest.
 */
import { formatScenario } from '../../../machines/vocabulary/scenario.ts';
import type { ScenarioResult, Verdict } from '../../check/check.ts';
import { getOrInsert } from '../../numbering/get-or-insert.ts';
import { sayHowMany } from '../../review/where.ts';
import { printable } from '../layout.ts';
import { type Style, styleFor } from '../style.ts';
import {
  APART,
  type CheckReport,
  formatExtent,
  isAccepted,
  isViolated,
  ruleAndLevel,
  standsApart,
  thousands,
  type ViolationAt,
  violationsOf,
} from './check-report.ts';
import { type ClaimGroup, claimGroups } from './claim-groups.ts';
import { exercisedIn, renderExercised } from './exercised.ts';
import { seenByInShort } from './seen-by.ts';
import { lengthOf } from './shortest-seen.ts';
import { stoppersOf } from './unfinished.ts';
import { renderRest, summary, wordOf } from './verdict-lines.ts';
import { violationInBrief, violationInFull } from './violation-text.ts';

/** So many violated claims are told with their steps; if there are no more, with everything that each step changed. */
const HANDFUL = 3;
/** So many other causes of each, and lines of claims that are not violated. */
const OTHER_CAUSES_MAX = 2;
const REST_LINES_MAX = 12;
/** To say in words where a claim fails takes long among more scenarios than this. */
const WHERE_MAX = 200;

export function renderFolded(report: CheckReport, color: boolean): string {
  const style = styleFor(color);
  const { results } = report;
  const violations = violationsOf(results).filter(({ verdict }) => !isAccepted(report, verdict));
  const isApart = ({ verdict }: ViolationAt): boolean => standsApart(report, verdict);
  const broken = claimGroups(
    report,
    violations.filter((each) => !isApart(each)),
  );
  const apart = claimGroups(report, violations.filter(isApart));
  const inFull = broken.length + apart.length <= HANDFUL;
  const told = broken.slice(0, HANDFUL);
  const toldApart = apart.slice(0, Math.max(0, HANDFUL - told.length));
  const tell =
    (word: string, groups: readonly ClaimGroup[]) =>
    (group: ClaimGroup, at: number): string => {
      const paint = word === 'APART' ? style.changed : style.wrong;
      const title = paint(`${word} ${at + 1} of ${groups.length}: ${titleOf(group)}`);
      const options = { color, title, where: whereOf(group, report) };
      if (!inFull) return violationInBrief(report, group.told, options);
      const otherCauses = { max: OTHER_CAUSES_MAX, inFull: false };
      return violationInFull(report, group.told, { ...options, otherCauses });
    };
  const machines = exercisedIn(results);
  return `${[
    style.strong(headingOf(results)),
    ...told.map(tell('VIOLATED', broken)),
    ...listed('VIOLATED', broken, told.length, results.length, style.wrong),
    ...(apart.length === 0 ? [] : [style.strong(APART)]),
    ...toldApart.map(tell('APART', apart)),
    ...listed('APART', apart, toldApart.length, results.length, style.changed),
    [...restOf(report, style), ...extentOf(results, style)].join('\n'),
    ...(machines === undefined ? [] : [renderExercised(machines)]),
    [
      summary(report, style),
      ...hints(report, [...broken.slice(told.length), ...apart.slice(toldApart.length)]),
    ].join('\n'),
  ].join('\n\n')}\n`;
}

const titleOf = (group: ClaimGroup): string => `${printable(group.property)} (${ruleAndLevel(group)})`;

const headingOf = (results: readonly ScenarioResult[]): string => {
  const [first] = results;
  return results.length === 1 && first !== undefined
    ? `== ${printable(formatScenario(first.scenario))}`
    : `== ${thousands(results.length)} scenarios`;
};

function whereOf({ all }: ClaimGroup, { results }: CheckReport): readonly string[] {
  if (results.length === 1) return [];
  const scenarios = results.map(({ scenario }) => scenario);
  const some = all.map(({ result }) => result.scenario);
  return [
    printable(scenarios.length > WHERE_MAX ? howMany(all, results.length) : sayHowMany(some, scenarios)),
  ];
}

const howMany = (all: readonly ViolationAt[], total: number): string =>
  all.length === total
    ? `in every scenario (${thousands(total)})`
    : `in ${thousands(all.length)} of ${thousands(total)} scenarios`;

/** The groups from one on, a line each. */
function listed(
  word: string,
  groups: readonly ClaimGroup[],
  from: number,
  scenarios: number,
  paint: (text: string) => string,
): readonly string[] {
  const rest = groups.slice(from);
  if (rest.length === 0) return [];
  const cells = rest.map((group, at) => {
    const length = lengthOf(group.told.cause);
    return [
      `${word} ${from + at + 1} of ${groups.length}:`,
      titleOf(group),
      ...(scenarios === 1 ? [] : [howMany(group.all, scenarios)]),
      `${length} ${length === 1 ? 'operation' : 'operations'}`,
      seenByInShort(group.told.cause),
    ];
  });
  const widths = (cells[0] ?? []).map((_, column) =>
    Math.max(...cells.map((row) => (row[column] ?? '').length)),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) =>
        column === 0 ? paint(cell.padEnd(widths[column] ?? 0)) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return [cells.map(line).join('\n')];
}

/** Of one scenario its own lines; of several, each claim once, by the worst that any of them says of it. */
function restOf(report: CheckReport, style: Style): readonly string[] {
  const { results } = report;
  const [first] = results;
  if (results.length === 1 && first !== undefined)
    return renderRest(report, first.verdicts, style, REST_LINES_MAX);
  const byProperty = new Map<string, Verdict[]>();
  for (const { verdicts } of results)
    for (const verdict of verdicts) getOrInsert(byProperty, verdict.property, () => []).push(verdict);
  const rows = [...byProperty].flatMap(([property, verdicts]) => {
    const kind = WORST_FIRST.find((each) => verdicts.some(({ verdict }) => verdict === each));
    if (kind === undefined || !verdicts.every((each) => !isViolated(each) || isAccepted(report, each)))
      return [];
    return [
      { property, kind, of: verdicts.filter(({ verdict }) => verdict === kind), total: verdicts.length },
    ];
  });
  const word = (text: string): string => style.faint(text.padEnd(12));
  const open = rows.filter(({ kind }) => kind === 'inconclusive');
  const shown = rows.length <= REST_LINES_MAX ? rows : open.slice(0, REST_LINES_MAX);
  const width = Math.max(0, ...shown.map(({ property }) => property.length));
  const lines = shown.map(({ property, kind, of, total }) => {
    const [one] = of;
    const because = one !== undefined && 'because' in one ? `: ${printable(one.because)}` : '';
    return `${word(wordOf(kind))}  ${property.padEnd(width)}  in ${thousands(of.length)} of ${thousands(total)} scenarios${because}`;
  });
  for (const [kind, what] of COUNTED) {
    const count = rows.filter((row) => row.kind === kind && !shown.includes(row)).length;
    if (count > 0)
      lines.push(`${word(wordOf(kind))}  ${thousands(count)} ${count === 1 ? 'claim' : 'claims'} ${what}`);
  }
  return lines;
}

const WORST_FIRST = ['violated', 'inconclusive', 'holds', 'vacuous', 'skipped'] as const;

const COUNTED = [
  ['violated', 'that the baseline accepts wherever they fail'],
  ['inconclusive', 'more: a bound came first'],
  ['holds', 'wherever a situation arises that they speak of'],
  ['vacuous', 'that speak of no situation that arose'],
  ['skipped', 'that say nothing about any of these scenarios'],
] as const;

function extentOf(results: readonly ScenarioResult[], style: Style): readonly string[] {
  const covered = (text: string): string => `${style.faint('covered')}  ${text}`;
  const [first] = results;
  if (results.length === 1 && first !== undefined) return formatExtent(first).map(covered);
  const sum = (of: (result: ScenarioResult) => number): string =>
    thousands(results.reduce((total, result) => total + of(result), 0));
  const cut = results.filter((result) => stoppersOf(result).length > 0);
  const stoppers = [...new Set(cut.flatMap(stoppersOf))];
  const whole =
    cut.length === 0 ? 'complete' : `${thousands(cut.length)} of them stopped by ${stoppers.join(' or ')}`;
  const explored = results.some(({ coverage, sampling }) => sampling === undefined || coverage.states > 0);
  const sampled = results.some(({ sampling }) => sampling !== undefined);
  return [
    ...(explored
      ? [
          `${sum(({ coverage }) => coverage.states)} states, ${sum(({ coverage }) => coverage.transitions)} transitions`,
        ]
      : []),
    ...(sampled
      ? [
          `${sum(({ sampling }) => sampling?.runs ?? 0)} sampled runs, ${sum(({ sampling }) => sampling?.operations ?? 0)} operations`,
        ]
      : []),
  ].map((text) => covered(`${text} in ${thousands(results.length)} scenarios, ${whole}`));
}

/** How to see what this leaves out. */
function hints(report: CheckReport, untold: readonly ClaimGroup[]): readonly string[] {
  const [next] = untold;
  const every = report.commandWith?.(['--verbose']);
  const { results } = report;
  const folded =
    untold.length > 0 ||
    results.length > 1 ||
    results.some(({ verdicts }) => verdicts.length > REST_LINES_MAX);
  return [
    ...(folded && every !== undefined ? [`Everything:   ${every}`] : []),
    ...(next === undefined
      ? []
      : [`One of them:  ${report.replayCommand(next.told.result, next.told.verdict, next.told.number)}`]),
  ];
}
