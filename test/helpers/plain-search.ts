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
import type { Flat } from '../../src/numbering/flat.ts';
import { flatKey, Interner } from '../../src/numbering/interner.ts';
import {
  asStepProperty,
  type Cause,
  type CauseFound,
  causeAtPowerOn,
  causeKey,
  causesOfStep,
} from '../../src/property/cause.ts';
import type { Finding } from '../../src/property/finding.ts';
import { historyAfter, NO_HISTORY, tracked } from '../../src/property/history.ts';
import type { Property } from '../../src/property/property.ts';

export interface PlainResult {
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  /** The first violation of each property in breadth-first order; of a script the shortest, then the first. */
  readonly findings: ReadonlyMap<string, Finding>;
  /** By property and cause: the first violation with that cause, found in the same way. */
  readonly causes: ReadonlyMap<string, ReadonlyMap<string, CauseFound>>;
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
  const histories = new Interner<Flat>();
  const idOf = (history: Flat): number => histories.intern(flatKey(history), () => history);
  // Each history variable by itself, its value in a place of its own after the parts.
  const variableOf = (property: Property) =>
    'reads' in property && property.reads.includes('history') ? property.history : undefined;
  const variables = [...new Set(properties.flatMap((each) => variableOf(each) ?? []))];
  const running = variables.map((each) => tracked(each, input));
  const placeOf = new Map(
    properties.map((each) => {
      const own = variableOf(each);
      return [each, own === undefined ? -1 : variables.indexOf(own)] as const;
    }),
  );
  const states = new StateSet(width + variables.length);
  const findings = new Map<string, Finding>();
  const violating = new Map<string, number>();
  const applied = new Map<string, number>();
  const speaks = (id: string): void => {
    applied.set(id, (applied.get(id) ?? 0) + 1);
  };
  const scripts = properties.map(
    (each) => new ScriptPlayer(product, input, [each], variableOf(each)?.initial),
  );
  const start = new Int32Array(width + variables.length);
  start.set(product.powerOn());
  for (const [at, { initial }] of running.entries()) start[width + at] = idOf(initial);
  states.add(start, -1, -1);
  const state = new Int32Array(width + variables.length);
  const next = new Int32Array(width + variables.length);
  /** A state as a property sees it, whose history is its own variable's. */
  const seenBy = (property: Property, vector: Int32Array) => {
    const number = vector[width + (placeOf.get(property) ?? -1)];
    const own = placeOf.get(property) === -1 || number === undefined ? NO_HISTORY : histories.at(number);
    return productStateSeen(product, vector, own, input);
  };
  const depths: number[] = [0];
  let transitions = 0;
  const pathTo = (index: number) => states.path(index).map((each) => product.operation(each));
  const note = (id: string, finding: () => Finding): void => {
    violating.set(id, (violating.get(id) ?? 0) + 1);
    if (!findings.has(id)) findings.set(id, finding());
  };
  const causes = new Map<string, Map<string, CauseFound>>();
  const noteCause = (id: string, cause: Cause, finding: Finding): void => {
    const own = causes.get(id) ?? new Map<string, CauseFound>();
    causes.set(id, own);
    const known = own.get(causeKey(cause));
    if (known === undefined || known.finding.operations.length > finding.operations.length)
      own.set(causeKey(cause), { causes: [cause], finding });
  };
  for (let index = 0; index < states.size; index++) {
    states.copy(index, state);
    const depth = depths[index] ?? 0;
    for (const property of properties) {
      if (property.kind !== 'state') continue;
      const before = seenBy(property, state);
      if (!property.applies(before)) continue;
      speaks(property.id);
      const message = property.violation(before);
      if (message === undefined) continue;
      note(property.id, () => {
        const operations = pathTo(index);
        return { property: property.id, operations, guiltyStep: operations.length - 1, message };
      });
      if (index === 0)
        noteCause(property.id, causeAtPowerOn(message), {
          property: property.id,
          operations: [],
          guiltyStep: -1,
          message,
        });
    }
    for (const player of scripts) {
      const [prepared] = player.prepared;
      if (prepared === undefined) continue;
      const { id } = prepared.property;
      if (!prepared.property.applies(seenBy(prepared.property, state))) continue;
      speaks(id);
      const known = findings.get(id)?.operations.length ?? Number.POSITIVE_INFINITY;
      const length = player.shortestFrom(prepared, state, known - depth);
      const found = player.finding(prepared, state, length, pathTo(index));
      if (found !== undefined) findings.set(id, found.finding);
      for (const { cause, finding } of player.violations(prepared, state, pathTo(index)))
        noteCause(id, cause, finding);
    }
    for (const operation of product.choices(state)) {
      next.set(state);
      const { calls, observations } = product.transcript(product.perform(next, operation));
      const done = product.operation(operation);
      const end = productStateSeen(product, next, NO_HISTORY, input);
      for (const [at, variable] of running.entries()) {
        const before = histories.at(state[width + at] ?? 0);
        next[width + at] = idOf(historyAfter(variable, before, done, calls, end));
      }
      transitions++;
      for (const property of properties) {
        const asStep = asStepProperty(property);
        if (asStep === undefined) continue;
        const seen = {
          operation: done,
          calls,
          observations,
          before: seenBy(property, state),
          after: seenBy(property, next),
          input,
        };
        const said =
          asStep.concerns?.(done) !== false && asStep.applies(seen) ? asStep.violation(seen) : undefined;
        if (said === undefined) continue;
        const operations = [...pathTo(index), done];
        const finding = {
          property: property.id,
          operations,
          guiltyStep: operations.length - 1,
          message: said,
        };
        for (const cause of causesOfStep(asStep, seen, said)) noteCause(property.id, cause, finding);
      }
      for (const property of properties) {
        if (property.kind !== 'step' && property.kind !== 'monitor') continue;
        const [before, after] = [seenBy(property, state), seenBy(property, next)];
        const step = { operation: done, calls, observations, before, after, input };
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
  return {
    states: states.size,
    transitions,
    depth: depths.at(-1) ?? 0,
    findings,
    causes,
    violating,
    applied,
  };
}
