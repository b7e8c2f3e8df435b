/** Each thing of a layout as SVG. */

import { compartmentHeight, TEXT } from './boxes.ts';
import type { Box } from './dagre.ts';
import { leftOf, rightOf, topOf } from './geometry.ts';
import type { PlacedBox, PlacedEdge } from './layout.ts';
import { type Attributes, curve, element, escapeXml, number } from './svg-text.ts';
import { textWidth, type WrappedLine } from './text-size.ts';

export const COLOUR = {
  paper: '#ffffff',
  ink: '#1f2933',
  faint: '#52606d',
  line: '#627d98',
  state: { fill: '#e6f0fa', border: '#2f6690' },
  cluster: { fill: '#eef2f6', border: '#9aa5b1' },
} as const;

const HEADER_INSET = 12;
const DETAIL_INSET = 14;

export function drawCluster({ box }: PlacedBox): string {
  const { fill, border } = COLOUR.cluster;
  return element('rect', { ...corner(box), rx: 10, fill, 'fill-opacity': 0.6, stroke: border });
}

/** A cluster's name and actions, apart from its box so that edges run behind them. */
export function drawHeader({ box, title, details, description }: PlacedBox): string {
  const x = leftOf(box) + HEADER_INSET;
  const y = topOf(box) + 19;
  const halo = {
    stroke: COLOUR.paper,
    'stroke-width': 4,
    'stroke-linejoin': 'round',
    'paint-order': 'stroke',
  };
  return group(description, [
    text(x, y, title, { 'font-size': TEXT.title, 'font-weight': 'bold', fill: COLOUR.faint, ...halo }),
    ...details.map((line, index) =>
      text(x + indent(line), y + (index + 1) * TEXT.detailLine, line.text, {
        'font-size': TEXT.detail,
        fill: COLOUR.faint,
        ...halo,
      }),
    ),
  ]);
}

export function drawBox(placed: PlacedBox): string {
  const { box, kind, title, details, loops, description } = placed;
  const isAnchor = kind === 'anchor';
  const frame = isAnchor
    ? { rx: 11, fill: COLOUR.paper, stroke: COLOUR.line, 'stroke-dasharray': '4 3' }
    : { rx: 8, fill: COLOUR.state.fill, stroke: COLOUR.state.border, 'stroke-width': 1.4 };
  const titleStyle = isAnchor
    ? { 'font-size': TEXT.detail, 'font-style': 'italic' }
    : { 'font-size': TEXT.title, 'font-weight': 'bold' };
  const detailsTop = topOf(box) + box.height - compartmentHeight(loops) - compartmentHeight(details);
  const loopsTop = detailsTop + compartmentHeight(details);
  const baseline = (topOf(box) + detailsTop) / 2 + titleStyle['font-size'] * 0.35;
  return group(description, [
    element('rect', { ...corner(box), ...frame }),
    text(box.x, baseline, title, { ...titleStyle, 'text-anchor': 'middle', fill: COLOUR.ink }),
    ...drawCompartment(details, box, detailsTop, 0),
    ...drawCompartment(loops, box, loopsTop, TEXT.icon),
    ...loops.flatMap(({ isContinuation }, index) =>
      isContinuation
        ? []
        : [drawLoopIcon(leftOf(box) + DETAIL_INSET, loopsTop + 11 + index * TEXT.detailLine)],
    ),
  ]);
}

/** The black dot with its arrow, standing on the box where things begin. */
export function drawStart({ box }: PlacedBox): string {
  const x = leftOf(box) + Math.min(16, box.width / 4);
  const top = topOf(box);
  return (
    element('circle', { cx: x, cy: top - 17, r: 4.5, fill: COLOUR.ink }) +
    element('path', {
      d: `M${number(x)},${number(top - 14)} V${number(top)}`,
      stroke: COLOUR.line,
      'stroke-width': 1.3,
      'marker-end': 'url(#arrow)',
    })
  );
}

export function drawLine({ points }: PlacedEdge): string {
  return element('path', {
    d: curve(points),
    fill: 'none',
    stroke: COLOUR.line,
    'stroke-width': 1.3,
    'marker-end': 'url(#arrow)',
  });
}

/** On white, so that a line that passes behind it is interrupted instead of striking the words through. */
export function drawLabel({ label }: PlacedEdge): readonly string[] {
  if (label === undefined) return [];
  const { box, lines } = label;
  const [only, ...others] = lines;
  const first = topOf(box) + 13;
  const style = { 'font-size': TEXT.detail, fill: COLOUR.ink };
  // Most fonts are narrower than the one that the box is made for: the words go to its middle.
  const slack = Math.max(...lines.map((line) => indent(line) + textWidth(line.text, TEXT.detail))) * 0.07;
  return [
    element('rect', { ...corner(box), rx: 4, fill: COLOUR.paper }),
    ...(only !== undefined && others.length === 0
      ? [text(box.x, first, only.text, { ...style, 'text-anchor': 'middle' })]
      : lines.map((line, index) =>
          text(leftOf(box) + 4 + slack + indent(line), first + index * TEXT.detailLine, line.text, style),
        )),
  ];
}

function drawCompartment(
  lines: readonly WrappedLine[],
  box: Box,
  top: number,
  inset: number,
): readonly string[] {
  if (lines.length === 0) return [];
  const rule = {
    d: `M${number(leftOf(box))},${number(top)} H${number(rightOf(box))}`,
    stroke: COLOUR.state.border,
    'stroke-opacity': 0.4,
  };
  return [
    element('path', rule),
    ...lines.map((line, index) =>
      text(leftOf(box) + DETAIL_INSET + inset + indent(line), top + 15 + index * TEXT.detailLine, line.text, {
        'font-size': TEXT.detail,
        fill: COLOUR.ink,
      }),
    ),
  ];
}

/** Three quarters of a circle with an arrow head, centred 4 px right of `x`: drawn, because few fonts have it. */
function drawLoopIcon(x: number, y: number): string {
  return element('path', {
    d: `M${number(x + 8)},${number(y)} a4,4 0 1 1 -4,-4 m-2.5,-2 l3,2 l-3,2`,
    fill: 'none',
    stroke: COLOUR.state.border,
    'stroke-width': 1.2,
  });
}

function indent({ isContinuation }: WrappedLine): number {
  return isContinuation ? TEXT.indent : 0;
}

function text(x: number, y: number, content: string, style: Attributes): string {
  return element('text', { x, y, ...style }, escapeXml(content));
}

/** A `<title>` inside is what a browser shows on hover. */
function group(description: string | undefined, parts: readonly string[]): string {
  const title = description === undefined ? [] : [element('title', {}, escapeXml(description))];
  return element('g', {}, [...title, ...parts].join(''));
}

function corner(box: Box): Attributes {
  return { x: leftOf(box), y: topOf(box), width: box.width, height: box.height };
}
