import type { ChartEdge } from './chart.ts';

/**
 * One edge for each pair of states, labels one below the other. Two arrows side by side would say no more,
 * and would cost a drawing the width of a second label.
 */
export function mergeEdges(edges: readonly ChartEdge[]): readonly ChartEdge[] {
  const merged = new Map<string, ChartEdge>();
  for (const edge of edges) {
    const key = JSON.stringify([edge.from, edge.to]);
    const before = merged.get(key);
    if (before === undefined) merged.set(key, edge);
    else merged.set(key, { ...before, label: joinLines(before.label, edge.label) });
  }
  return [...merged.values()];
}

function joinLines(first: string, second: string): string {
  const lines = [...first.split('\n'), ...second.split('\n')].filter((line) => line !== '');
  return [...new Set(lines)].join('\n');
}
