/** A review of two binaries as something to lay out: the formats for humans print the same blocks. */
import type { Visibility } from '../../compare/visibility.ts';
import {
  type BinariesGroup,
  type BinariesReview,
  binariesGroups,
  notOpenedOn,
  playedOn,
} from '../../review/binaries/review.ts';
import type { ScenarioCompared } from '../../review/binaries/review-scenario.ts';
import { nameOf } from '../../review/review.ts';
import { sayHowMany } from '../../review/where.ts';
import { thousands } from '../check/check-report.ts';
import { type Block, heading, type Item, paragraph } from '../document/blocks.ts';
import { capital } from '../document/steps.ts';
import { type BinariesReport, binaryText } from './binaries-report.ts';
import { predictionBlocks, predictionInShort } from './prediction.ts';
import { binariesSteps, place } from './steps.ts';

export const binariesTitle = ({ review: { binaries } }: BinariesReport): string =>
  `Review of ${binaries.patched.path} against ${binaries.base.path}`;

/** The whole review, the worst first. */
export function binariesDocument(report: BinariesReport): readonly Block[] {
  const { review, detail } = report;
  const groups = binariesGroups(review);
  return [
    ...opening(review, groups),
    ...(groups.length === 0 ? [] : [heading('Differences')]),
    ...groups.map((group): Block => ({ kind: 'item', item: differenceItem(report, group) })),
    ...(groups.length > 0 && groups.every((group) => report.showAgain(group) === undefined)
      ? [
          paragraph(
            'With --out DIR: a qtest script that plays each difference on both binaries, and the traces.',
          ),
        ]
      : []),
    ...(review.patches.length === 0 ? [] : predictionBlocks(report)),
    ...failureBlocks(review),
    ...(detail === 'all' ? scenarioBlocks(review) : []),
    heading('Made with'),
    { kind: 'item', item: { title: '', tone: 'plain', lines: [], command: report.command } },
    ...(review.interrupted
      ? [paragraph('The review was interrupted: this is what was found until then.')]
      : []),
  ];
}

const counted = (count: number, one: string): string =>
  `${thousands(count)} ${count === 1 ? one : `${one}s`}`;

function opening(review: BinariesReview, groups: readonly BinariesGroup[]): readonly Block[] {
  const { binaries, patches } = review;
  const field = (name: string, text: string): Block => ({ kind: 'field', name, text });
  return [
    field('Base', binaryText(binaries.base)),
    field('Patched', binaryText(binaries.patched)),
    ...patches.flatMap(({ title, source }) => [field('Patch', title), field('Source', source)]),
    field('Verdict', inShort(review, groups)),
    ...(patches.length === 0 ? [] : [field('Predicts', predictionInShort(review))]),
    field('Played', played(review)),
    field('Model', modelsPart(review)),
  ];
}

const SEEN_BY: Readonly<Record<Visibility, string>> = {
  driver: 'in what the driver sees',
  backend: 'in what the host sees',
  internal: 'in inner state',
};

function inShort(review: BinariesReview, groups: readonly BinariesGroup[]): string {
  const all = playedOn(review);
  const operations = all.reduce((sum, each) => sum + each.operations, 0);
  const failed = all.filter((each) => each.failed !== undefined).length;
  const failure = failed === 0 ? '' : `; target failed in ${counted(failed, 'scenario')}`;
  if (operations === 0) return `nothing was compared${failure}.`;
  if (groups.length === 0) return `no difference in ${counted(operations, 'operation')}${failure}.`;
  const kinds = (['driver', 'backend', 'internal'] as const).flatMap((visibleTo) => {
    const some = groups.filter(({ shortest }) => shortest.difference.visibleTo === visibleTo);
    return some.length === 0 ? [] : [`${SEEN_BY[visibleTo]} (${thousands(some.length)})`];
  });
  return `the binaries differ, ${kinds.join(', ')}${failure}.`;
}

function played(review: BinariesReview): string {
  const all = playedOn(review);
  const sum = (of: (each: ScenarioCompared) => number) => all.reduce((total, each) => total + of(each), 0);
  const cut = [...new Set(all.flatMap(({ stoppedBy, failed }) => (failed ? [] : (stoppedBy ?? []))))];
  return [
    `${counted(
      sum(({ operations }) => operations),
      'operation',
    )} on each binary, compared after every one`,
    `${counted(all.length, 'scenario')}; ${counted(
      sum(({ sequences }) => sequences.directed),
      'directed sequence',
    )} and ${counted(
      sum(({ sequences }) => sequences.random),
      'random walk',
    )} (seed ${review.seed})`,
    ...(cut.length === 0 ? [] : [`cut off by ${cut.join(' and ')}`]),
  ]
    .join('; ')
    .concat('.');
}

