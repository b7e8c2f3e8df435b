/**
 * A statechart as DOT text, the language of Graphviz: compound states are clusters, and every state and edge has the
 * `id` that `dot-ids.ts` makes from its name. What a state does in itself stands in the state.
 */
import type { ChartEdge, ChartState, Statechart } from './chart.ts';
import { type DotEdge, type DotEnd, dotEdges, frameOf, startOf } from './dot-ends.ts';
import { anyStateId, edgeId, encodeName, startId, stateId } from './dot-ids.ts';
import { chartLabel, compoundLabel, edgeLabel, stateLabel } from './dot-label.ts';
import { attributes, quoted } from './dot-text.ts';
import { COLOUR, FONT_SIZE, MEASURED_FONT } from './dot-theme.ts';
import { mergeEdges } from './merge-edges.ts';

/** The same chart gives the same text; any Graphviz draws it, and `svg.ts` with the one that comes along. */
export function renderDot(chart: Statechart): string {
  const edges = mergeEdges(chart.edges);
  const between = dotEdges({ ...chart, edges });
  const context: ClusterContext = {
    between,
    states: chart.states,
    loops: new Map(edges.filter(({ from, to }) => from === to).map((edge) => [edge.from, edge])),
    anyStates: new Set(between.flatMap(({ from }) => ('anyStateOf' in from ? [from.anyStateOf] : []))),
  };
  const frame = frameOf(chart.states);
  const lines = [
    `graph ${attributes({ ...PAGE, ...(frame === undefined ? { id: quoted('chart'), label: chartLabel(chart.name) } : captionOf(frame, context)) })};`,
    `node ${attributes(NODES)};`,
    `edge ${attributes(EDGES)};`,
    ...inside(frame?.id, context),
  ];
  return `${[`digraph ${quoted(chart.name)} {`, ...lines.map(indented), '}'].join('\n')}\n`;
}

const FONT = { fontname: quoted(MEASURED_FONT), fontsize: FONT_SIZE.detail, fontcolor: quoted(COLOUR.ink) };
const PAGE = {
  compound: 'true',
  bgcolor: quoted(COLOUR.paper),
  labelloc: 't',
  labeljust: 'l',
  pad: 0.15,
  nodesep: 0.3,
  ranksep: 0.35,
  ...FONT,
};
const NODES = {
  shape: 'box',
  style: quoted('rounded,filled'),
  margin: quoted('0.06,0.02'),
  height: 0.3,
  color: quoted(COLOUR.state.border),
  fillcolor: quoted(COLOUR.state.fill),
  ...FONT,
};
const EDGES = { color: quoted(COLOUR.line), arrowsize: 0.7, ...FONT };

interface ClusterContext {
  readonly states: readonly ChartState[];
  readonly between: readonly DotEdge[];
  /** By state: what leads from it to itself. */
  readonly loops: ReadonlyMap<string, ChartEdge>;
  /** The compound states that have edges into themselves. */
  readonly anyStates: ReadonlySet<string>;
}

/** What lies in a compound state, or on the outermost level, and the edges that stay there. */
function inside(parent: string | undefined, context: ClusterContext): readonly string[] {
  const { states, anyStates, between } = context;
  const start = startOf(parent, states);
  const children = states.filter((state) => state.parent === parent);
  return [
    ...(start === undefined ? [] : startLines(parent, start)),
    ...(parent !== undefined && anyStates.has(parent) ? [anyStateLine(parent)] : []),
    ...children.flatMap((child) => stateLines(child, context)),
    ...between.filter(({ within }) => within === parent).map(edgeLine),
  ];
}

function stateLines(state: ChartState, context: ClusterContext): readonly string[] {
  const { id, kind } = state;
  if (!context.states.some(({ parent }) => parent === id)) {
    const border = kind === 'final' ? { peripheries: 2 } : {};
    const label = stateLabel(state, context.loops.get(id));
    return [`${node(id)} ${attributes({ label, ...identityOf(state), ...border })};`];
  }
  const { fill, border } = COLOUR.compound;
  const isRegion = context.states.filter((each) => each.parent === state.parent && each.initial).length > 1;
  const look = {
    style: quoted(isRegion ? 'rounded,filled,dashed' : 'rounded,filled'),
    color: quoted(border),
    fillcolor: quoted(fill),
    margin: 24,
  };
  return [
    `subgraph ${cluster(id)} {`,
    `  graph ${attributes({ ...captionOf(state, context), ...look })};`,
    ...inside(id, context).map(indented),
    `}`,
  ];
}

const captionOf = (state: ChartState, { loops }: ClusterContext) => ({
  label: compoundLabel(state, loops.get(state.id)),
  ...identityOf(state),
});

const identityOf = ({ id, label, description }: ChartState) => ({
  id: quoted(stateId(id)),
  tooltip: quoted(description ?? label.split('\n')[0] ?? ''),
});

function startLines(parent: string | undefined, start: DotEnd): readonly string[] {
  const id = quoted(startId(parent));
  const look = { shape: 'point', width: 0.12, color: quoted(COLOUR.ink), fillcolor: quoted(COLOUR.ink) };
  return [
    `${id} ${attributes({ id, ...look, tooltip: quoted('begins here') })};`,
    `${id} -> ${node(start.state)} ${attributes({ lhead: borderOf(start), weight: 4 })};`,
  ];
}

function anyStateLine(compound: string): string {
  const id = quoted(anyStateId(compound));
  const look = {
    style: quoted('rounded,filled,dashed'),
    fillcolor: quoted(COLOUR.paper),
    color: quoted(COLOUR.line),
  };
  return `${id} ${attributes({ label: '<<I>any state</I>>', id, tooltip: quoted('from any state in here'), ...look })};`;
}

function edgeLine({ edge, from, to }: DotEdge): string {
  const tail = 'anyStateOf' in from ? quoted(anyStateId(from.anyStateOf)) : node(from.state);
  return `${tail} -> ${node(to.state)} ${attributes({
    id: quoted(edgeId(edge.from, edge.to)),
    label: edge.label === '' ? undefined : edgeLabel(edge.label),
    ltail: 'border' in from ? borderOf(from) : undefined,
    lhead: borderOf(to),
  })};`;
}

const indented = (line: string): string => `  ${line}`;
const node = (id: string): string => quoted(encodeName(id));
const cluster = (id: string): string => quoted(`cluster_${encodeName(id)}`);
const borderOf = ({ border }: DotEnd): string | undefined =>
  border === undefined ? undefined : cluster(border);
