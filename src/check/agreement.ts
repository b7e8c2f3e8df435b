/** Plays an agreement property's scripts in two scenarios and compares what they come to. */
import type { DeviceInput } from '../../machines/vocabulary/device-input.ts';
import type { Observation, Operation } from '../../machines/vocabulary/operation.ts';
import { operationKind } from '../../machines/vocabulary/operation-kind.ts';
import type { Finding } from '../explore/explorer.ts';
import { deviceOnly } from '../model/device-only.ts';
import type { CompiledModel } from '../model/model.ts';
import { perform, powerOn } from '../model/perform.ts';
import { stateSeen } from '../model/state-view.ts';
import { type CauseFound, POWER_ON } from '../property/cause.ts';
import { NO_HISTORY } from '../property/history.ts';
import type { AgreementProperty } from '../property/property.ts';
import type { Flat } from '../statechart/part.ts';

export interface Side {
  readonly model: CompiledModel;
  readonly input: DeviceInput;
}

/** The first script on which the two scenarios differ. */
export const disagreement = (property: AgreementProperty, here: Side, there: Side): Finding | undefined =>
  disagreements(property, here, there)[0]?.finding;

/** Each script on which the two scenarios differ, with the fields that do; shortest scripts first. */
export function disagreements(property: AgreementProperty, here: Side, there: Side): readonly CauseFound[] {
  const scripts = [...property.scripts(here.input, there.input)].sort(
    (a, b) => a.here.length - b.here.length,
  );
  return scripts.flatMap((script): readonly CauseFound[] => {
    const one = play(property, here, script.here);
    const two = play(property, there, script.there);
    const fields = Object.keys(one).filter((each) => one[each] !== two[each]);
    const [field] = fields;
    if (field === undefined) return [];
    const finding: Finding = {
      property: property.id,
      operations: script.here,
      guiltyStep: script.here.length - 1,
      message: `${script.name}: ${field} is ${say(one[field])} here, and ${say(two[field])} there`,
      branch: { after: 'powerOn', operations: script.there },
    };
    const last = script.here.at(-1);
    const operation = last === undefined ? POWER_ON : operationKind(last);
    return [{ causes: fields.map((each) => ({ variant: script.name, operation, field: each })), finding }];
  });
}

const say = (value: unknown): string =>
  typeof value === 'number' ? `0x${value.toString(16)}` : String(value) || 'nothing';

function play(property: AgreementProperty, side: Side, operations: readonly Operation[]): Flat {
  // The scripts are a driver's own; the scenario's driver, if it is a machine, stays out of it.
  const model = deviceOnly(side.model);
  let state = powerOn(model);
  const steps: (readonly Observation[])[] = [];
  for (const operation of operations) {
    const performed = perform(model, state, operation);
    state = performed.state;
    steps.push(performed.observations);
  }
  return property.outcome(stateSeen(model, state, NO_HISTORY, side.input), steps);
}
