/** A review as blocks to lay out, the worst first. */

import { functionsReached, missedPlaces } from '../../review/discussed-places.ts';
import { groupsOf } from '../../review/groups.ts';
import { boundsHit, differenceGroups, nameOf, type Review } from '../../review/review.ts';
import type { VerdictChange } from '../../review/verdict-rows.ts';
import { thousands } from '../check/check-report.ts';
import { type Block, heading, paragraph } from '../document/blocks.ts';
import { combinationBlocks } from './combinations.ts';
import { differenceBlocks } from './differences.ts';
import { repetitionBlocks } from './repetition.ts';
import { type ReviewReport, rowStandsApart } from './review-report.ts';
import { verdictBlocks } from './verdicts.ts';

/** The whole review, the worst first. */
export function reviewDocument(report: ReviewReport): readonly Block[] {
  const { review, detail } = report;
  return [
    ...opening(report),
    ...verdictBlocks(report),
    ...(detail === 'broken' ? [] : differenceBlocks(report)),
    ...(detail === 'broken' ? [] : repetitionBlocks(report)),
    ...combinationBlocks(report),
    heading('Made with'),
    { kind: 'item', item: { title: '', tone: 'plain', lines: [], command: report.command } },
    ...(review.interrupted
      ? [paragraph('The review was interrupted: this is what was found until then.')]
      : []),
  ];
}

/** What is reviewed, in which title. */
export function reviewTitle({ review }: ReviewReport): string {
  const { patches, insteadOf, against } = review;
  const names = namesOf(patches);
  return insteadOf.length === 0
    ? `Review of ${names} against ${nameOf(against)}`
    : `Review of ${names} instead of ${namesOf(insteadOf)}, over ${nameOf(against)}`;
}

const namesOf = (patches: Review['patches']): string => patches.map(({ name }) => name).join(' and ');

/** How the patches lie: each side by itself, or over one another. Nothing to say of one patch over a plain base. */
function howLaid({ patches, insteadOf, against, redefined }: Review): readonly Block[] {
  const field = (name: string, text: string): Block => ({ kind: 'field', name, text });
  const over = (some: Review['patches']): string =>
    some
      .map(({ name }) => name)
      .reverse()
      .join(' over ');
  const base = nameOf(against);
  const laid =
    insteadOf.length > 0
      ? [
          field(
            'Laid',
            `each side by itself: ${over(patches)} over ${base}, and ${over(insteadOf)} over ${base}.`,
          ),
        ]
      : patches.length + against.patches.length > 1
        ? [
            field(
              'Laid',
              `over one another: ${[over(patches), ...[...against.patches].reverse(), against.semantics].join(' over ')}.`,
            ),
          ]
        : [];
  const twice = redefined.map(({ machine, what, patches: [under, top] }) =>
    field('Overlaps', `${under} and ${top} both define ${what} of ${machine}; that of ${top} counts.`),
  );
  return [...laid, ...twice];
}

function opening(report: ReviewReport): readonly Block[] {
  const { review, detail } = report;
  return [
    ...review.patches.flatMap(({ title, source }): readonly Block[] => [
      { kind: 'field', name: 'Patch', text: title },
      { kind: 'field', name: 'Source', text: source },
    ]),
    ...(detail === 'all'
      ? review.patches.flatMap(({ changes }) =>
          changes.map((text): Block => ({ kind: 'field', name: 'Changes', text })),
        )
      : []),
    ...howLaid(review),
    ...missedPlaces(functionsReached(report.discussed ?? [], review.patches)).map(
      (text): Block => ({ kind: 'field', name: 'Hooks', text }),
    ),
    { kind: 'field', name: 'Verdict', text: inShort(report) },
    { kind: 'field', name: 'Visible', text: visibility(review) },
    { kind: 'field', name: 'Covered', text: covered(review) },
  ];
}

const counted = (count: number, one: string): string => `${count} ${count === 1 ? one : `${one}s`}`;

function inShort(report: ReviewReport): string {
  const { review } = report;
  const named = (verb: string, change: VerdictChange, apart: boolean): string => {
    const groups = groupsOf(review.rows, change).filter((group) => rowStandsApart(report, group) === apart);
    const names = groups.map(({ property }) => property).join(', ');
    return groups.length === 0 ? `${verb} nothing` : `${verb} ${counted(groups.length, 'claim')} (${names})`;
  };
  const undecided = groupsOf(review.rows, 'undecided').length;
  const open = undecided === 0 ? '' : `; ${counted(undecided, 'claim')} undecided, a bound was hit`;
  const apart = [named('breaks', 'broken', true), named('mends', 'mended', true)].filter(
    (each) => !each.endsWith(' nothing'),
  );
  const beside = apart.length === 0 ? '' : `; apart, of claims that no rule decides, ${apart.join(' and ')}`;
  return `${named('breaks', 'broken', false)}; ${named('mends', 'mended', false)}${beside}${open}.`;
}

function visibility({ scenarios }: Review): string {
  const total = scenarios.length;
  const groups = differenceGroups(scenarios);
  const seen = groups.filter(({ visibleTo }) => visibleTo !== 'internal');
  if (groups.length === 0) return 'nowhere: the patch makes no difference in what was explored.';
  if (seen.length === 0) return 'to nobody: only inner state differs in what was explored.';
  const who = { driver: 'to drivers', backend: 'to the back end or the host', internal: '' } as const;
  return `${seen
    .map(({ visibleTo, scenarios: some }) => `${who[visibleTo]} in ${some.length} of ${total} scenarios`)
    .join(', ')}.`;
}

function covered(review: Review): string {
  const { scenarios, alphabet } = review;
  const all = scenarios.map(({ scenario }) => scenario);
  const states = scenarios.reduce(
    (sum, { base, patched }) => sum + base.coverage.states + patched.coverage.states,
    0,
  );
  const pairs = scenarios.reduce((sum, { compared }) => sum + (compared?.coverage.states ?? 0), 0);
  const bounds = boundsHit(review);
  const extent = bounds.length === 0 ? 'every scenario to its end' : `cut off by ${bounds.join(' and ')}`;
  const where = dimensions(all);
  const played = all.filter(({ driver }) => driver === 'adversary').length;
  const adversary = played === 0 ? '' : `; ${played} of them the adversary's, with the ${alphabet} alphabet`;
  return `${counted(all.length, 'scenario')} (${where}${adversary}); ${thousands(states)} states, ${thousands(pairs)} pairs of states; ${extent}.`;
}

/** What the scenarios range over. */
function dimensions(all: Review['scenarios'][number]['scenario'][]): string {
  const distinct = (of: (scenario: (typeof all)[number]) => string) => [...new Set(all.map(of))];
  return [
    distinct(({ transport }) => transport),
    distinct(({ device }) => device),
    distinct(({ backend }) => (backend === 'none' ? 'no vhost' : backend)),
    distinct(({ driver }) => driver),
    distinct(({ byteOrder }) => `${byteOrder}-endian`),
  ]
    .map((values) => values.join(', '))
    .join('; ');
}
