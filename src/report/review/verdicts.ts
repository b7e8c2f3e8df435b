/** The verdict matrix of a review, folded: what is broken, what is mended, what no longer arises. */
import { groupsOf, type Reach, type RowGroup } from '../../review/groups.ts';
import { otherSide } from '../../review/review.ts';
import type { ReviewRow } from '../../review/verdict-rows.ts';
import { sayHowMany } from '../../review/where.ts';
import { formatCause, ruleAndLevel, thousands } from '../check/check-report.ts';
import { type Block, heading, paragraph } from '../document/blocks.ts';
import { capital, operationCount, sentence, setting, violationSteps } from '../document/steps.ts';
import { type ReviewReport, rowStandsApart } from './review-report.ts';

const REACH: Readonly<Record<Reach, string>> = {
  real: 'A real driver gets there.',
  conforming: 'A driver that keeps to the specification may get there.',
  script: 'A script of a conforming driver shows it.',
  adversary: 'Only an adversary gets there; none of the drivers does.',
};

export function verdictBlocks(report: ReviewReport): readonly Block[] {
  const { review, detail } = report;
  const base = otherSide(review);
  const section = (
    change: RowGroup['change'],
    title: string,
    tell: (group: RowGroup) => Block,
    rows = review.rows,
  ): readonly Block[] => {
    const groups = groupsOf(rows, change);
    return groups.length === 0 ? [] : [heading(title), ...groups.map(tell)];
  };
  const isNewCause = ({ newCauses }: ReviewRow): boolean => newCauses !== undefined;
  const allBroken = groupsOf(review.rows, 'broken');
  const isApart = (group: RowGroup): boolean => rowStandsApart(report, group);
  const brokenSection = (groups: readonly RowGroup[], title: string): readonly Block[] =>
    groups.length === 0 ? [] : [heading(title), ...groups.map((group) => brokenBlock(group, report))];
  const brokenOf = (isMeant: (row: ReviewRow) => boolean): readonly RowGroup[] =>
    groupsOf(review.rows.filter(isMeant), 'broken').filter((group) => !isApart(group));
  const broken = [
    ...brokenSection(
      brokenOf((row) => !isNewCause(row)),
      `Broken: these hold on ${base}, and not with the patch`,
    ),
    ...brokenSection(
      brokenOf(isNewCause),
      `Broken: a new cause. These fail on ${base} already, and with the patch in one more way`,
    ),
  ];
  return [
    ...(broken.length === 0
      ? [
          heading('Broken'),
          paragraph(
            allBroken.length === 0
              ? `Nothing: whatever holds on ${base} holds with the patch, and what fails there fails for no new cause.`
              : `No rule of the specification: whatever of it holds on ${base} holds with the patch.`,
          ),
        ]
      : broken),
    ...brokenSection(
      allBroken.filter(isApart),
      'Apart: no rule decides these (choices of the specification, what the thread asks for, inner state)',
    ),
    ...section('undecided', 'Undecided: a bound was hit', (group) => shortBlock(group, report)),
    ...(detail === 'broken'
      ? []
      : [
          ...section('mended', `Mended: these are violated on ${base}, and hold with the patch`, (group) =>
            mendedBlock(group, report),
          ),
          ...section(
            'lapsed',
            'No longer arises: the claim has nothing to speak of with the patch',
            (group) => shortBlock(group, report),
          ),
        ]),
    ...(detail === 'all'
      ? section('arises', 'Arises, and holds: the claim had nothing to speak of on the base', (group) =>
          shortBlock(group, report),
        )
      : []),
    ...(detail === 'broken' ? [] : sameBlocks(report)),
  ];
}

const titleOf = (group: RowGroup): string => `${group.property} (${ruleAndLevel(group)})`;

const whereOf = ({ scenarios }: RowGroup, { review }: ReviewReport): string =>
  sayHowMany(
    scenarios,
    review.scenarios.map(({ scenario }) => scenario),
  );

function brokenBlock(group: RowGroup, report: ReviewReport): Block {
  const { shortest, realDriver, rows, reach } = group;
  const added = rows.flatMap(({ newCauses = [] }) => newCauses.map(formatCause));
  const causes = added.length === 0 ? [] : [`New: ${[...new Set(added)].join('; ')}.`];
  const unsaid = rows.filter(({ base }) => base !== 'holds' && base !== 'violated').length;
  const before =
    unsaid === 0
      ? []
      : unsaid === rows.length
        ? ['On the base the claim had nothing to speak of.']
        : [`In ${unsaid} of them the claim had nothing to speak of on the base.`];
  const real =
    realDriver === undefined
      ? []
      : [`${realDriver.scenario.driver} gets there in ${operationCount(realDriver)}.`];
  return {
    kind: 'item',
    item: {
      title: titleOf(group),
      tone: 'wrong',
      quote: report.claimOf(group.property),
      lines: [
        `${capital(whereOf(group, report))}. ${REACH[reach]}`,
        ...causes,
        ...before,
        ...(shortest === undefined
          ? []
          : [`Shortest: ${operationCount(shortest)} (${setting(shortest.scenario)}).`]),
      ],
      ...(shortest === undefined
        ? {}
        : {
            steps: violationSteps(shortest),
            closing: [sentence(shortest.violation), ...real],
            command: report.showAgain(shortest),
          }),
    },
  };
}

function mendedBlock(group: RowGroup, report: ReviewReport): Block {
  const { shortest } = group;
  return {
    kind: 'item',
    item: {
      title: titleOf(group),
      tone: 'changed',
      quote: report.claimOf(group.property),
      lines: [
        `${capital(whereOf(group, report))}.`,
        ...(shortest === undefined
          ? []
          : [`On the base, shortest: ${operationCount(shortest)} (${setting(shortest.scenario)}).`]),
      ],
      ...(shortest === undefined ? {} : { steps: violationSteps(shortest) }),
    },
  };
}

function shortBlock(group: RowGroup, report: ReviewReport): Block {
  const from = [...new Set(group.rows.map(({ base, patched }) => `${base} -> ${patched}`))].join(', ');
  return {
    kind: 'item',
    item: { title: titleOf(group), tone: 'plain', lines: [`${capital(whereOf(group, report))} (${from}).`] },
  };
}

/** Everything else in one sentence. */
function sameBlocks({ review, detail }: ReviewReport): readonly Block[] {
  const same = review.rows.filter(({ change }) => change === 'same');
  const distinct = (verdict: string) =>
    new Set(same.filter(({ patched }) => patched === verdict).map(({ property }) => property)).size;
  const violated = same.filter(({ patched }) => patched === 'violated');
  const names = [...new Set(violated.map(({ property }) => property))];
  const list = detail === 'all' ? `: ${names.sort().join(', ')}` : '';
  const left =
    names.length === 0 ? '' : ` Violated before and after, in some scenario: ${names.length} claims${list}.`;
  return [
    heading('As it was'),
    paragraph(
      `${thousands(same.length)} of ${thousands(review.rows.length)} verdicts. Hold before and after, in some scenario: ${distinct('holds')} claims.${left}`,
    ),
  ];
}
