/** Where old and new differ, asked of no property: who sees it, and by which shortest steps. */
import { seenBy, type Visibility } from '../../compare/visibility.ts';
import { type DifferenceGroup, differenceGroups, otherSide, type Review } from '../../review/review.ts';
import { sayHowMany, sayWhere } from '../../review/where.ts';
import type { Trace } from '../../trace/trace.ts';
import { thousands } from '../check/check-report.ts';
import { type Block, heading, paragraph, type StepLine } from '../document/blocks.ts';
import { capital, operationCount, setting } from '../document/steps.ts';
import { stateChanges } from '../trace/state-changes.ts';
import { tellStory } from '../trace/story.ts';
import type { ReviewReport } from './review-report.ts';

const TITLES: Readonly<Record<Visibility, string>> = {
  driver: 'The driver sees it',
  backend: 'The back end or the host sees it',
  internal: 'Inner state differs',
};

export function differenceBlocks(report: ReviewReport): readonly Block[] {
  const { review } = report;
  const all = review.scenarios.map(({ scenario }) => scenario);
  const groups = differenceGroups(review.scenarios);
  const base = otherSide(review);
  return [
    heading('Differences, whatever the claims say'),
    ...groups.map((group): Block => {
      const { visibleTo, scenarios, shortest } = group;
      const where = `${capital(sayHowMany(scenarios, all))}.`;
      const first = `Shortest: ${operationCount(shortest)} (${setting(shortest.scenario)}).`;
      return {
        kind: 'item',
        item: {
          title: TITLES[visibleTo],
          tone: 'changed',
          lines: [where, ...onlyInside(group, groups, all), first],
          steps: differenceSteps(shortest, visibleTo, [base, 'patched']),
        },
      };
    }),
    ...invisibleBlocks(review),
  ];
}

/** How often nobody sees what differs inside. */
function onlyInside(
  { visibleTo, scenarios }: DifferenceGroup,
  groups: readonly DifferenceGroup[],
  all: DifferenceGroup['scenarios'],
): readonly string[] {
  if (visibleTo !== 'internal') return [];
  const seen = new Set(
    groups.filter((each) => each.visibleTo !== 'internal').flatMap((each) => each.scenarios),
  );
  const hidden = scenarios.filter((each) => !seen.has(each));
  if (hidden.length === 0) return [];
  if (hidden.length === scenarios.length) return ['Nobody outside ever sees it.'];
  return [`In ${hidden.length} of them nobody outside ever sees it: ${sayWhere(hidden, all)}.`];
}

function invisibleBlocks({ scenarios }: Review): readonly Block[] {
  const all = scenarios.map(({ scenario }) => scenario);
  const same = scenarios.filter(
    ({ compared }) =>
      compared !== undefined && compared.differences.length === 0 && compared.coverage.complete,
  );
  const untouched = scenarios.filter(({ compared }) => compared === undefined);
  const cut = scenarios.filter(
    ({ compared }) => compared?.coverage.complete === false && compared.differences.length === 0,
  );
  const pairs = same.reduce((sum, { compared }) => sum + (compared?.coverage.states ?? 0), 0);
  const where = (some: typeof scenarios) =>
    sayWhere(
      some.map(({ scenario }) => scenario),
      all,
    );
  return [
    ...(same.length === 0
      ? []
      : [
          paragraph(
            same.length === all.length
              ? `No difference at all in every scenario (${all.length}): ${thousands(pairs)} pairs of states, explored to the end.`
              : `No difference at all in ${same.length} of ${all.length} scenarios (${where(same)}): ${thousands(pairs)} pairs of states, explored to the end.`,
          ),
        ]),
    ...(cut.length === 0
      ? []
      : [
          paragraph(
            `No difference found before a bound was hit, in ${cut.length} scenarios (${where(cut)}).`,
          ),
        ]),
    ...(untouched.length === 0
      ? []
      : [
          paragraph(
            `The patch changes no machine of the other ${untouched.length} scenarios (${where(untouched)}).`,
          ),
        ]),
  ];
}

/** What the two sides are called: `qemu-6.1`, `patched`. */
export type Names = readonly [base: string, patched: string];

/** The steps once, as both devices take them; at the last one what each shows or holds. */
export function differenceSteps(trace: Trace, visibleTo: Visibility, names: Names): readonly StepLine[] {
  const { steps } = tellStory(trace);
  const versus = sides(trace, visibleTo, names);
  if (steps.length === 0) return [{ label: '0', text: 'power-on', notes: versus, guilty: true }];
  return steps.map(({ label, operation, observed }, at) => {
    const isLast = at === steps.length - 1;
    return {
      label,
      text: operation.text,
      notes: isLast ? versus : observed.map(({ text }) => text),
      guilty: isLast,
    };
  });
}

/** What each side shows at the last step to this onlooker, or holds after it. */
function sides(trace: Trace, visibleTo: Visibility, [base, patched]: Names): readonly string[] {
  const { branch } = trace;
  if (branch === undefined) return [];
  if (branch.steps.length !== trace.steps.length) return [trace.violation ?? ''];
  if (visibleTo === 'internal') {
    const before = branch.steps.at(-1)?.state ?? trace.initialState;
    const after = trace.steps.at(-1)?.state ?? trace.initialState;
    const changes = stateChanges(before, after, trace.scenario.device);
    return [
      `${base}: ${changes.map((each) => `${each.name} = ${each.before}`).join(', ')}`,
      `${patched}: ${changes.map((each) => `${each.name} = ${each.after}`).join(', ')}`,
    ];
  }
  const { branch: _, ...main } = trace;
  const shown = (steps: Trace['steps']): string => {
    const last = tellStory({ ...main, steps }).steps.at(-1);
    const kinds = steps.at(-1)?.observations ?? [];
    const seen = (last?.observed ?? []).filter((_each, at) => {
      const observation = kinds[at];
      return observation !== undefined && seenBy(observation) === visibleTo;
    });
    return seen.map(({ text }) => text).join(', ') || 'nothing';
  };
  return [`${base}: ${shown(branch.steps)}`, `${patched}: ${shown(trace.steps)}`];
}
