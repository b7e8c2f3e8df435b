/**
 * The way of fast-check's documentation: commands, and `modelRun` that plays them. The commands step xstate
 * and look at the benchmark's claims; a violation is counted, because the runs are to be many.
 */
import fc from 'fast-check';
import { operation as anyOperation } from '../../machines/drivers/adversary/arbitraries.ts';
import type { DeviceInput } from '../../machines/vocabulary/device-input.ts';
import type { Operation } from '../../machines/vocabulary/operation.ts';
import type { PartName } from '../../machines/vocabulary/views.ts';
import { type ModelState, partAt } from '../model/perform.ts';
import { NO_HISTORY } from '../property/history.ts';
import type { StateSeen } from '../property/property.ts';
import { STATE_CLAIMS, STEP_CLAIMS } from './claims.ts';
import type { XstateModel } from './xstate-model.ts';

/** The device under test, as the commands drive it. */
interface Driven {
  state: ModelState;
  seen: StateSeen;
}

export interface CommandRuns {
  readonly operations: number;
  readonly violations: number;
}

/** Plays `runs` sequences of up to `maxLength` commands. */
export function playCommands(
  model: XstateModel,
  input: DeviceInput,
  { runs, maxLength, seed }: { readonly runs: number; readonly maxLength: number; readonly seed: number },
): CommandRuns {
  let operations = 0;
  let violations = 0;
  const seenIn = (state: ModelState): StateSeen => {
    const view = (name: PartName): unknown => {
      const index = partAt(model.model, name);
      const local = state[index];
      if (local === undefined) throw new RangeError(`part ${name} has no state`);
      const value = model.model.machines[index]?.values[local.leaf] ?? '';
      return model.model.parts[index]?.view(local.context, value);
    };
    return {
      transport: view('transport') as StateSeen['transport'],
      core: view('core') as StateSeen['core'],
      class: view('class') as StateSeen['class'],
      backend: view('backend') as StateSeen['backend'],
      history: NO_HISTORY,
      input,
    };
  };
  class Perform implements fc.Command<object, Driven> {
    readonly operation: Operation;
    constructor(operation: Operation) {
      this.operation = operation;
    }
    check(): boolean {
      return true;
    }
    run(_model: object, real: Driven): void {
      const { operation } = this;
      const { state, calls, observations } = model.perform(real.state, operation);
      const after = seenIn(state);
      const step = { operation, calls, observations, before: real.seen, after, input };
      for (const claim of STEP_CLAIMS)
        if (claim.applies(step) && claim.violation(step) !== undefined) violations++;
      for (const claim of STATE_CLAIMS)
        if (claim.applies(after) && claim.violation(after) !== undefined) violations++;
      real.state = state;
      real.seen = after;
      operations++;
    }
  }
  const powerOn = model.powerOn();
  const seenAtPowerOn = seenIn(powerOn);
  const commands = fc.commands<object, Driven>([anyOperation(input).map((each) => new Perform(each))], {
    maxCommands: maxLength,
    size: 'max',
  });
  fc.assert(
    fc.property(commands, (each) =>
      fc.modelRun(() => ({ model: {}, real: { state: powerOn, seen: seenAtPowerOn } }), each),
    ),
    { numRuns: runs, seed },
  );
  return { operations, violations };
}
