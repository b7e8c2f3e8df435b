/** Rows that agree, folded together: one group for each property and change. */
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import type { Level } from '../property/level.ts';
import type { Trace } from '../trace/trace.ts';
import type { ReviewRow, VerdictChange } from './verdict-rows.ts';

export interface RowGroup {
  readonly property: string;
  readonly rule: string;
  readonly level: Level;
  readonly change: VerdictChange;
  readonly rows: readonly ReviewRow[];
  readonly scenarios: readonly Scenario[];
  /** The shortest of all. */
  readonly shortest: Trace | undefined;
  /** The shortest of those that a real driver's habits lead to, if the shortest of all is not one. */
  readonly realDriver: Trace | undefined;
  /** Who gets there, the most serious first. */
  readonly reach: Reach;
}

/**
 * A real driver's habits, or any driver that keeps to the specification, or a script of such a driver that
 * the claim itself plays, or nobody but an adversary.
 */
export type Reach = 'real' | 'conforming' | 'script' | 'adversary';

const REACHES: readonly Reach[] = ['real', 'conforming', 'script', 'adversary'];

/** Drivers that stand for all that the specification allows are conforming; the named ones are real. */
export function reachOf(driver: string): Reach {
  if (driver === 'adversary') return 'adversary';
  return driver === 'modern' || driver === 'legacy' ? 'conforming' : 'real';
}

/** The groups of one kind of change: what real drivers meet first, then what is in the most scenarios. */
export function groupsOf(rows: readonly ReviewRow[], change: VerdictChange): readonly RowGroup[] {
  const byProperty = new Map<string, ReviewRow[]>();
  for (const row of rows) {
    if (row.change !== change) continue;
    const known = byProperty.get(row.property);
    if (known === undefined) byProperty.set(row.property, [row]);
    else known.push(row);
  }
  return [...byProperty.values()].map(groupOf).sort(bySeriousness);
}

function groupOf(rows: readonly ReviewRow[]): RowGroup {
  const [first] = rows as readonly [ReviewRow, ...ReviewRow[]];
  const shortest = shortestOf(rows);
  const real = shortestOf(rows.filter(({ scenario }) => reachOf(scenario.driver) === 'real'));
  // Claims about two scenarios play scripts of their own: whose scenario it is says nothing.
  const reaches = rows.map(({ scenario, kind }) =>
    REACHES.indexOf(kind === 'agreement' ? 'script' : reachOf(scenario.driver)),
  );
  return {
    property: first.property,
    rule: first.rule,
    level: first.level,
    change: first.change,
    rows,
    scenarios: rows.map(({ scenario }) => scenario),
    shortest,
    realDriver:
      first.kind === 'agreement' || reachOf(shortest?.scenario.driver ?? '') === 'real' ? undefined : real,
    reach: REACHES[Math.min(...reaches)] ?? 'adversary',
  };
}

/** Of two that are as short, the one whose driver is the more real. */
function shortestOf(rows: readonly ReviewRow[]): Trace | undefined {
  const traces = rows.flatMap(({ trace }) => trace ?? []);
  const weight = ({ steps, branch, scenario }: Trace) =>
    [steps.length, branch?.steps.length ?? 0, REACHES.indexOf(reachOf(scenario.driver))] as const;
  return [...traces].sort((one, two) => compareWeights(weight(one), weight(two)))[0];
}

const compareWeights = (one: readonly number[], two: readonly number[]): number =>
  one.map((each, at) => each - (two[at] ?? 0)).find((difference) => difference !== 0) ?? 0;

const bySeriousness = (one: RowGroup, two: RowGroup): number =>
  REACHES.indexOf(one.reach) - REACHES.indexOf(two.reach) ||
  two.rows.length - one.rows.length ||
  (one.property < two.property ? -1 : 1);
