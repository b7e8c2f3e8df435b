/** A statechart as a self-contained SVG: no script, no style sheet, no font of its own. */

import { TEXT } from './boxes.ts';
import { bottomOf, leftOf, rightOf, topOf } from './geometry.ts';
import { type Layout, layOut, type PlacedBox, type PlacedEdge } from './layout.ts';
import type { Statechart } from './statechart.ts';
import { curve, element, escapeXml, number } from './svg-text.ts';

export interface SvgOptions {
  /**
   * Which way the chart reads. `auto` takes the first of several layouts that fits `widthMax`, top to bottom
   * before left to right.
   * @defaultValue 'auto'
   */
  readonly direction?: 'TB' | 'LR' | 'auto';
  /**
   * The width of the page, in pixels. Only `auto` looks at it.
   * @defaultValue 1400
   */
  readonly widthMax?: number;
}

const COLOUR = {
  paper: '#ffffff',
  ink: '#1f2933',
  faint: '#52606d',
  line: '#627d98',
  state: { fill: '#e6f0fa', border: '#2f6690' },
  cluster: { fill: '#f5f7fa', border: '#9aa5b1' },
} as const;

/** Widths at which edge labels are broken: with the narrower one more labels fit side by side. */
const LABEL_WIDTHS = [200, 150] as const;

export function renderSvg(
  chart: Statechart,
  { direction = 'auto', widthMax = 1400 }: SvgOptions = {},
): string {
  const layout = fittingLayout(chart, direction, widthMax);
  const { width, height, boxes, edges } = layout;
  const size = { width: number(width), height: number(height) };
  const clusters = boxes.filter(({ kind }) => kind === 'cluster');
  const others = boxes.filter(({ kind }) => kind !== 'cluster');
  // Text comes last, so that no line crosses a word.
  const lines = [
    ...clusters.map(drawCluster),
    ...edges.map(drawLine),
    ...others.map(drawBox),
    ...clusters.map(drawHeader),
    ...edges.flatMap(drawLabel),
  ];
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}" viewBox="0 0 ${size.width} ${size.height}" role="img" aria-labelledby="title desc" font-family="Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif">`,
    element('title', { id: 'title' }, escapeXml(chart.name)),
    element('desc', { id: 'desc' }, escapeXml(describe(chart))),
    `<defs><marker id="arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path d="M0,1 L10,5 L0,9 z" fill="${COLOUR.line}"/></marker></defs>`,
    element('rect', { ...size, fill: COLOUR.paper }),
    ...lines,
    '</svg>',
  ].join('\n')}\n`;
}

function fittingLayout(chart: Statechart, direction: 'TB' | 'LR' | 'auto', widthMax: number): Layout {
  const directions = direction === 'auto' ? (['TB', 'LR'] as const) : [direction];
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

function drawCluster({ box }: PlacedBox): string {
  const { fill, border } = COLOUR.cluster;
  return element('rect', { ...corner(box), rx: 10, fill, 'fill-opacity': 0.8, stroke: border });
}

function drawHeader({ box, title, details, description }: PlacedBox): string {
  const x = leftOf(box) + 12;
  const y = topOf(box) + 19;
  return group(description, [
    text(x, y, title, { 'font-size': TEXT.title, 'font-weight': 'bold', fill: COLOUR.faint }, true),
    ...details.map((line, index) =>
      text(
        x,
        y + (index + 1) * TEXT.detailLine,
        line.text,
        { 'font-size': TEXT.detail, fill: COLOUR.faint },
        true,
      ),
    ),
  ]);
}

function drawBox({ box, kind, title, details, description }: PlacedBox): string {
  if (kind === 'start') {
    return element('circle', { cx: box.x, cy: box.y, r: box.width / 2, fill: COLOUR.ink });
  }
  const centred = { 'text-anchor': 'middle', fill: COLOUR.ink };
  if (kind === 'anchor') {
    const dashes = { 'stroke-dasharray': '4 3', stroke: COLOUR.line, fill: COLOUR.paper };
    return group(description, [
      element('rect', { ...corner(box), rx: box.height / 2, ...dashes }),
      text(box.x, box.y + 4, title, { ...centred, 'font-size': TEXT.detail, 'font-style': 'italic' }),
    ]);
  }
  const { fill, border } = COLOUR.state;
  const titleStyle = { ...centred, 'font-size': TEXT.title, 'font-weight': 'bold' };
  const frame = element('rect', { ...corner(box), rx: 8, fill, stroke: border, 'stroke-width': 1.4 });
  if (details.length === 0) return group(description, [frame, text(box.x, box.y + 4.5, title, titleStyle)]);
  const rule = topOf(box) + TEXT.titleLine + 12;
  return group(description, [
    frame,
    text(box.x, topOf(box) + 21, title, titleStyle),
    element('path', {
      d: `M${number(leftOf(box))},${number(rule)} H${number(rightOf(box))}`,
      stroke: border,
      'stroke-opacity': 0.5,
    }),
    ...details.map((line, index) =>
      text(
        leftOf(box) + 14 + (line.isContinuation ? TEXT.indent : 0),
        rule + 15 + index * TEXT.detailLine,
        line.text,
        { 'font-size': TEXT.detail, fill: COLOUR.ink },
      ),
    ),
  ]);
}

function drawLine({ points }: PlacedEdge): string {
  return element('path', {
    d: curve(points),
    fill: 'none',
    stroke: COLOUR.line,
    'stroke-width': 1.3,
    'marker-end': 'url(#arrow)',
  });
}

function drawLabel({ label }: PlacedEdge): readonly string[] {
  if (label === undefined) return [];
  const { box, lines } = label;
  const first = bottomOf(box) - lines.length * TEXT.detailLine + 9;
  return lines.map((line, index) =>
    text(
      leftOf(box) + 4 + (line.isContinuation ? TEXT.indent : 0),
      first + index * TEXT.detailLine,
      line.text,
      { 'font-size': TEXT.detail, fill: COLOUR.ink },
      true,
    ),
  );
}

type Attributes = Readonly<Record<string, string | number>>;

/** With a halo, a line that passes behind a word is interrupted there instead of striking it through. */
function text(x: number, y: number, content: string, style: Attributes, hasHalo = false): string {
  const halo = hasHalo
    ? { stroke: COLOUR.paper, 'stroke-width': 5, 'stroke-linejoin': 'round', 'paint-order': 'stroke' }
    : {};
  return element('text', { x, y, ...style, ...halo }, escapeXml(content));
}

/** A `<title>` inside is what a browser shows on hover. */
function group(description: string | undefined, parts: readonly string[]): string {
  const title = description === undefined ? [] : [element('title', {}, escapeXml(description))];
  return element('g', {}, [...title, ...parts].join(''));
}

function corner(box: PlacedBox['box']): Attributes {
  return { x: leftOf(box), y: topOf(box), width: box.width, height: box.height };
}
