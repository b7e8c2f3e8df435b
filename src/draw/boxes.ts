/** The things that layout has to find a place for, and how large each is. */

import { type AnchoredChart, entryOf } from './anchors.ts';
import type { Size } from './dagre.ts';
import type { ChartState } from './statechart.ts';
import { textWidth, type WrappedLine, wrapText } from './text-size.ts';

/** Sizes in pixels. */
export const TEXT = { title: 13, titleLine: 18, detail: 11, detailLine: 15, indent: 10 } as const;

const PADDING = { x: 14, y: 8 } as const;
const STATE = { widthMin: 84, detailWidth: 210 } as const;
const START_DIAMETER = 12;

export interface BoxContent {
  readonly id: string;
  /** `cluster` has states inside; `anchor` stands for any state of its cluster; `start` is the black dot. */
  readonly kind: 'state' | 'cluster' | 'anchor' | 'start';
  readonly parent?: string;
  readonly title: string;
  readonly details: readonly WrappedLine[];
  readonly description?: string;
  readonly size: Size;
}

export interface StartDot extends BoxContent {
  /** The states that the dot points at: where its parent begins. */
  readonly targets: readonly string[];
}

export function boxesOf(chart: AnchoredChart): readonly BoxContent[] {
  const states = chart.states.map((state): BoxContent => {
    const [title = '', ...details] = state.label.split('\n');
    const wrapped = details.flatMap((line) => wrapText(line, TEXT.detail, STATE.detailWidth));
    // dagre makes a cluster as wide as what is inside, not as its name.
    const heading = Math.max(...headingsOver(state, chart).map((label) => textWidth(label, TEXT.title)), 0);
    const { width, height } = contentSize(title, wrapped);
    return {
      ...common(state),
      kind: chart.compounds.has(state.id) ? 'cluster' : 'state',
      title,
      details: wrapped,
      size: { width: Math.max(width, heading, STATE.widthMin), height },
    };
  });
  const anchors = chart.anchors.map(
    ({ id, parent, label }): BoxContent => ({
      id,
      kind: 'anchor',
      parent,
      title: label,
      details: [],
      size: { width: textWidth(label, TEXT.detail) + 2 * PADDING.x, height: TEXT.detailLine + PADDING.y },
    }),
  );
  return [...states, ...anchors];
}

/** One dot for each box that begins somewhere. Parallel regions all begin, and are shown without. */
export function startDotsOf(chart: AnchoredChart): readonly StartDot[] {
  const scopes = [undefined, ...chart.compounds];
  return scopes.flatMap((scope, index) => {
    const children = chart.states.filter(({ id }) => chart.parents.get(id) === scope);
    const targets = children.filter(({ initial }) => initial).map(({ id }) => id);
    // An enclosing box needs no dot of its own: there is nothing else to begin with.
    if (targets.length === 0 || (children.length === 1 && chart.compounds.has(targets[0] ?? ''))) return [];
    return {
      id: `\0start ${index}`,
      kind: 'start',
      ...(scope === undefined ? {} : { parent: scope }),
      title: '',
      details: [],
      size: { width: START_DIAMETER, height: START_DIAMETER },
      targets,
    };
  });
}

export function labelSize(lines: readonly WrappedLine[]): Size {
  const widths = lines.map((line) => lineWidth(line));
  return { width: Math.max(...widths, 0) + 8, height: lines.length * TEXT.detailLine + 4 };
}

export function headerHeight(details: readonly WrappedLine[]): number {
  return TEXT.titleLine + details.length * TEXT.detailLine + PADDING.y;
}

function contentSize(title: string, details: readonly WrappedLine[]): Size {
  const width = Math.max(textWidth(title, TEXT.title), ...details.map(lineWidth));
  const rule = details.length > 0 ? PADDING.y : 0;
  const height = TEXT.titleLine + details.length * TEXT.detailLine + 2 * PADDING.y + rule;
  return { width: width + 2 * PADDING.x, height };
}

function lineWidth({ text, isContinuation }: WrappedLine): number {
  return textWidth(text, TEXT.detail) + (isContinuation ? TEXT.indent : 0);
}

function headingsOver({ id }: ChartState, chart: AnchoredChart): readonly string[] {
  return chart.states
    .filter((state) => chart.compounds.has(state.id) && entryOf(state.id, chart.states) === id)
    .flatMap(({ label }) => label.split('\n'));
}

function common({ id, parent, description }: ChartState): Pick<BoxContent, 'id' | 'parent' | 'description'> {
  return {
    id,
    ...(parent === undefined ? {} : { parent }),
    ...(description === undefined ? {} : { description }),
  };
}
