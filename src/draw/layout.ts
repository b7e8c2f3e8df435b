/** Where everything goes: a statechart with a place for each box, label and line. Knows nothing of SVG. */

import { anchored, entryOf } from './anchors.ts';
import { type BoxContent, boxesOf, labelSize, TEXT } from './boxes.ts';
import { type Box, newGraph, type Point, runDagre } from './dagre.ts';
import { clipAt, contains, extent, leftOf, topOf } from './geometry.ts';
import { makeRoomForHeaders } from './headers.ts';
import type { Statechart } from './statechart.ts';
import { type WrappedLine, wrapText } from './text-size.ts';

export interface PlacedBox extends BoxContent {
  readonly box: Box;
}

export interface PlacedEdge {
  readonly from: string;
  readonly to: string;
  readonly points: readonly Point[];
  readonly label?: { readonly box: Box; readonly lines: readonly WrappedLine[] };
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly PlacedBox[];
  readonly edges: readonly PlacedEdge[];
}

interface LayoutOptions {
  readonly direction: 'TB' | 'LR';
  /** Edge labels are broken into lines of about this width, in pixels. */
  readonly labelWidth: number;
}

/** Also the room that a start marker needs above the topmost box. */
const MARGIN = 24;

export function layOut(chart: Statechart, { direction, labelWidth }: LayoutOptions): Layout {
  const drawable = anchored(chart);
  const contents = boxesOf(drawable);
  const edges = drawable.edges
    .filter(({ from, to }) => from !== to)
    .map(({ from, to, label }, index) => ({
      from,
      to,
      // dagre cannot end an edge at a cluster.
      leaf: entryOf(to, drawable.states),
      name: `edge ${index}`,
      lines: label === '' ? [] : wrapText(label, TEXT.detail, labelWidth),
    }));

  const graph = newGraph().setGraph({ rankdir: direction, nodesep: 26, edgesep: 14, ranksep: 50 });
  for (const { id, size, kind } of contents) graph.setNode(id, kind === 'cluster' ? {} : { ...size });
  for (const { id, parent } of contents) if (parent !== undefined) graph.setParent(id, parent);
  for (const { from, leaf, name, lines } of edges) {
    const size = lines.length === 0 ? { width: 0, height: 0 } : labelSize(lines);
    graph.setEdge(from, leaf, { ...size, labelpos: 'c' }, name);
  }
  runDagre(graph);

  const boxes = contents.map((content): PlacedBox => {
    const { x, y, width, height } = graph.node(content.id);
    return { ...content, box: { x, y, width, height } };
  });
  const placedEdges = edges.map(({ from, to, leaf, name, lines }): PlacedEdge => {
    const { points = [], x = 0, y = 0 } = graph.edge(from, leaf, name);
    const label = lines.length === 0 ? undefined : { box: { x, y, ...labelSize(lines) }, lines };
    const target = leaf === to ? undefined : graph.node(to);
    // A line that ended at the border would lose a label that lies inside; then it goes on to where the
    // box begins, which says the same.
    const isClipped = target !== undefined && (label === undefined || !contains(target, label.box));
    return {
      from,
      to,
      points: isClipped ? clipAt(points, target) : points,
      ...(label === undefined ? {} : { label }),
    };
  });
  return trimmed(makeRoomForHeaders({ boxes, edges: placedEdges }));
}

/** Move everything so that the drawing starts at its margin, and measure it: curves and labels may stick out. */
function trimmed({ boxes, edges }: Pick<Layout, 'boxes' | 'edges'>): Layout {
  const labels = edges.flatMap(({ label }) => (label === undefined ? [] : [label.box]));
  const around = extent(
    [...boxes.map(({ box }) => box), ...labels],
    edges.flatMap(({ points }) => points),
  );
  const move = <P extends Point>(point: P): P => ({
    ...point,
    x: point.x - leftOf(around) + MARGIN,
    y: point.y - topOf(around) + MARGIN,
  });
  return {
    width: around.width + 2 * MARGIN,
    height: around.height + 2 * MARGIN,
    boxes: boxes.map((placed) => ({ ...placed, box: move(placed.box) })),
    edges: edges.map((edge) => ({
      ...edge,
      points: edge.points.map(move),
      ...(edge.label === undefined ? {} : { label: { ...edge.label, box: move(edge.label.box) } }),
    })),
  };
}
