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
import { choices, isOutsideGuest, isPaused, type ModelState } from '../model/perform.ts';

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
  // In a virtual machine that is paused no driver does anything; so it is woken up.
  const resume = model.operations.find((each) => each.kind === 'host' && each.event === 'resume');
  const constraints = { maxLength, further: model.operations, ...(only === undefined ? {} : { only }) };
  return {
    sequence: operationSequence(input, constraints, common),
    operation: ({ state }, item) => (isOutsideGuest(item) || !isPaused(model, state) ? item : resume),
    isCommon: (operation) => common.has(operation),
  };
}

/** What the driver machine does next is its own; what is drawn is which of its choices it takes. */
export const driverSource = (model: CompiledModel, maxLength: number): Source<number> => ({
  sequence: choiceSequence({ maxLength }),
  operation: ({ state }, item) => {
    const all = choices(model, state);
    // The driver's own choices come first.
    const host = model.operations.filter(isOutsideGuest);
    const own = all.slice(0, all.length - host.length);
    return choose(own, host, item);
  },
  // A driver makes its operations anew in each of its states.
  isCommon: () => false,
});
