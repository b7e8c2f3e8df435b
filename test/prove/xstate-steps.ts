/**
 * The steps of a model's parts as xstate itself takes them, in the numbers of a product: the same number, the same
 * local state, event or outputs. Each is asked for once, because machines are pure.
 */
import { type AnyMachineSnapshot, initialTransition } from 'xstate';
import {
  machineOf,
  outputsOf,
  type ReadSnapshot,
  type StepMachine,
  snapshotReader,
} from '../../src/bench/xstate-model.ts';
import type { Product } from '../../src/model/product.ts';

export interface XstateStep {
  /** The local state afterwards. */
  readonly next: number;
  readonly outputsId: number;
}

export class XstateSteps {
  readonly #product: Product;
  readonly #step: StepMachine;
  readonly #read: ReadSnapshot;
  /** By part and event: the steps by local state. */
  readonly #known: readonly (XstateStep | undefined)[][][];
  /** By part and local state: xstate's snapshot of it. Each takes longer to make than a step. */
  readonly #snapshots: readonly AnyMachineSnapshot[][];
  /** How many it has asked xstate for. */
  asked = 0;

  constructor(product: Product, step: StepMachine) {
    this.#product = product;
    this.#step = step;
    this.#read = snapshotReader(product.model);
    this.#known = product.model.machines.map(() => []);
    this.#snapshots = product.model.machines.map(() => []);
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
    return this.#localNumber(part, initialTransition(machineOf(this.#product.model, part))[0]);
  }

  #ask(part: number, local: number, event: number): XstateStep {
    this.asked++;
    const product = this.#product;
    const machine = machineOf(product.model, part);
    const [next, actions] = this.#step(machine, this.#snapshot(part, local), product.event(event));
    return { next: this.#localNumber(part, next), outputsId: product.outputsNumber(outputsOf(actions)) };
  }

  #snapshot(part: number, local: number): AnyMachineSnapshot {
    const ofPart = this.#snapshots[part] ?? [];
    const known = ofPart[local];
    if (known !== undefined) return known;
    const product = this.#product;
    const { context } = product.local(part, local);
    const value = valueAt(product.path(part, local));
    const snapshot = machineOf(product.model, part).resolveState({ value, context });
    ofPart[local] = snapshot;
    return snapshot;
  }

  #localNumber(part: number, snapshot: AnyMachineSnapshot): number {
    return this.#product.localNumber(part, this.#read(part, snapshot));
  }
}

/** `negotiating.legacy` as `{ negotiating: 'legacy' }`. */
const valueAt = (path: string): AnyMachineSnapshot['value'] => {
  const [last = '', ...above] = path.split('.').reverse();
  return above.reduce<AnyMachineSnapshot['value']>((value, key) => ({ [key]: value }), last);
};
