/** States of one layer that are looked up by front, as words that can be sent. */
import { LayerBuilder } from '../sets/layer-builder.ts';
import type { Layer } from '../sets/layers.ts';
import type { Goals } from '../shortest-path.ts';

export function layerOfGoals(goals: Goals): Layer {
  const builder = new LayerBuilder();
  for (const [front, row] of goals)
    for (let at = 0; at < row.length; at++) if (row[at] !== 0) builder.add(front, at, row[at] as number);
  return builder.layer();
}
