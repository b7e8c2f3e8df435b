/** Which state of a chart lies in which. */
import type { ChartState } from './chart.ts';

export function parentsOf(states: readonly ChartState[]): ReadonlyMap<string, string> {
  return new Map(states.flatMap(({ id, parent }) => (parent === undefined ? [] : [[id, parent] as const])));
}

/** Whether `id` is `ancestor`, or lies in it at any depth. */
export function isWithin(id: string, ancestor: string, parents: ReadonlyMap<string, string>): boolean {
  for (let at: string | undefined = id; at !== undefined; at = parents.get(at)) {
    if (at === ancestor) return true;
  }
  return false;
}

/** The innermost state that entering `id` leads to. */
export function entryOf(id: string, states: readonly ChartState[]): string {
  const children = states.filter(({ parent }) => parent === id);
  const entry = children.find(({ initial }) => initial) ?? children[0];
  return entry === undefined ? id : entryOf(entry.id, states);
}
