import type { Box, Point } from './dagre.ts';

export const leftOf = (box: Box): number => box.x - box.width / 2;
export const rightOf = (box: Box): number => box.x + box.width / 2;
export const topOf = (box: Box): number => box.y - box.height / 2;
export const bottomOf = (box: Box): number => box.y + box.height / 2;

export function contains(box: Box, { x, y }: Point): boolean {
  return x > leftOf(box) && x < rightOf(box) && y > topOf(box) && y < bottomOf(box);
}

/** The part of a way that lies before it first enters `box`. */
export function clipAt(points: readonly Point[], box: Box): readonly Point[] {
  const inside = points.findIndex((point) => contains(box, point));
  const last = points[inside];
  const before = points[inside - 1];
  if (last === undefined || before === undefined) return points;
  return [...points.slice(0, inside), crossing(before, last, box)];
}

/** Where the line from `outside` to `inside` meets the border of `box`. */
function crossing(outside: Point, inside: Point, box: Box): Point {
  const dx = outside.x - inside.x;
  const dy = outside.y - inside.y;
  const borderX = dx > 0 ? rightOf(box) : leftOf(box);
  const borderY = dy > 0 ? bottomOf(box) : topOf(box);
  const part = Math.min(
    1,
    dx === 0 ? 1 : (borderX - inside.x) / dx,
    dy === 0 ? 1 : (borderY - inside.y) / dy,
  );
  return { x: inside.x + dx * part, y: inside.y + dy * part };
}

/** The smallest box, with its top left corner at the origin, around everything given. */
export function extent(boxes: readonly Box[], points: readonly Point[]): Box {
  const xs = [...boxes.flatMap((box) => [leftOf(box), rightOf(box)]), ...points.map(({ x }) => x)];
  const ys = [...boxes.flatMap((box) => [topOf(box), bottomOf(box)]), ...points.map(({ y }) => y)];
  if (xs.length === 0) return { x: 0, y: 0, width: 0, height: 0 };
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const [top, bottom] = [Math.min(...ys), Math.max(...ys)];
  return { x: (left + right) / 2, y: (top + bottom) / 2, width: right - left, height: bottom - top };
}
