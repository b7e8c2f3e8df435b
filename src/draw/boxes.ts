/** The boxes that layout has to find a place for: what is written in each, and how large it is. */

import { type AnchoredChart, entryOf } from './anchors.ts';
import type { Size } from './dagre.ts';
import { textWidth, type WrappedLine, wrapText } from './text-size.ts';

/** Sizes in pixels. */
export const TEXT = { title: 13, titleLine: 18, detail: 11, detailLine: 15, indent: 10, icon: 15 } as const;

const PADDING = { x: 14, y: 8 } as const;
const WIDTH = { min: 84, detail: 200 } as const;

export interface BoxContent {
  readonly id: string;
  /** `cluster` has states inside; `anchor` stands for any state of its cluster. */
  readonly kind: 'state' | 'cluster' | 'anchor';
  readonly parent?: string;
  readonly title: string;
  /** Entry and exit actions. */
  readonly details: readonly WrappedLine[];
  /**
   * What happens without leaving the state, in a compartment of its own as UML has it for internal
   * transitions. As loops they would need more room than all other edges together.
   */
  readonly loops: readonly WrappedLine[];
  /** Whether its parent, or the chart, begins here, and that is worth saying. */
  readonly isStart: boolean;
  readonly description?: string;
  readonly size: Size;
}

export function boxesOf(chart: AnchoredChart): readonly BoxContent[] {
  const loops = new Map(
    chart.edges.filter(({ from, to }) => from === to).map(({ from, label }) => [from, wrapDetail(label)]),
  );
  const states = chart.states.map((state): Omit<BoxContent, 'size'> => {
    const [title = '', ...details] = state.label.split('\n');
    const siblings = chart.states.filter(({ parent }) => parent === state.parent);
    const isCluster = chart.compounds.has(state.id);
    return {
      id: state.id,
      kind: isCluster ? 'cluster' : 'state',
      ...(state.parent === undefined ? {} : { parent: state.parent }),
      title,
      details: details.flatMap(wrapDetail),
      loops: loops.get(state.id) ?? [],
      // Parallel regions all begin, and a single box around everything does: nothing to tell apart.
      isStart:
        state.initial && (siblings.some(({ initial }) => !initial) || (siblings.length === 1 && !isCluster)),
      ...(state.description === undefined ? {} : { description: state.description }),
    };
  });
  const anchors = chart.anchors.map(
    ({ id, parent, label }): Omit<BoxContent, 'size'> => ({
      id,
      kind: 'anchor',
      parent,
      title: label,
      details: [],
      loops: loops.get(id) ?? [],
      isStart: false,
    }),
  );
  return [...states, ...anchors].map((content) => {
    const { width, height } = contentSize(content);
    // dagre makes a cluster as wide as what is inside, not as its name.
    const headings = states
      .filter(({ id, kind }) => kind === 'cluster' && entryOf(id, chart.states) === content.id)
      .map((cluster) => contentSize(cluster).width);
    return { ...content, size: { width: Math.max(width, ...headings), height } };
  });
}

export function labelSize(lines: readonly WrappedLine[]): Size {
  return { width: linesWidth(lines) + 8, height: lines.length * TEXT.detailLine + 4 };
}

/** A compartment's height, with the room around the rule above it. */
export function compartmentHeight(lines: readonly WrappedLine[]): number {
  return lines.length === 0 ? 0 : lines.length * TEXT.detailLine + PADDING.y;
}

export function headerHeight(details: readonly WrappedLine[]): number {
  return TEXT.titleLine + details.length * TEXT.detailLine + PADDING.y;
}

function contentSize({ kind, title, details, loops }: Omit<BoxContent, 'size'>): Size {
  const isAnchor = kind === 'anchor';
  const width = Math.max(
    isAnchor
      ? textWidth(title, TEXT.detail)
      : Math.max(textWidth(title, TEXT.title), WIDTH.min - 2 * PADDING.x),
    linesWidth(details),
    loops.length === 0 ? 0 : linesWidth(loops) + TEXT.icon,
  );
  const titleHeight = isAnchor ? TEXT.detailLine + PADDING.y : TEXT.titleLine + 2 * PADDING.y;
  return {
    width: width + 2 * PADDING.x,
    height: titleHeight + compartmentHeight(details) + compartmentHeight(loops),
  };
}

function linesWidth(lines: readonly WrappedLine[]): number {
  const widths = lines.map(
    ({ text, isContinuation }) => textWidth(text, TEXT.detail) + (isContinuation ? TEXT.indent : 0),
  );
  return Math.max(0, ...widths);
}

function wrapDetail(text: string): readonly WrappedLine[] {
  return wrapText(text, TEXT.detail, WIDTH.detail);
}
