/** The lifecycle of the device core, as a scenario reaches it: its states, and what leads from one to another. */

import type { Operation } from '../../machines/vocabulary/operation.ts';
import { formatScenario } from '../../machines/vocabulary/scenario.ts';
import type { Statechart } from '../diagram/chart.ts';
import { type ReachableEdge, statechartOfEdges } from '../diagram/reachable.ts';
import { EXPLORE_DEFAULTS, type ExploreLimits } from '../explore/explorer.ts';
import { StateSet } from '../explore/sets/state-set.ts';
import type { CompiledModel } from '../model/model.ts';
import { partAt } from '../model/perform.ts';
import { Product } from '../model/product.ts';
import { formatOperation } from '../trace/operation-text.ts';

const CLOCK_EVERY = 4096;

export interface LifecycleDrawing {
  readonly chart: Statechart;
  /** The bound that was hit. */
  readonly stoppedBy?: string;
}

export function drawLifecycle(model: CompiledModel, limits: Partial<ExploreLimits> = {}): LifecycleDrawing {
  const { statesMax, timeMsMax } = { ...EXPLORE_DEFAULTS, ...limits };
  const started = performance.now();
  const product = new Product(model);
  const core = partAt(model, 'core');
  const states = new StateSet(product.width);
  const lifecycleOf = (row: Int32Array): string => String(product.view(core, row[core] as number).lifecycle);
  const row = product.powerOn();
  const initial = lifecycleOf(row);
  const seen = new Set([initial]);
  const counts = new Map<string, EdgeCount>();
  const next = new Int32Array(product.width);
  let stoppedBy: string | undefined;
  states.add(row, -1, -1);
  for (let index = 0; index < states.size; index++) {
    if (states.size > statesMax) stoppedBy = `the limit of ${statesMax} states`;
    if (index % CLOCK_EVERY === 0 && performance.now() - started > timeMsMax)
      stoppedBy = `the time limit of ${timeMsMax / 1000} s`;
    if (stoppedBy !== undefined) break;
    states.copy(index, row);
    const from = lifecycleOf(row);
    for (const operation of product.choices(row)) {
      next.set(row);
      product.perform(next, operation);
      const to = lifecycleOf(next);
      seen.add(to);
      // What leaves the lifecycle where it is would be a loop with every operation on it.
      if (to !== from) countEdge(counts, from, to, operation);
      states.add(next, index, operation);
    }
  }
  const edges = [...counts.values()].map(({ from, to, operation, count }): ReachableEdge => {
    const label = labelOf(product.operation(operation), model);
    return { from, to, label, count };
  });
  const chart = statechartOfEdges(
    `lifecycle: ${formatScenario(model.scenario)}`,
    [...seen].map((id) => ({ id, label: id, initial: id === initial })),
    edges,
  );
  return stoppedBy === undefined ? { chart } : { chart, stoppedBy };
}

interface EdgeCount {
  readonly from: string;
  readonly to: string;
  readonly operation: number;
  count: number;
}

function countEdge(counts: Map<string, EdgeCount>, from: string, to: string, operation: number): void {
  const key = `${from}>${to}>${operation}`;
  const edge = counts.get(key) ?? { from, to, operation, count: 0 };
  edge.count++;
  counts.set(key, edge);
}

/** The words of reports, without the verb that every write has. */
const labelOf = (operation: Operation, { scenario }: CompiledModel): string =>
  formatOperation(operation, scenario.device).replace(/^write /, '');
