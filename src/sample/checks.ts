/** Which properties are looked at where in a run, and what a run shows of them. */
import type { DeviceInput } from '../../machines/device-input.ts';
import type { Operation } from '../../machines/vocabulary/operation.ts';
import type { Finding } from '../check/explore.ts';
import type { Property, StateProperty, StateSeen, StepProperty, StepSeen } from '../check/property.ts';
import type { CompiledModel } from '../model/model.ts';
import { type Scripted, scripted } from './play.ts';
import type { Source } from './source.ts';
import { type Stand, standAtPowerOn, walk } from './walk.ts';

/** Properties by what they look at. Those that compare two scenarios are not for sampling. */
export interface Checks {
  readonly states: readonly StateProperty[];
  readonly steps: readonly StepProperty[];
  readonly scripts: readonly Scripted[];
}

export const checksOf = (
  model: CompiledModel,
  input: DeviceInput,
  properties: readonly Property[],
): Checks => ({
  states: properties.filter((each) => each.kind === 'state'),
  steps: properties.filter((each): each is StepProperty => each.kind === 'step' || each.kind === 'monitor'),
  scripts: properties.flatMap((each) => scripted(model, input, each) ?? []),
});

/** Who hears what a run shows. */
export interface Listener {
  /** The property's situation came up. Answers whether a violation of it here would be news. */
  readonly applied: (property: string) => boolean;
  readonly violated: (property: string, message: string) => void;
}

/** Tells `listener` what the state properties say of a state. */
export function checkState(checks: Checks, state: StateSeen, listener: Listener): void {
  for (const property of checks.states) {
    if (!property.applies(state) || !listener.applied(property.id)) continue;
    const message = property.violation(state);
    if (message !== undefined) listener.violated(property.id, message);
  }
}

/** Tells `listener` what the step properties say of a step. */
export function checkStep(checks: Checks, step: StepSeen, listener: Listener): void {
  for (const property of checks.steps) {
    if (property.concerns !== undefined && !property.concerns(step.operation)) continue;
    if (!property.applies(step) || !listener.applied(property.id)) continue;
    const message = property.violation(step);
    if (message !== undefined) listener.violated(property.id, message);
  }
}

/** A violation in one run, and how the run came there. */
export interface Violation {
  readonly finding: Finding;
  /** The operations of the run itself, without a script's. */
  readonly path: readonly Operation[];
}

/**
 * The first violation of `property` in the run of `items`. The scripts of a property that has some are
 * played where the items end, all of them.
 */
export function firstViolation<T>(
  model: CompiledModel,
  input: DeviceInput,
  property: Property,
  source: Source<T>,
  items: readonly T[],
): Violation | undefined {
  const checks = checksOf(model, input, [property]);
  const path: Operation[] = [];
  let finding: Finding | undefined;
  const listener: Listener = {
    applied: () => true,
    violated: (id, message) => {
      finding ??= { property: id, operations: [...path], guiltyStep: path.length - 1, message };
    },
  };
  let stand: Stand = standAtPowerOn(model, input);
  checkState(checks, stand.seen, listener);
  for (const item of items) {
    if (finding !== undefined) break;
    const operation = source.operation(stand.state, item);
    if (operation === undefined) break;
    const walked = walk(model, stand, operation);
    path.push(operation);
    checkStep(checks, walked.step, listener);
    if (walked.stand.seen !== stand.seen) checkState(checks, walked.stand.seen, listener);
    stand = walked.stand;
  }
  for (const { applies, plays } of checks.scripts) {
    if (!applies(stand.seen)) continue;
    for (const play of plays) finding ??= play(stand, path);
  }
  return finding === undefined ? undefined : { finding, path };
}
