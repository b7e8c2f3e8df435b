/**
 * Breadth-first search state by state, in the plainest way: every operation is performed on every state, every
 * property is evaluated at every step. What the engine finds faster must be what this finds.
 */
import type { DeviceInput } from '../../machines/vocabulary/device-input.ts';
import { ScriptPlayer } from '../../src/explore/scripts/player.ts';
import { StateSet } from '../../src/explore/sets/state-set.ts';
import type { CompiledModel } from '../../src/model/model.ts';
import { Product } from '../../src/model/product.ts';
import { productStateSeen } from '../../src/model/state-view.ts';
import { flatKey, Interner } from '../../src/numbering/interner.ts';
import type { Finding } from '../../src/property/finding.ts';
import { extendHistory, type History, NO_HISTORY } from '../../src/property/history.ts';
import type { Property } from '../../src/property/property.ts';

export interface PlainResult {
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  /** The first violation of each property in breadth-first order; of a script the shortest, then the first. */
  readonly findings: ReadonlyMap<string, Finding>;
  /** Violating transitions of step properties, violating states of state properties. */
  readonly violating: ReadonlyMap<string, number>;
  /** How many states or steps each property spoke of. */
  readonly applied: ReadonlyMap<string, number>;
}

export function plainSearch(
  model: CompiledModel,
  input: DeviceInput,
  properties: readonly Property[],
): PlainResult {
  const product = new Product(model);
  const { width } = product;
  const histories = new Interner<History>();
  const idOf = (history: History): number => histories.intern(flatKey(history), () => history);
  const tracks = properties.some((each) => 'reads' in each && each.reads.includes('history'));
  const states = new StateSet(width + 1);
  const findings = new Map<string, Finding>();
  const violating = new Map<string, number>();
  const applied = new Map<string, number>();
  const speaks = (id: string): void => {
    applied.set(id, (applied.get(id) ?? 0) + 1);
  };
  const scripts = new ScriptPlayer(product, input, properties);
  const start = new Int32Array(width + 1);
  start.set(product.powerOn());
  start[width] = idOf(NO_HISTORY);
  states.add(start, -1, -1);
  const row = new Int32Array(width + 1);
  const next = new Int32Array(width + 1);
  const depths: number[] = [0];
  let transitions = 0;
  const pathTo = (index: number) => states.path(index).map((each) => product.operation(each));
  const note = (id: string, finding: () => Finding): void => {
    violating.set(id, (violating.get(id) ?? 0) + 1);
    if (!findings.has(id)) findings.set(id, finding());
  };
  for (let index = 0; index < states.size; index++) {
    states.copy(index, row);
    const depth = depths[index] ?? 0;
    const before = productStateSeen(product, row, histories.at(row[width] ?? 0), input);
    for (const property of properties) {
      if (property.kind !== 'state' || !property.applies(before)) continue;
      speaks(property.id);
      const message = property.violation(before);
      if (message === undefined) continue;
      note(property.id, () => {
        const operations = pathTo(index);
        return { property: property.id, operations, guiltyStep: operations.length - 1, message };
      });
    }
    for (const prepared of scripts.prepared) {
      const { id } = prepared.property;
      if (!prepared.property.applies(before)) continue;
      speaks(id);
      const known = findings.get(id)?.operations.length ?? Number.POSITIVE_INFINITY;
      const length = scripts.shortestFrom(prepared, row, known - depth);
      const finding = scripts.finding(prepared, row, length, pathTo(index));
      if (finding !== undefined) findings.set(id, finding);
    }
    for (const operation of product.choices(row)) {
      next.set(row);
      const { calls, observations } = product.transcript(product.perform(next, operation));
      const done = product.operation(operation);
      const end = productStateSeen(product, next, NO_HISTORY, input);
      const history = tracks ? extendHistory(before.history, done, calls, end) : NO_HISTORY;
      next[width] = idOf(history);
      transitions++;
      const step = { operation: done, calls, observations, before, after: { ...end, history }, input };
      for (const property of properties) {
        if (property.kind !== 'step' && property.kind !== 'monitor') continue;
        if (property.concerns?.(done) === false || !property.applies(step)) continue;
        speaks(property.id);
        const message = property.violation(step);
        if (message === undefined) continue;
        note(property.id, () => {
          const operations = [...pathTo(index), done];
          return { property: property.id, operations, guiltyStep: operations.length - 1, message };
        });
      }
      if (states.add(next, index, operation)) depths.push(depth + 1);
    }
  }
  return { states: states.size, transitions, depth: depths.at(-1) ?? 0, findings, violating, applied };
}
