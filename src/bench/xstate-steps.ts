/**
 * The steps of a model's parts as xstate itself takes them, in the numbers of a product: the same number, the same
 * local state, event or outputs. Each is asked for once, because machines are pure.
 */
import { type AnyMachineSnapshot, type AnyStateMachine, initialTransition } from 'xstate';
import type { Flat } from '../model/part.ts';
import type { Product } from '../model/product.ts';
import { outputsOf, pathOf, type StepMachine } from './xstate-model.ts';

export interface XstateStep {
  /** The local state afterwards. */
  readonly next: number;
  readonly outputsId: number;
}

export class XstateSteps {
  readonly #product: Product;
  readonly #step: StepMachine;
  /** By part: the leaves by their paths; and by part and event: the steps by local state. */
  readonly #leaves: readonly ReadonlyMap<string, number>[];
  readonly #known: readonly (XstateStep | undefined)[][][];
  /** How many it has asked xstate for. */
  asked = 0;

  constructor(product: Product, step: StepMachine) {
    this.#product = product;
    this.#step = step;
    const { machines } = product.model;
    this.#leaves = machines.map(({ values }) => new Map(values.map((value, leaf) => [value, leaf])));
    this.#known = machines.map(() => []);
  }

  /** What xstate makes of an event in a local state. */
  step(part: number, local: number, event: number): XstateStep {
    const ofPart = this.#known[part] ?? [];
    let steps = ofPart[event];
    if (steps === undefined) {
      steps = [];
      ofPart[event] = steps;
    }
    const known = steps[local] ?? this.#ask(part, local, event);
    steps[local] = known;
    return known;
  }

  /** The local state in which a part begins. */
  initial(part: number): number {
    return this.#localNumber(part, initialTransition(this.#machine(part))[0]);
  }

  #ask(part: number, local: number, event: number): XstateStep {
    this.asked++;
    const product = this.#product;
    const { model } = product;
    const machine = this.#machine(part);
    const { leaf, context } = product.local(part, local);
    const value = valueAt(model.machines[part]?.values[leaf] ?? '');
    const snapshot = machine.resolveState({ value, context });
    const [next, actions] = this.#step(machine, snapshot, product.event(event));
    return { next: this.#localNumber(part, next), outputsId: product.outputsNumber(outputsOf(actions)) };
  }

  #localNumber(part: number, { value, context }: AnyMachineSnapshot): number {
    const leaf = this.#leaves[part]?.get(pathOf(value)) ?? -1;
    return this.#product.localNumber(part, { leaf, context: context as Flat });
  }

  #machine(part: number): AnyStateMachine {
    const machine = this.#product.model.parts[part]?.machine;
    if (machine === undefined) throw new RangeError(`part ${part} does not exist`);
    return machine;
  }
}

/** `negotiating.legacy` as `{ negotiating: 'legacy' }`. */
const valueAt = (path: string): AnyMachineSnapshot['value'] => {
  const [last = '', ...above] = path.split('.').reverse();
  return above.reduce<AnyMachineSnapshot['value']>((value, key) => ({ [key]: value }), last);
};
