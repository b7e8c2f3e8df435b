/** Plays the scripts of relational and reachability properties from any state of a run. */
import type { DeviceInput } from '../../machines/vocabulary/device-input.ts';
import type { Observation, Operation } from '../../machines/vocabulary/operation.ts';
import type { Finding } from '../explore/explorer.ts';
import {
  type Difference,
  leavesOtherwise,
  saysOtherwise,
  variantFinding,
} from '../explore/scripts/player.ts';
import { deviceOnly } from '../model/device-only.ts';
import type { CompiledModel } from '../model/model.ts';
import { type ModelState, powerOn } from '../model/perform.ts';
import { RunningModel } from '../model/running-model.ts';
import { stateSeen, viewOf } from '../model/state-view.ts';
import type { Flat } from '../numbering/flat.ts';
import { flatKey } from '../numbering/interner.ts';
import { NO_HISTORY } from '../property/history.ts';
import type { Property, ReachabilityProperty, RelationalProperty, StateSeen } from '../property/property.ts';
import type { LocalState } from '../statechart/compile-machine.ts';
import type { Stand } from './walk.ts';

/** A property with scripts, ready to be played. */
export interface Scripted {
  readonly property: RelationalProperty | ReachabilityProperty;
  readonly applies: (state: StateSeen) => boolean;
  /** One for each variant or script: the finding when the claim fails after `path`. */
  readonly plays: readonly ((from: Stand, path: readonly Operation[]) => Finding | undefined)[];
}

/** Prepares a property's scripts; undefined for a property that has none to play in one model. */
export function scripted(
  scenarioModel: CompiledModel,
  input: DeviceInput,
  property: Property,
  history: Flat = NO_HISTORY,
): Scripted | undefined {
  // Scripts are not the driver's own; the driver, if it is a machine, does not hear of them.
  const model = deviceOnly(scenarioModel);
  if (property.kind === 'relational') {
    const plays = property.variants(input).map((variant) => (from: Stand, path: readonly Operation[]) => {
      const left = run(model, from.state, variant.left).state;
      const right = run(
        model,
        variant.rightFrom === 'powerOn' ? powerOn(model) : from.state,
        variant.right,
      ).state;
      const difference = differenceOf(model, property, left, right, variant.probes);
      return difference === undefined ? undefined : variantFinding(property, variant, path, difference);
    });
    return { property, applies: property.applies, plays };
  }
  if (property.kind === 'reachability') {
    const plays = property
      .scripts(input)
      .map(({ name, operations: script }) => (from: Stand, path: readonly Operation[]) => {
        const { state, observations } = run(model, from.state, script);
        // The end is judged by the device alone, as in an exploration.
        const message = property.violation(stateSeen(model, state, history, input), observations, name);
        if (message === undefined) return undefined;
        const operations = [...path, ...script];
        return { property: property.id, operations, guiltyStep: operations.length - 1, message };
      });
    return { property, applies: property.applies, plays };
  }
  return undefined;
}

function run(
  model: CompiledModel,
  from: ModelState,
  operations: readonly Operation[],
): { readonly state: ModelState; readonly observations: readonly Observation[] } {
  const running = new RunningModel(model, from);
  const observations: Observation[] = [];
  for (const operation of operations) observations.push(...running.perform(operation).observations);
  return { state: running.keep(), observations };
}

/** What tells the ends of two runs apart: a probe, or else what no register shows. */
function differenceOf(
  model: CompiledModel,
  property: RelationalProperty,
  left: ModelState,
  right: ModelState,
  probes: readonly Operation[],
): Difference | undefined {
  if (left.every((local, part) => sameLocal(local, right[part]))) return undefined;
  const one = new RunningModel(model, left);
  const two = new RunningModel(model, right);
  for (const [at, probe] of probes.entries()) {
    const first = one.perform(probe);
    const second = two.perform(probe);
    if (keyOf(first.observations) !== keyOf(second.observations))
      return { probes: at + 1, message: saysOtherwise(first.observations, second.observations) };
  }
  for (const name of property.compareParts ?? []) {
    const message = leavesOtherwise(name, viewOf(model, left, name), viewOf(model, right, name));
    if (message !== undefined) return { probes: 0, message };
  }
  return undefined;
}

const keyOf = (observations: readonly Observation[]): string => observations.map(flatKey).join('|');

function sameLocal(one: LocalState, two: LocalState | undefined): boolean {
  if (one === two) return true;
  if (one.leaf !== two?.leaf) return false;
  for (const field in one.context) if (one.context[field] !== two.context[field]) return false;
  return true;
}
