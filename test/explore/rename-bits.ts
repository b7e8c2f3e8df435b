/** One run played twice, the second time with two feature bits renamed: do only their names differ? */
import type { DeviceInput } from '../../machines/vocabulary/device-input.ts';
import { type FeatureWord, fromWord, toWord } from '../../machines/vocabulary/feature-bits.ts';
import type { Observation, Operation } from '../../machines/vocabulary/operation.ts';
import { registerValue } from '../../machines/vocabulary/register-access.ts';
import type { CompiledModel } from '../../src/model/model.ts';
import { type ModelState, partAt, perform, powerOn } from '../../src/model/perform.ts';
import type { LocalState } from '../../src/statechart/compile-machine.ts';
import type { Flat } from '../../src/statechart/part.ts';

export type Pair = readonly [number, number];

/**
 * Plays `operations` as they are, and renamed.
 *
 * @returns one sentence about the first step after which more than the names differs; undefined if none does
 */
export function differenceByRenaming(
  model: CompiledModel,
  input: DeviceInput,
  operations: readonly Operation[],
  pair: Pair,
): string | undefined {
  const swap = (word: FeatureWord): FeatureWord => swapped(word, pair);
  let one = powerOn(model);
  let two = powerOn(model);
  for (const [at, each] of operations.entries()) {
    const operation = wholeRegister(input, each);
    const half = halfOf(model, one, operation, input);
    const after = perform(model, one, operation);
    const renamed = perform(model, two, renameOperation(operation, half, swap));
    const expected = {
      state: after.state.map((local) => renameState(local, swap)),
      observations: after.observations.map((seen) => renameObservation(seen, half, swap)),
    };
    const found = { state: renamed.state, observations: renamed.observations };
    if (JSON.stringify(expected) !== JSON.stringify(found))
      return `step ${at}, ${JSON.stringify(operation)}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`;
    one = after.state;
    two = renamed.state;
  }
  return undefined;
}

type Half = 'low' | 'high' | 'none';

function swapped(word: FeatureWord, [one, two]: Pair): FeatureWord {
  const all = toWord(word);
  const differ = ((all >> BigInt(one)) ^ (all >> BigInt(two))) & 1n;
  return fromWord(all ^ (differ << BigInt(one)) ^ (differ << BigInt(two)));
}

/**
 * A narrow write is zero-extended, so it is a write of the whole register with another value; as such its bits
 * can be renamed. A narrow read shows a part of a word, which renaming may move elsewhere: we read it whole.
 */
function wholeRegister(input: DeviceInput, operation: Operation): Operation {
  if (operation.kind !== 'write' && operation.kind !== 'read') return operation;
  const { interface: via, register } = operation;
  if (register !== 'driverFeature' || input.transport !== 'pci' || (operation.at ?? 0) !== 0)
    return operation;
  if (operation.kind === 'read') return { kind: 'read', interface: via, register };
  const value = registerValue({ value: operation.value, size: operation.size }, 4);
  return { kind: 'write', interface: via, register, value };
}

/** The half of a word that the operation writes or reads. */
function halfOf(model: CompiledModel, state: ModelState, operation: Operation, input: DeviceInput): Half {
  if (operation.kind === 'ccw')
    return operation.command !== 'WRITE_FEAT'
      ? 'none'
      : operation.index === 0
        ? 'low'
        : operation.index === 1
          ? 'high'
          : 'none';
  const concerns = 'register' in operation && operation.register === 'driverFeature';
  if (!concerns || (operation.at ?? 0) !== 0) return 'none';
  if (operation.interface === 'legacy' && input.transport === 'pci') return 'low';
  const select = state[partAt(model, 'transport')]?.context.driverFeatureSelect;
  return select === 0 ? 'low' : select === 1 ? 'high' : 'none';
}

type Swap = (word: FeatureWord) => FeatureWord;

function renameHalf(value: number, half: Half, swap: Swap): number {
  if (half === 'none') return value;
  return swap({ low: 0, high: 0, [half]: value >>> 0 })[half];
}

const renameOperation = (operation: Operation, half: Half, swap: Swap): Operation =>
  'value' in operation && operation.value !== undefined
    ? { ...operation, value: renameHalf(operation.value, half, swap) }
    : operation;

/** The offer reads the same under both names: bits of one class are offered alike. */
function renameObservation(seen: Observation, half: Half, swap: Swap): Observation {
  if (seen.kind === 'read' && seen.register === 'driverFeature')
    return { ...seen, value: renameHalf(seen.value, half, swap) };
  if (seen.kind !== 'message' || seen.low === undefined || seen.high === undefined) return seen;
  return { ...seen, ...swap({ low: seen.low, high: seen.high }) };
}

/** Every pair of fields `…Low` and `…High` is a feature word. */
function renameState(local: LocalState, swap: Swap): LocalState {
  const context: Record<string, Flat[string]> = { ...local.context };
  for (const name of Object.keys(context)) {
    if (!name.endsWith('Low')) continue;
    const other = `${name.slice(0, -'Low'.length)}High`;
    const word = swap({ low: Number(context[name]), high: Number(context[other]) });
    context[name] = word.low;
    context[other] = word.high;
  }
  return { ...local, context };
}
