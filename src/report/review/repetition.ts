/** What happens when a patch's steps, or its own events, come twice. */
import type { Visibility } from '../../compare/visibility.ts';
import {
  differenceGroups,
  type EventAt,
  type EventGroup,
  eventGroups,
  type Review,
} from '../../review/review.ts';
import { formatObservation, formatOperation } from '../../trace/operation-text.ts';
import { POWER_ON_SELECTS, selectsAfter } from '../../trace/selects.ts';
import { thousands } from '../check/check-report.ts';
import { type Block, heading, paragraph } from '../document/blocks.ts';
import { operationCount, setting } from '../document/steps.ts';
import { stateChanges } from '../trace/state-changes.ts';
import { differenceSteps } from './differences.ts';
import type { ReviewReport } from './review-report.ts';

const WHO: Readonly<Record<Visibility, string>> = {
  driver: 'the driver sees it',
  backend: 'the back end or the host sees it',
  internal: 'inner state differs',
};

export function repetitionBlocks({ review }: ReviewReport): readonly Block[] {
  const blocks = [...stepBlocks(review), ...eventGroups(review.repeated).map(eventBlock)];
  return blocks.length === 0 ? [] : [heading('Done twice'), ...blocks];
}

function stepBlocks(review: Review): readonly Block[] {
  const compared = review.repeated.flatMap(({ scenario, steps }) =>
    steps === undefined ? [] : [{ scenario, compared: steps }],
  );
  if (compared.length === 0) return [];
  const pairs = compared.reduce((sum, each) => sum + each.compared.coverage.states, 0);
  const groups = differenceGroups(compared);
  const what = `Each inserted step twice in a row (${sayInserted(review.inserted)}), compared with once`;
  const extent = `${compared.length} ${compared.length === 1 ? 'scenario' : 'scenarios'}, ${thousands(pairs)} pairs of states`;
  if (groups.length === 0) {
    const isWhole = compared.every((each) => each.compared.coverage.complete);
    return [paragraph(`${what}: no difference${isWhole ? '' : ' before a bound was hit'} in ${extent}.`)];
  }
  return [
    paragraph(`${what}, in ${extent}:`),
    ...groups.map(
      ({ visibleTo, scenarios, shortest }): Block => ({
        kind: 'item',
        item: {
          title: `Twice is not once: ${WHO[visibleTo]}`,
          tone: 'changed',
          lines: [
            `In ${scenarios.length} of ${compared.length} scenarios. Shortest: ${operationCount(shortest)} (${setting(shortest.scenario)}).`,
          ],
          steps: differenceSteps(shortest, visibleTo, ['once', 'twice']),
        },
      }),
    ),
  ];
}

/** `virtio-ccw: a, b after one step and another`. */
function sayInserted(inserted: readonly string[]): string {
  const places = new Map<string, string[]>();
  for (const text of inserted) {
    const [, what = text, step = ''] = /^(.* (?:before|after|in place of)) (\S+)$/.exec(text) ?? [];
    places.set(what, [...(places.get(what) ?? []), step]);
  }
  return [...places].map(([what, steps]) => `${what} ${steps.join(' and ')}`).join('; ');
}

function eventBlock(group: EventGroup): Block {
  const { event, part, where, points } = group;
  const idle = points.filter(({ secondActs }) => secondActs === 0);
  const busy = points.filter(({ secondActs }) => secondActs > 0);
  const states = idle.reduce((sum, each) => sum + each.states, 0);
  const title =
    where === 'everyState'
      ? `Event ${event} to the ${part}, twice in a row in every reachable state`
      : `Event ${event} to the ${part}, once more right after each step in which it occurs`;
  const quiet =
    idle.length === 0
      ? []
      : [
          `${idle.map(({ lifecycle }) => lifecycle).join(', ')}: the second does nothing (${thousands(states)} states).`,
        ];
  return {
    kind: 'item',
    item: { title, tone: busy.length === 0 ? 'plain' : 'changed', lines: [...busyLines(busy), ...quiet] },
  };
}

/** Points at which the second one does the same are one line. */
function busyLines(points: readonly EventAt[]): readonly string[] {
  const lines = new Map<string, EventAt[]>();
  for (const point of points) {
    const does = doesOf(point);
    lines.set(does, [...(lines.get(does) ?? []), point]);
  }
  return [...lines].map(([does, some]) => {
    const acts = some.reduce((sum, each) => sum + each.secondActs, 0);
    const states = some.reduce((sum, each) => sum + each.states, 0);
    const [nearest] = [...some].sort(
      (one, two) => (one.shortest?.operations.length ?? 0) - (two.shortest?.operations.length ?? 0),
    );
    return `${some.map(({ lifecycle }) => lifecycle).join(', ')}: the second ${does}, in ${thousands(acts)} of ${thousands(states)} states${nearestOf(nearest)}.`;
  });
}

/** The kinds of what the second one does: a word of features differs from state to state. */
function doesOf({ shortest }: EventAt): string {
  if (shortest === undefined) return 'does something';
  const { observations, before, after, scenario } = shortest;
  const shown = observations.map((each) =>
    each.kind === 'message'
      ? `sends ${each.name} again`
      : formatObservation(each, { kind: 'notify', interface: 'modern', queue: 0 }, scenario.device),
  );
  const changed = stateChanges(before, after, scenario.device).map(({ name }) => `changes ${name}`);
  return [...new Set([...shown, ...changed])].join(', ') || 'changes a field of its own';
}

function nearestOf(point: EventAt | undefined): string {
  if (point?.shortest === undefined) return '';
  const { operations, scenario } = point.shortest;
  let selects = POWER_ON_SELECTS;
  const words = operations.map((operation) => {
    const text = formatOperation(operation, scenario.device, selects);
    selects = selectsAfter(selects, operation);
    return text;
  });
  const when = words.length === 0 ? 'at power-on' : `after ${words.join('; ')}`;
  return `; nearest ${when} (${setting(scenario)})`;
}
