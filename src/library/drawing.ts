/** `draw` as functions: a machine as it is written, or the lifecycle that a scenario reaches. */
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import type { Statechart } from '../diagram/chart.ts';
import { drawLifecycle, type LifecycleDrawing } from '../diagram/lifecycle.ts';
import { statechartOf } from '../diagram/statechart.ts';
import { UnknownNameError } from '../errors/unknown-name.ts';
import { type BuildOptions, buildModel } from '../model/build-model.ts';

/**
 * A machine that takes part in a scenario, with the patches laid over it, as a graph that `renderDot`, `renderSvg` and
 * `renderMermaidStatechart` draw.
 *
 * @throws UnknownNameError when no machine of the scenario has this id
 * @example chartOfMachine('virtio-net', scenario, { patches: [] }).name // 'virtio-net'
 */
export function chartOfMachine(id: string, scenario: Scenario, options: BuildOptions): Statechart {
  const { parts } = buildModel(scenario, options).model;
  const part = parts.find(({ machine }) => machine.id === id);
  if (part === undefined)
    throw new UnknownNameError(
      'machine',
      id,
      parts.map(({ machine }) => machine.id),
      'for this scenario, ',
    );
  return statechartOf(part.machine);
}

/**
 * The states of the device core that a scenario reaches, and the operations that lead from one to another.
 *
 * @example
 * const { stoppedBy } = chartOfLifecycle(scenario, { patches: [], alphabet: 'small', statesMax: 10 });
 * stoppedBy // 'the limit of 10 states'
 */
export function chartOfLifecycle(
  scenario: Scenario,
  options: BuildOptions & Parameters<typeof drawLifecycle>[1],
): LifecycleDrawing {
  return drawLifecycle(buildModel(scenario, { alphabet: 'small', ...options }).model, options);
}

/**
 * A chart as a self-contained SVG. Graphviz, a megabyte of WebAssembly, is loaded when it is first asked for.
 * @example (await renderSvg({ name: 'empty', states: [], edges: [] })).slice(0, 4) // '<svg'
 */
export const renderSvg = async (chart: Statechart): Promise<string> =>
  (await import('../diagram/svg.ts')).renderSvg(chart);
