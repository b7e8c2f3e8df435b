import { headerHeight } from './boxes.ts';
import type { Box, Point } from './dagre.ts';
import { bottomOf, contains, topOf } from './geometry.ts';
import type { Layout } from './layout.ts';

type Placed = Pick<Layout, 'boxes' | 'edges'>;

/** Between a header and the first thing below it: the height of a start marker. */
const GAP = 22;

/**
 * dagre leaves no room for a cluster's name. Where there is too little, everything from the first thing
 * inside downwards moves down: such a cut across the whole drawing keeps apart whatever was apart.
 */
export function makeRoomForHeaders(placed: Placed): Placed {
  return placed.boxes
    .filter(({ kind }) => kind === 'cluster')
    .reduce((current, { id }) => makeRoomFor(id, current), placed);
}

function makeRoomFor(id: string, { boxes, edges }: Placed): Placed {
  const cluster = boxes.find((placed) => placed.id === id);
  if (cluster === undefined) return { boxes, edges };
  const labels = edges.flatMap(({ label }) => (label === undefined ? [] : [label.box]));
  const contentTops = [...boxes.filter((other) => other.id !== id).map(({ box }) => box), ...labels]
    .filter((box) => contains(cluster.box, box))
    .map(topOf);
  const cut = Math.min(...contentTops, bottomOf(cluster.box));
  const distance = Math.max(0, topOf(cluster.box) + headerHeight(cluster.details) + GAP - cut);
  return {
    boxes: boxes.map((placed) => {
      const moved = placed.kind === 'cluster' ? stretch : shift;
      return { ...placed, box: moved(placed.box, cut, distance) };
    }),
    edges: edges.map((edge) => ({
      ...edge,
      points: edge.points.map((point) => shift(point, cut, distance)),
      ...(edge.label === undefined
        ? {}
        : { label: { ...edge.label, box: shift(edge.label.box, cut, distance) } }),
    })),
  };
}

/** A box is on the side where its centre is: a state beside the cluster must not be cut in two. */
function shift<P extends Point>(point: P, cut: number, distance: number): P {
  return point.y < cut ? point : { ...point, y: point.y + distance };
}

/** A cluster that the cut goes through gets the new room inside. */
function stretch(box: Box, cut: number, distance: number): Box {
  if (topOf(box) >= cut || bottomOf(box) <= cut) return shift(box, cut, distance);
  return { ...box, y: box.y + distance / 2, height: box.height + distance };
}
