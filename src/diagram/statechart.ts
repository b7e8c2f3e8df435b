/**
 * A machine as a neutral graph: what the renderers draw, and all that they know of xstate.
 *
 * Only public fields of xstate's `StateNode` are read. Nothing is executed: guards and actions are shown
 * by the names under which a semantics provides them, which are the words that a maintainer would use.
 */

import type { AnyStateMachine, StateNode } from 'xstate';
import type { ChartEdge, ChartState, Statechart } from './chart.ts';
import { mergeEdges } from './merge-edges.ts';
import { actionList, foldEvents, type LabelOptions, transitionLines } from './transition-label.ts';

export interface StatechartOptions extends Partial<LabelOptions> {
  /**
   * Which transitions without a target to draw. They stay where they are, so on a lifecycle they are noise:
   * most machines answer most reads that way. `described` keeps those that the machine's author gave a
   * `description`, because somebody thought them worth a sentence. A transition that names its own state as
   * target is always drawn.
   * @defaultValue 'described'
   */
  readonly targetless?: 'all' | 'described' | 'none';
}

/**
 * Read a machine's statechart.
 *
 * The machine's root becomes an enclosing state only when it has something to show: transitions of its own
 * (they apply in any state), entry or exit actions, parallel regions, or no states inside.
 */
export function statechartOf(machine: AnyStateMachine, options: StatechartOptions = {}): Statechart {
  const labels: LabelOptions = { detail: options.detail ?? 'full', actionsMax: options.actionsMax ?? 3 };
  const { targetless = 'described' } = options;
  const { root } = machine;
  const nodes = descendants(root);
  const edges = nodes.flatMap((node) => edgesOf(node, labels, targetless));
  const isRootShown =
    root.type !== 'compound' ||
    edges.some((edge) => edge.from === root.id || edge.to === root.id) ||
    actionLines(root, labels).length > 0;
  const shown = isRootShown ? nodes : nodes.filter((node) => node !== root);
  return {
    name: machine.id,
    states: shown.map((node) => stateOf(node, isRootShown, labels)),
    edges: mergeEdges(edges),
  };
}

function descendants(node: StateNode): readonly StateNode[] {
  return [node, ...Object.values(node.states).flatMap((child) => descendants(child))];
}

function stateOf(node: StateNode, isRootShown: boolean, options: LabelOptions): ChartState {
  const { parent } = node;
  const isParentShown = parent !== undefined && (isRootShown || parent.parent !== undefined);
  return {
    id: node.id,
    label: [stateName(node), ...actionLines(node, options)].join('\n'),
    ...(isParentShown ? { parent: parent.id } : {}),
    initial: isInitial(node),
    ...(node.type === 'final' || node.type === 'history' ? { kind: node.type } : {}),
    ...(node.description === undefined ? {} : { description: node.description }),
  };
}

/** The kinds that UML draws with a shape of their own are said in words, so that both renderers can. */
function stateName(node: StateNode): string {
  if (node.type === 'final') return `${node.key} (final)`;
  if (node.type === 'history') return `${node.key} (${node.history === 'deep' ? 'deep history' : 'history'})`;
  return node.key;
}

function actionLines(node: StateNode, options: LabelOptions): readonly string[] {
  if (options.detail !== 'full') return [];
  return (['entry', 'exit'] as const).flatMap((moment) => {
    const actions = actionList(node[moment], options);
    return actions === '' ? [] : [`${moment} / ${actions}`];
  });
}

function isInitial(node: StateNode): boolean {
  const { parent } = node;
  if (parent === undefined) return true;
  if (parent.type === 'parallel') return node.type !== 'history';
  return parent.initial.target.some((target) => isInside(target, node));
}

function isInside(node: StateNode, ancestor: StateNode): boolean {
  return node === ancestor || (node.parent !== undefined && isInside(node.parent, ancestor));
}

function edgesOf(
  node: StateNode,
  options: LabelOptions,
  targetless: 'all' | 'described' | 'none',
): readonly ChartEdge[] {
  const lines = transitionLines(node, options).filter(
    ({ transition }) =>
      transition.target !== undefined ||
      targetless === 'all' ||
      (targetless === 'described' && transition.description !== undefined),
  );
  const byTarget = new Map<string, (typeof lines)[number][]>();
  for (const line of lines) {
    for (const target of line.transition.target ?? [node]) {
      byTarget.set(target.id, [...(byTarget.get(target.id) ?? []), line]);
    }
  }
  return [...byTarget].map(([to, lines]) => ({
    from: node.id,
    to,
    label: foldEvents(lines).join('\n'),
    kind: to === node.id ? 'self' : 'normal',
  }));
}
