/**
 * Edges at a compound state, made drawable.
 *
 * Mermaid cannot lay out an edge that leaves a box for a state inside the same box (mermaid-js/mermaid#4052,
 * #5255). So what a compound state does as a whole starts at a small state "any
 * state" inside its box, and what re-enters the box from inside goes to the state where the box begins.
 */

import type { ChartEdge, Statechart } from './chart.ts';
import { entryOf, isWithin, parentsOf } from './hierarchy.ts';
import { mergeEdges } from './merge-edges.ts';

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
  const parents = parentsOf(chart.states);
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
