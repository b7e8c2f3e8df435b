/** A state as properties see it: the view of each part, the memory of the run, and the device's inputs. */
import type { DeviceInput } from '../../machines/vocabulary/device-input.ts';
import type { PartName } from '../../machines/vocabulary/views.ts';
import type { Flat } from '../numbering/flat.ts';
import type { DeviceViews } from '../property/history.ts';
import type { StateSeen } from '../property/property.ts';
import type { LocalState } from '../statechart/compile-machine.ts';
import type { InnerState } from '../trace/trace.ts';
import type { CompiledModel } from './model.ts';
import { type ModelState, partAt } from './perform.ts';
import type { Product } from './product.ts';

/** What a part shows of one of its local states. */
export const viewOfLocal = (model: CompiledModel, part: number, { leaf, context }: LocalState): Flat =>
  model.parts[part]?.view(context, model.machines[part]?.values[leaf] ?? '') ?? {};

/**
 * What a part shows of its state.
 * @throws RangeError when the state has no such part
 */
export function viewOf(model: CompiledModel, state: ModelState, name: PartName): Flat {
  return viewAt(model, state, partAt(model, name));
}

/** What properties see of a state. */
export const stateSeen = (
  model: CompiledModel,
  state: ModelState,
  history: Flat,
  input: DeviceInput,
): StateSeen => seenThrough((part) => viewAt(model, state, part), history, input);

/** What properties see of a product state. */
export const productStateSeen = (
  product: Product,
  state: Int32Array,
  history: Flat,
  input: DeviceInput,
): StateSeen => seenThrough((part) => product.view(part, state[part] as number), history, input);

/** What history variables see of a product state after a step. */
export const productDeviceViews = (product: Product, state: Int32Array): DeviceViews => ({
  core: product.view(1, state[1] as number) as unknown as DeviceViews['core'],
  class: product.view(2, state[2] as number) as unknown as DeviceViews['class'],
  backend: product.view(3, state[3] as number) as unknown as DeviceViews['backend'],
});

/** The inner state as a trace records it: each part's view. The driver's own state is not the device's. */
export function innerState(model: CompiledModel, state: ModelState): InnerState {
  return Object.fromEntries(
    model.partNames.flatMap((name, part) => (name === 'driver' ? [] : [[name, viewAt(model, state, part)]])),
  );
}

/** The parts come first, and in this order, in every model. Fields in one order: one shape is read the fastest. */
const seenThrough = (view: (part: number) => Flat, history: Flat, input: DeviceInput): StateSeen => ({
  transport: view(0) as unknown as StateSeen['transport'],
  core: view(1) as unknown as StateSeen['core'],
  class: view(2) as unknown as StateSeen['class'],
  backend: view(3) as unknown as StateSeen['backend'],
  history,
  input,
});

function viewAt(model: CompiledModel, state: ModelState, part: number): Flat {
  const local = state[part];
  if (local === undefined) throw new RangeError(`this model has no part ${part}`);
  return viewOfLocal(model, part, local);
}