function modelsPart(review: BinariesReview): string {
  const all = playedOn(review);
  const covered = all.reduce((sum, each) => sum + each.covered, 0);
  const total = all.reduce((sum, { sequencesFrom }) => sum + sequencesFrom.total, 0);
  const complete = all.every(({ sequencesFrom }) => sequencesFrom.complete);
  return `${nameOf(review.against)} only supplied the directed sequences, which took ${thousands(covered)} of its ${thousands(total)} transitions${complete ? '' : ' (as far as it was explored)'}; the binaries were compared with each other.`;
}

const TITLES: Readonly<Record<Visibility, string>> = {
  driver: 'The driver sees it',
  backend: 'The host sees it',
  internal: 'Inner state differs',
};

function differenceItem(report: BinariesReport, group: BinariesGroup): Item {
  const { review } = report;
  const { scenario, difference } = group.shortest;
  const { visibleTo, operations, foundBy, isMinimal, isSteady } = difference;
  const all = review.scenarios.map((each) => each.scenario);
  const how = foundBy === 'directed' ? 'a directed sequence' : 'a random walk';
  const length = isMinimal
    ? 'no operation can be left out'
    : 'it may be longer than need be: something came in between';
  const again = report.showAgain(group);
  return {
    title: `${TITLES[visibleTo]}: ${whatDiffers(group)}`,
    tone: 'changed',
    lines: [
      `${capital(sayHowMany(group.scenarios, all))}.`,
      operations.length === 0
        ? `At power-on (${place(scenario)}).`
        : `Shortest: ${counted(operations.length, 'operation')} (${place(scenario)}), found by ${how}; ${length}.`,
      ...(isSteady === false ? ['Played once more it did not differ: it depends on time or on chance.'] : []),
      ...predicted(group),
    ],
    steps: binariesSteps(scenario, difference),
    ...(again?.remark === undefined ? {} : { closing: [again.remark] }),
    ...(again === undefined ? {} : { command: again.command }),
  };
}

/** The last part of the key says it in few words: the operation, or the fields. */
function whatDiffers({ shortest: { difference } }: BinariesGroup): string {
  const [, what = ''] = /^\w+: (?:observation; )?([^;]*)/.exec(difference.key) ?? [];
  return what;
}

function predicted({ all }: BinariesGroup): readonly string[] {
  const asked = all.filter(({ difference }) => difference.predicted !== undefined);
  if (asked.length === 0) return [];
  const not = asked.filter(({ difference }) => difference.predicted === false);
  if (not.length === 0) return ['The patch predicts it.'];
  return not.length === asked.length
    ? ['The patch does not predict it.']
    : [`The patch does not predict it in ${not.length} of these ${asked.length} scenarios.`];
}

function failureBlocks(review: BinariesReview): readonly Block[] {
  const missing = notOpenedOn(review).map(
    ({ scenario, which, because }) => `${place(scenario)}: not played, the ${which} binary: ${because}`,
  );
  const failed = playedOn(review).flatMap(({ scenario, failed: failure }) => {
    if (failure === undefined) return [];
    const whose = failure.which === 'both' ? 'both binaries' : `the ${failure.which} binary`;
    const when =
      failure.operations.length === 0
        ? 'while it was reset'
        : `at operation ${failure.operations.length} of a sequence`;
    return [`${place(scenario)}: target failed, ${whose}, ${when}: ${failure.because}`];
  });
  const lines = [...missing, ...failed];
  if (lines.length === 0) return [];
  return [heading('Not played to the end'), ...lines.map(paragraph)];
}

function scenarioBlocks(review: BinariesReview): readonly Block[] {
  const line = (each: ScenarioCompared): string => {
    const { scenario, targets, operations, covered, sequencesFrom, sequences, differences, stoppedBy } = each;
    const cut = stoppedBy === undefined ? '' : `; stopped by ${stoppedBy}`;
    return `${place(scenario)}: ${counted(operations, 'operation')}, ${thousands(covered)}/${thousands(sequencesFrom.total)} ${sequencesFrom.kind}, ${counted(sequences.random, 'random walk')}, ${counted(differences.length, 'difference')}; ${targets.base}; ${targets.patched}${cut}`;
  };
  return [heading('Scenarios'), ...playedOn(review).map((each) => paragraph(line(each)))];
}
