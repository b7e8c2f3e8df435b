/** Two patches together: only what neither alone would make one expect. */
import type { Interaction, InteractionRow } from '../../review/combinations.ts';
import type { Combination } from '../../review/review.ts';
import { sayWhere } from '../../review/where.ts';
import type { Trace } from '../../trace/trace.ts';
import { type Block, heading, paragraph } from '../document/blocks.ts';
import { oneLine, operationCount, setting } from '../document/steps.ts';
import type { ReviewReport } from './review-report.ts';

const MEANS: Readonly<Record<Interaction, (both: string) => string>> = {
  breaks: () => 'broken together, by neither alone',
  undoes: () => 'mended by one alone, violated again together',
  mends: () => 'mended together, by neither alone',
  shields: () => 'broken by one alone, whole again together',
};

const ORDER: readonly Interaction[] = ['breaks', 'undoes', 'shields', 'mends'];

export function combinationBlocks({ review, detail }: ReviewReport): readonly Block[] {
  const { combinations } = review;
  if (combinations.length === 0) return [];
  const impossible = combinations.filter(({ impossible: reason }) => reason !== undefined);
  const silent = combinations.filter(
    ({ rows, impossible: reason }) => rows.length === 0 && reason === undefined,
  );
  const telling = combinations.filter(({ rows }) => rows.length > 0);
  const names = silent.map(({ other }) => other);
  return [
    heading('Together with other patches'),
    ...telling.flatMap((each) => interactionBlocks(each, detail === 'all')),
    ...(silent.length === 0
      ? []
      : [
          paragraph(
            `Nothing beyond what each does alone, with ${names.join(', ')} (${silent[0]?.scenarios.length ?? 0} scenarios each).`,
          ),
        ]),
    ...impossible.map(({ other, impossible: reason }) =>
      paragraph(`Cannot be combined with ${other}: ${reason ?? ''}.`),
    ),
  ];
}

function interactionBlocks({ other, rows, scenarios }: Combination, withTraces: boolean): readonly Block[] {
  const groups = new Map<string, InteractionRow[]>();
  for (const row of rows) {
    const key = `${row.interaction} ${row.property}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  const lines = [...groups.values()]
    .sort(
      ([one], [two]) =>
        ORDER.indexOf(one?.interaction ?? 'breaks') - ORDER.indexOf(two?.interaction ?? 'breaks'),
    )
    .map((group) => interactionLine(group, scenarios, withTraces));
  const isWrong = rows.some(({ interaction }) => interaction === 'breaks' || interaction === 'undoes');
  return [
    {
      kind: 'item',
      item: {
        title: `With ${other} (${scenarios.length} scenarios)`,
        tone: isWrong ? 'wrong' : 'changed',
        lines,
      },
    },
  ];
}

function interactionLine(
  group: readonly InteractionRow[],
  all: Combination['scenarios'],
  withTraces: boolean,
): string {
  const [first] = group as readonly [InteractionRow, ...InteractionRow[]];
  const some = group.map(({ scenario }) => scenario);
  const traces = group.flatMap(({ trace }) => trace ?? []);
  const [shortest] = [...traces].sort((one: Trace, two: Trace) => one.steps.length - two.steps.length);
  const how =
    shortest === undefined
      ? ''
      : withTraces
        ? ` Shortest (${setting(shortest.scenario)}): ${oneLine(shortest)}.`
        : ` Shortest: ${operationCount(shortest)}.`;
  return `${first.property} (${first.rule}): ${MEANS[first.interaction]('')}; ${sayWhere(some, all)}.${how}`;
}
