/** Writing SVG: numbers, attributes, text, and smooth curves. */

import type { Point } from './dagre.ts';

/** A tenth of a pixel is enough, and keeps a golden file from depending on the last bit of a sum. */
export function number(value: number): string {
  const rounded = Math.round(value * 10) / 10;
  return String(rounded === 0 ? 0 : rounded);
}

export function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '\u{fffd}')
    .replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

export type Attributes = Readonly<Record<string, string | number>>;

export function element(name: string, attributes: Attributes, content?: string): string {
  const written = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${typeof value === 'number' ? number(value) : escapeXml(value)}"`,
  );
  const head = `<${name}${written.join('')}`;
  return content === undefined ? `${head}/>` : `${head}>${content}</${name}>`;
}

/**
 * A cubic B-spline through the first and last point. It stays within the hull of dagre's bends, so it keeps
 * clear of the boxes that the bends keep clear of; a curve through every bend would swing out at each.
 */
export function curve(points: readonly Point[]): string {
  const [first, second] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined) return '';
  if (second === undefined || points.length === 2) return `M${pair(first)} L${pair(last)}`;
  const parts = [`M${pair(first)} L${pair(blend(first, second, 1 / 6))}`];
  for (let i = 1; i < points.length; i++) {
    const from = points[i - 1] ?? first;
    const at = points[i] ?? last;
    const to = points[i + 1] ?? last;
    const end = { x: (from.x + 4 * at.x + to.x) / 6, y: (from.y + 4 * at.y + to.y) / 6 };
    parts.push(`C${pair(blend(from, at, 1 / 3))} ${pair(blend(from, at, 2 / 3))} ${pair(end)}`);
  }
  parts.push(`L${pair(last)}`);
  return parts.join(' ');
}

const pair = ({ x, y }: Point): string => `${number(x)},${number(y)}`;

const blend = (a: Point, b: Point, part: number): Point => ({
  x: a.x + (b.x - a.x) * part,
  y: a.y + (b.y - a.y) * part,
});
