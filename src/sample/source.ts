/** Where the operations of a run come from: the adversary's arbitraries, or the choices of a driver. */
import type fc from 'fast-check';
import {
  choiceSequence,
  choose,
  operationSequence,
  type SequenceConstraints,
} from '../../machines/drivers/adversary/arbitraries.ts';
import { CommonOperations } from '../../machines/drivers/adversary/common-operations.ts';
import type { DeviceInput } from '../../machines/vocabulary/device-input.ts';
import type { Operation } from '../../machines/vocabulary/operation.ts';
import type { CompiledModel } from '../model/model.ts';
import { choices, type ModelState } from '../model/perform.ts';

/** What is drawn for a run, and which operation each item of it is in the state at hand. */
export interface Source<T> {
  readonly sequence: fc.Arbitrary<readonly T[]>;
  /** Undefined when there is nothing left to do. */
  readonly operation: (run: { readonly state: ModelState }, item: T) => Operation | undefined;
  /** The operation is drawn again and again, and always as this object. */
  readonly isCommon: (operation: Operation) => boolean;
}

/** Any operation at any time; what is drawn is the operation itself. */
export function adversarySource(
  model: CompiledModel,
  input: DeviceInput,
  { maxLength, only }: Pick<SequenceConstraints, 'maxLength' | 'only'>,
): Source<Operation> {
  const common = new CommonOperations();
  const constraints = { maxLength, further: model.operations, ...(only === undefined ? {} : { only }) };
  return {
    sequence: operationSequence(input, constraints, common),
    operation: (_run, item) => item,
    isCommon: (operation) => common.has(operation),
  };
}

/** What the driver machine does next is its own; what is drawn is which of its choices it takes. */
export const driverSource = (model: CompiledModel, maxLength: number): Source<number> => ({
  sequence: choiceSequence({ maxLength }),
  operation: ({ state }, item) => {
    const all = choices(model, state);
    // The driver's own choices come first.
    const own = all.slice(0, all.length - model.operations.length);
    return choose(own, model.operations, item);
  },
  // A driver makes its operations anew in each of its states.
  isCommon: () => false,
});
