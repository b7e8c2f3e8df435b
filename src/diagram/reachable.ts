/** Drawing what a run or an exploration really reached, instead of what a machine declares. */

import type { ChartEdge, Statechart } from './chart.ts';

export interface ReachableState {
  readonly id: string;
  readonly label: string;
  readonly parent?: string;
  readonly initial?: boolean;
}

export interface ReachableEdge {
  readonly from: string;
  readonly to: string;
  readonly label: string;
  /** How often this was taken: the most frequent labels are the ones that stay visible. */
  readonly count: number;
}

export interface ReachableOptions {
  /**
   * Labels written out on one edge before the rest becomes a count.
   * @defaultValue 4
   */
  readonly labelsMax?: number;
}

/**
 * A statechart of observed transitions. Equal labels between the same two states are counted together; an
 * edge with more than `labelsMax` of them reads `first, second, … (+N more)`, most frequent first.
 */
export function statechartOfEdges(
  name: string,
  states: readonly ReachableState[],
  edges: readonly ReachableEdge[],
  { labelsMax = 4 }: ReachableOptions = {},
): Statechart {
  const counts = new Map<string, { from: string; to: string; labels: Map<string, number> }>();
  for (const { from, to, label, count } of edges) {
    const key = JSON.stringify([from, to]);
    const entry = counts.get(key) ?? { from, to, labels: new Map<string, number>() };
    entry.labels.set(label, (entry.labels.get(label) ?? 0) + count);
    counts.set(key, entry);
  }
  return {
    name,
    states: states.map((state) => ({ ...state, initial: state.initial ?? false })),
    edges: [...counts.values()].map(
      ({ from, to, labels }): ChartEdge => ({
        from,
        to,
        label: foldLabels(labels, labelsMax),
        kind: from === to ? 'self' : 'normal',
      }),
    ),
  };
}

function foldLabels(labels: ReadonlyMap<string, number>, labelsMax: number): string {
  // Equal counts are ordered by text, so that a drawing does not depend on the order of exploration.
  const ordered = [...labels]
    .filter(([label]) => label !== '')
    .sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))
    .map(([label]) => label);
  if (ordered.length <= labelsMax) return ordered.join(', ');
  return `${ordered.slice(0, labelsMax).join(', ')}, … (+${ordered.length - labelsMax} more)`;
}
