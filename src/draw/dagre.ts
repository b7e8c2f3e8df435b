/**
 * The few parts of dagre that layout needs, typed.
 *
 * dagre ships declarations, but their relative imports have no file extensions, so under
 * `moduleResolution: nodenext` every name resolves to `any`. These interfaces are what this folder relies on.
 */

import * as dagre from '@dagrejs/dagre';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A rectangle, by its centre. */
export interface Box extends Point, Size {}

/** dagre writes its answer into labels: a point and a way for each edge, a point for each node. */
interface DagreGraph {
  setGraph(label: Readonly<Record<string, string | number>>): DagreGraph;
  setNode(id: string, size: Partial<Size>): DagreGraph;
  setParent(id: string, parent: string): DagreGraph;
  setEdge(
    from: string,
    to: string,
    label: Readonly<Record<string, string | number>>,
    name: string,
  ): DagreGraph;
  node(id: string): Box;
  edge(from: string, to: string, name: string): Partial<Box> & { readonly points?: readonly Point[] };
}

interface Dagre {
  readonly Graph: new (options: Readonly<Record<string, boolean>>) => DagreGraph;
  readonly layout: (graph: DagreGraph) => void;
}

const { Graph, layout }: Dagre = dagre;

/** Several edges between two nodes, and nodes inside nodes, are allowed. */
export const newGraph = (): DagreGraph => new Graph({ directed: true, compound: true, multigraph: true });

export const runDagre = (graph: DagreGraph): void => layout(graph);
