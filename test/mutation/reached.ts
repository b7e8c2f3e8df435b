/**
 * What each part of a base can be asked at all: every local state with every event that reaches it there, over all
 * runs. A mutant whose machine answers all of it as before runs as the base does, step by step, so nobody can tell it,
 * and the two need not run side by side.
 */
import { StateSet } from '../../src/explore/sets/state-set.ts';
import type { CompiledModel } from '../../src/model/model.ts';
import { Product } from '../../src/model/product.ts';
import { flatKey } from '../../src/numbering/interner.ts';
import type { CompiledMachine, LocalState, LocalStep } from '../../src/statechart/compile-machine.ts';
import type { PartEvent } from '../../src/statechart/part.ts';

/** One step of a part, as the base takes it. */
interface Asked {
  readonly before: LocalState;
  readonly event: PartEvent;
  /** What comes of it, as text. */
  readonly answer: string;
}

export interface Reached {
  /** With its tables filled. */
  readonly product: Product;
  /** By part. */
  readonly asked: readonly (readonly Asked[])[];
}

/**
 * Explores a model to its end.
 * @throws RangeError when it has more states than `statesMax`
 */
export function reach(model: CompiledModel, statesMax: number): Reached {
  const product = new Product(model);
  const states = new StateSet(product.width);
  const row = product.powerOn();
  const next = new Int32Array(row.length);
  states.add(row, -1, -1);
  for (let index = 0; index < states.size; index++) {
    if (states.size > statesMax)
      throw new RangeError(`more than ${statesMax} states; make the stage smaller`);
    states.copy(index, row);
    for (const operation of product.choices(row)) {
      next.set(row);
      product.perform(next, operation);
      states.add(next, index, operation);
    }
  }
  const asked: Asked[][] = model.parts.map(() => []);
  for (const { part, before, event } of product.filledEntries()) {
    const machine = model.machines[part];
    if (machine === undefined) continue;
    asked[part]?.push({ before, event, answer: answerOf(machine, machine.step(before, event)) });
  }
  return { product, asked };
}

/** Whether a mutant's machine answers anything that it is asked in another way than the base's. */
export function differsLocally({ product, asked }: Reached, mutant: CompiledModel): boolean {
  return mutant.machines.some((machine, part) => {
    if (machine === product.model.machines[part]) return false;
    return (asked[part] ?? []).some(
      ({ before, event, answer }) => answerOf(machine, machine.step(before, event)) !== answer,
    );
  });
}

const answerOf = ({ values }: CompiledMachine, { state, outputs }: LocalStep): string =>
  [
    values[state.leaf],
    flatKey(state.context),
    ...outputs.map((output) =>
      output.type === 'call' ? `${output.to} ${flatKey(output.event)}` : flatKey(output.observation),
    ),
  ].join('|');
