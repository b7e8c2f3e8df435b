/** A statechart as a self-contained SVG: no script, no style sheet, no font of its own. */

import { type Layout, layOut } from './layout.ts';
import type { Statechart } from './statechart.ts';
import { COLOUR, drawBox, drawCluster, drawHeader, drawLabel, drawLine, drawStart } from './svg-shapes.ts';
import { element, escapeXml, number } from './svg-text.ts';

export interface SvgOptions {
  /**
   * Which way the chart reads. `auto` takes the first of several layouts that fits `widthMax`, top to bottom
   * before left to right; if none does, the narrowest.
   * @defaultValue 'auto'
   */
  readonly direction?: 'TB' | 'LR' | 'auto';
  /**
   * The width of the page, in pixels.
   * @defaultValue 1400
   */
  readonly widthMax?: number;
}

/** Widths at which edge labels are broken: with a narrower one more labels fit side by side. */
const LABEL_WIDTHS = [200, 150] as const;

export function renderSvg(
  chart: Statechart,
  { direction = 'auto', widthMax = 1400 }: SvgOptions = {},
): string {
  const { width, height, boxes, edges } = fittingLayout(chart, direction, widthMax);
  const clusters = boxes.filter(({ kind }) => kind === 'cluster');
  const others = boxes.filter(({ kind }) => kind !== 'cluster');
  const svg = {
    xmlns: 'http://www.w3.org/2000/svg',
    width,
    height,
    viewBox: `0 0 ${number(width)} ${number(height)}`,
    role: 'img',
    // A page that is narrower still shows the whole drawing.
    style: 'max-width: 100%; height: auto',
    'font-family': "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif",
  };
  const arrow = {
    id: 'arrow',
    viewBox: '0 0 10 10',
    refX: 9,
    refY: 5,
    markerWidth: 9,
    markerHeight: 9,
    markerUnits: 'userSpaceOnUse',
    orient: 'auto',
  };
  const parts = [
    element('title', {}, escapeXml(chart.name)),
    element('desc', {}, escapeXml(describe(chart))),
    element(
      'defs',
      {},
      element('marker', arrow, element('path', { d: 'M0,1 L10,5 L0,9 z', fill: COLOUR.line })),
    ),
    element('rect', { width, height, fill: COLOUR.paper }),
    // Text comes last, so that no line crosses a word.
    ...clusters.map(drawCluster),
    ...edges.map(drawLine),
    ...others.map(drawBox),
    ...clusters.map(drawHeader),
    ...edges.flatMap(drawLabel),
    ...boxes.filter(({ isStart }) => isStart).map(drawStart),
  ];
  return `${element('svg', svg, `\n${parts.join('\n')}\n`)}\n`;
}

function fittingLayout(chart: Statechart, direction: 'TB' | 'LR' | 'auto', widthMax: number): Layout {
  const directions = direction === 'auto' ? (['TB', 'LR'] as const) : ([direction] as const);
  let narrowest: Layout | undefined;
  for (const direction of directions) {
    for (const labelWidth of LABEL_WIDTHS) {
      const layout = layOut(chart, { direction, labelWidth });
      if (layout.width <= widthMax) return layout;
      if (narrowest === undefined || layout.width < narrowest.width) narrowest = layout;
    }
  }
  return narrowest ?? layOut(chart, { direction: 'TB', labelWidth: LABEL_WIDTHS[0] });
}

function describe({ states, edges }: Statechart): string {
  const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;
  return `Statechart with ${count(states.length, 'state')} and ${count(edges.length, 'edge')}.`;
}
