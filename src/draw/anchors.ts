/**
 * Edges at a compound state, made drawable.
 *
 * Neither dagre nor Mermaid can lay out an edge that leaves a box for a state inside the same box
 * (mermaid-js/mermaid#4052, #5255). So what a compound state does as a whole starts at a small state "any
 * state" inside its box, and what re-enters the box from inside goes to the state where the box begins.
 */

import { mergeEdges } from './merge-edges.ts';
import type { ChartEdge, ChartState, Statechart } from './statechart.ts';

interface Anchor {
  readonly id: string;
  readonly parent: string;
  readonly label: string;
}

export interface AnchoredChart extends Statechart {
  /** The "any state" boxes, one for each compound state with transitions of its own. */
  readonly anchors: readonly Anchor[];
  readonly parents: ReadonlyMap<string, string>;
  /** Ids of the states that have states inside. */
  readonly compounds: ReadonlySet<string>;
}

export function anchored(chart: Statechart): AnchoredChart {
  const parents = new Map(
    chart.states.flatMap(({ id, parent }) => (parent === undefined ? [] : [[id, parent] as const])),
  );
  const compounds = new Set(parents.values());
  const ids = new Set(chart.states.map(({ id }) => id));
  const anchors = new Map<string, Anchor>();

  function anchorOf(compound: string): string {
    const known = anchors.get(compound);
    if (known !== undefined) return known.id;
    let id = `${compound}.any`;
    while (ids.has(id)) id += '_';
    ids.add(id);
    anchors.set(compound, { id, parent: compound, label: 'any state' });
    return id;
  }

  const edges = chart.edges.map((edge): ChartEdge => {
    const from = compounds.has(edge.from) ? anchorOf(edge.from) : edge.from;
    if (edge.from === edge.to) return { ...edge, from, to: from };
    const isReentry = compounds.has(edge.to) && isWithin(edge.from, edge.to, parents);
    const to = isReentry ? entryOf(edge.to, chart.states) : edge.to;
    return { ...edge, from, to, kind: from === to ? 'self' : 'normal' };
  });
  return { ...chart, edges: mergeEdges(edges), anchors: [...anchors.values()], parents, compounds };
}

function isWithin(id: string, ancestor: string, parents: ReadonlyMap<string, string>): boolean {
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
