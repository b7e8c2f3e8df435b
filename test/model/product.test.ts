/**
 * The proof that exploration runs the machines: on every reachable state of these scenarios the tables agree
 * with `perform`, and every step that a table holds agrees with xstate's own stepping.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PATCHES } from '../../machines/semantics/index.ts';
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import { StateSet } from '../../src/explore/sets/state-set.ts';
import { buildModel } from '../../src/model/build-model.ts';
import type { CompiledModel } from '../../src/model/model.ts';
import { choices, type ModelState, perform, powerOn } from '../../src/model/perform.ts';
import { Product } from '../../src/model/product.ts';
import { THREAD_ALPHABET } from '../../src/scenarios/force-modern.ts';
import type { LocalState } from '../../src/statechart/compile-machine.ts';
import { pathOf, xstateOracle } from '../helpers/xstate-oracle.ts';

const base: Scenario = {
  semantics: 'qemu-7.2',
  patches: [],
  transport: 'ccw',
  flavour: 'transitional',
  device: 'net',
  backend: 'vhost-user',
  driver: 'adversary',
  byteOrder: 'big',
  features: ['MTU', 'CTRL_VQ', 'MQ'],
};

const scenarios: readonly Scenario[] = [
  base,
  { ...base, patches: ['force-modern-v2'] },
  { ...base, semantics: 'spec-1.4', backend: 'none' },
  { ...base, transport: 'mmio', flavour: 'legacy' },
  { ...base, transport: 'pci', flavour: 'legacy', device: 'blk', features: [] },
  { ...base, transport: 'pci', flavour: 'transitional', driver: 'linux-5.18' },
  { ...base, transport: 'pci', flavour: 'transitional', driver: 'modern', patches: ['indicate-modern'] },
  { ...base, transport: 'mmio', flavour: 'modern', driver: 'firmware', semantics: 'qemu-6.1' },
];

const modelOf = (scenario: Scenario): CompiledModel =>
  buildModel(scenario, {
    patches: scenario.patches.flatMap((name) => PATCHES.get(name) ?? []),
    alphabet: scenario.driver === 'adversary' ? THREAD_ALPHABET : { hostEvents: ['systemReset', 'migrate'] },
  }).model;

/** Explores the product by its tables, comparing every transition with `perform`; returns what was met. */
function compareEverywhere(model: CompiledModel): {
  readonly product: Product;
  readonly states: number;
  readonly transitions: number;
} {
  const product = new Product(model);
  const states = new StateSet(product.width);
  states.add(product.powerOn(), -1, -1);
  const row = new Int32Array(product.width);
  let transitions = 0;
  for (let index = 0; index < states.size; index++) {
    states.copy(index, row);
    const before: ModelState = [...row].map((local, part) => product.local(part, local));
    const operations = product.choices(row);
    expect([...operations].map((id) => product.operation(id))).toEqual(choices(model, before));
    for (const id of operations) {
      const next = row.slice();
      const transcript = product.transcript(product.perform(next, id));
      const expected = perform(model, before, product.operation(id));
      if (!sameState(product, next, expected.state))
        expect([...next].map((local, part) => product.local(part, local))).toEqual(expected.state);
      expect(transcript.observations).toEqual(expected.observations);
      expect(transcript.calls).toEqual(expected.calls);
      transitions++;
      states.add(next, index, id);
    }
  }
  return { product, states: states.size, transitions };
}

const sameState = (product: Product, row: Int32Array, state: ModelState): boolean =>
  state.every((local, part) => {
    const own = product.local(part, row[part] ?? -1);
    return (
      own.leaf === local.leaf &&
      Object.entries(local.context).every(([field, value]) => own.context[field] === value)
    );
  });

describe.each(
  scenarios.map((scenario) => ({
    name: `${scenario.semantics} ${scenario.patches} ${scenario.transport} ${scenario.flavour} ${scenario.driver}`,
    scenario,
  })),
)('$name', ({ scenario }) => {
  it('tables, compiled machines and xstate agree on every reachable state', () => {
    const model = modelOf(scenario);
    const { product, states, transitions } = compareEverywhere(model);
    expect({ states, transitions }).toMatchSnapshot();
    let compared = 0;
    const oracles = model.parts.map(({ machine }) => xstateOracle(machine));
    for (const { part, before, event, after } of product.filledEntries()) {
      const oracle = oracles[part];
      const values = model.machines[part]?.values ?? [];
      if (oracle === undefined) throw new Error(`part ${part} is missing`);
      const { snapshot, outputs } = oracle.step(
        oracle.snapshotOf(values[before.leaf] ?? '', before.context),
        event,
      );
      expect({ value: pathOf(snapshot), context: snapshot.context }).toEqual({
        value: values[after.leaf],
        context: after.context,
      });
      expect(outputs).toEqual(model.machines[part]?.step(before as LocalState, event).outputs);
      compared++;
    }
    expect(compared).toBeGreaterThan(0);
  });
});

it('on random walks of the transitional PCI device, tables and perform agree', () => {
  const model = modelOf({ ...base, transport: 'pci' });
  const product = new Product(model);
  fc.assert(
    fc.property(fc.array(fc.nat(), { maxLength: 60 }), (picks) => {
      const row = product.powerOn();
      let state = powerOn(model);
      for (const pick of picks) {
        const operations = product.choices(row);
        const id = operations[pick % operations.length] ?? 0;
        const transcript = product.transcript(product.perform(row, id));
        const expected = perform(model, state, product.operation(id));
        state = expected.state;
        expect(sameState(product, row, state)).toBe(true);
        expect(transcript.observations).toEqual(expected.observations);
      }
    }),
    { numRuns: 300 },
  );
});
