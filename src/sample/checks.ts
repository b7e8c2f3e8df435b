/** Which properties are looked at where in a run, and what a run shows of them. */
import type { DeviceInput } from '../../machines/vocabulary/device-input.ts';
import type { Operation } from '../../machines/vocabulary/operation.ts';
import type { Finding } from '../explore/explorer.ts';
import type { CompiledModel } from '../model/model.ts';
import type { TrackedHistory } from '../property/history.ts';
import { withOneHistory } from '../property/one-history.ts';
import type { Property, StateProperty, StateSeen, StepProperty, StepSeen } from '../property/property.ts';
import { type Scripted, scripted } from './play.ts';
import type { Source } from './source.ts';
import { snapshotAtPowerOn, Walk } from './walk.ts';

/** Where it is noted what a run shows of one property. */
export interface Watch {
  /** The property's situation came up. Answers whether a violation of it here would be news. */
  readonly applied: () => boolean;
  readonly violated: (message: string) => void;
}

export interface Watched<P> {
  readonly property: P;
  readonly watch: Watch;
}

/** Step properties that are concerned by the same operations: one question for all of them. */
interface StepChecks {
  readonly concerns: ((operation: Operation) => boolean) | undefined;
  readonly watched: readonly Watched<StepProperty>[];
}

/** Properties by what they look at. Those that compare two scenarios are not for sampling. */
export interface Checks {
  readonly states: readonly Watched<StateProperty>[];
  readonly steps: readonly StepChecks[];
  readonly scripts: readonly (Scripted & { readonly watch: Watch })[];
}

/** Sorts properties; `watchOf` gives each its watch. */
export function checksOf(
  model: CompiledModel,
  input: DeviceInput,
  properties: readonly Property[],
  history: TrackedHistory | undefined,
  watchOf: (property: Property) => Watch,
): Checks {
  const states: Watched<StateProperty>[] = [];
  const steps = new Map<StepChecks['concerns'], Watched<StepProperty>[]>();
  const scripts: Checks['scripts'][number][] = [];
  for (const property of properties) {
    const watch = watchOf(property);
    if (property.kind === 'state') states.push({ property, watch });
    else if (property.kind === 'step' || property.kind === 'monitor') {
      const { concerns } = property;
      steps.set(concerns, [...(steps.get(concerns) ?? []), { property, watch }]);
    } else {
      const played = scripted(model, input, property, history?.initial);
      if (played !== undefined) scripts.push({ ...played, watch });
    }
  }
  return { states, steps: [...steps].map(([concerns, watched]) => ({ concerns, watched })), scripts };
}

/** Asks the state properties about a state. */
export function checkState({ states }: Checks, state: StateSeen): void {
  for (const { property, watch } of states) {
    if (!property.applies(state) || !watch.applied()) continue;
    const message = property.violation(state);
    if (message !== undefined) watch.violated(message);
  }
}

/** Asks the step properties about a step. */
export function checkStep({ steps }: Checks, step: StepSeen): void {
  for (const { concerns, watched } of steps) {
    if (concerns !== undefined && !concerns(step.operation)) continue;
    for (const { property, watch } of watched) {
      if (!property.applies(step) || !watch.applied()) continue;
      const message = property.violation(step);
      if (message !== undefined) watch.violated(message);
    }
  }
}

/** A property whose situation came up somewhere, and what it said. */
export interface Claim {
  readonly property: string;
  readonly watch: Watch;
  /** The violation, if it is one. */
  readonly message: string | undefined;
}

/** What `checkStep` would report of a step, and `checkState` of the state after it. */
export function claimsOn(checks: Checks, step: StepSeen): readonly Claim[] {
  const claims: Claim[] = [];
  for (const { concerns, watched } of checks.steps) {
    if (concerns !== undefined && !concerns(step.operation)) continue;
    for (const { property, watch } of watched)
      if (property.applies(step))
        claims.push({ property: property.id, watch, message: property.violation(step) });
  }
  const { before, after } = step;
  if (after === before) return claims;
  for (const { property, watch } of checks.states)
    if (property.applies(after))
      claims.push({ property: property.id, watch, message: property.violation(after) });
  return claims;
}

/** Tells the watches that what these claims are about has come up. */
export function tell(claims: readonly Claim[]): void {
  for (let at = 0; at < claims.length; at++) {
    const { watch, message } = claims[at] as Claim;
    if (watch.applied() && message !== undefined) watch.violated(message);
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
  const path: Operation[] = [];
  let finding: Finding | undefined;
  const { properties, history } = withOneHistory([property], input);
  const checks = checksOf(model, input, properties, history, ({ id }) => ({
    applied: () => true,
    violated: (message) => {
      finding ??= { property: id, operations: [...path], guiltyStep: path.length - 1, message };
    },
  }));
  const walk = new Walk(model, snapshotAtPowerOn(model, input, history), history);
  checkState(checks, walk.seen);
  for (const item of items) {
    if (finding !== undefined) break;
    const operation = source.operation(walk, item);
    if (operation === undefined) break;
    const step = walk.take(operation);
    path.push(operation);
    checkStep(checks, step);
    if (step.after !== step.before) checkState(checks, step.after);
  }
  for (const { applies, plays } of checks.scripts) {
    if (!applies(walk.seen)) continue;
    const snapshot = walk.keep();
    for (const play of plays) finding ??= play(snapshot, path)[0]?.finding;
  }
  return finding === undefined ? undefined : { finding, path };
}
