/**
 * Which nodes of Graphviz an edge joins. Its edges run from node to node; one that belongs to a compound state starts
 * or ends at a node inside, and is cut off at the border of the cluster (`ltail`, `lhead`).
 */
import type { ChartEdge, ChartState, Statechart } from './chart.ts';
import { entryOf, isWithin, parentsOf } from './hierarchy.ts';

export interface DotEnd {
  /** A state without states inside. */
  readonly state: string;
  /** The compound state at whose border the edge is cut off. */
  readonly border?: string;
}

export interface DotEdge {
  readonly edge: ChartEdge;
  /** "any state" of a compound state, where the edge leads into that state itself: there is no border to cut at. */
  readonly from: DotEnd | { readonly anyStateOf: string };
  readonly to: DotEnd;
  /** The innermost compound state around both ends: an edge is kept within the cluster that it is declared in. */
  readonly within?: string;
}

/** The edges between different states; what a state does in itself is written in the state. */
export function dotEdges({ states, edges }: Statechart): readonly DotEdge[] {
  const parents = parentsOf(states);
  const compounds = new Set(parents.values());
  return edges
    .filter(({ from, to }) => from !== to)
    .map((edge) => {
      const { from, to } = edge;
      const around = innermostAround(from, to, parents);
      const head = entryOf(to, states);
      const entersFromOutside = compounds.has(to) && !isWithin(from, to, parents);
      return {
        edge,
        from: !compounds.has(from)
          ? { state: from }
          : isWithin(head, from, parents)
            ? { anyStateOf: from }
            : { state: entryOf(from, states), border: from },
        to: entersFromOutside ? { state: head, border: to } : { state: head },
        ...(around === undefined ? {} : { within: around }),
      };
    });
}

function innermostAround(from: string, to: string, parents: ReadonlyMap<string, string>): string | undefined {
  let around: string | undefined = from;
  while (around !== undefined && !isWithin(to, around, parents)) around = parents.get(around);
  return around;
}

/** Where a compound state, or the whole chart, begins. */
export function startOf(parent: string | undefined, states: readonly ChartState[]): DotEnd | undefined {
  const beginnings = states.filter((state) => state.parent === parent && state.initial);
  const [first] = beginnings;
  // The regions of a parallel state all begin: their borders say so.
  if (first === undefined || beginnings.length > 1) return undefined;
  const isCompound = states.some((state) => state.parent === first.id);
  return isCompound ? { state: entryOf(first.id, states), border: first.id } : { state: first.id };
}

/**
 * The compound state that encloses all others, if there is one. It becomes the drawing itself, its label the caption:
 * Graphviz does not keep the labels of edges within a cluster's border.
 */
export function frameOf(states: readonly ChartState[]): ChartState | undefined {
  const [outermost, ...others] = states.filter(({ parent }) => parent === undefined);
  return others.length === 0 && states.length > 1 ? outermost : undefined;
}
