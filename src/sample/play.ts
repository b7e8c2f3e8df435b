/** Plays the scripts of relational and reachability properties from any state of a run. */
import type { DeviceInput } from '../../machines/vocabulary/device-input.ts';
import type { Observation, Operation } from '../../machines/vocabulary/operation.ts';
import type { Finding } from '../explore/explorer.ts';
import {
  causeOfScript,
  causeOfVariant,
  type Difference,
  innerDifferences,
  shownDifference,
  variantFinding,
} from '../explore/scripts/player.ts';
import { deviceOnly } from '../model/device-only.ts';
import type { CompiledModel } from '../model/model.ts';
import { type ModelState, powerOn } from '../model/perform.ts';
import { RunningModel } from '../model/running-model.ts';
import { stateSeen, viewOf } from '../model/state-view.ts';
import type { Flat } from '../numbering/flat.ts';
import { flatKey } from '../numbering/interner.ts';
import type { Cause } from '../property/cause.ts';
import { NO_HISTORY } from '../property/history.ts';
import type { Property, ReachabilityProperty, RelationalProperty, StateSeen } from '../property/property.ts';
import type { LocalState } from '../statechart/compile-machine.ts';
import type { Snapshot } from './walk.ts';

/** A property with scripts, ready to be played. */
export interface Scripted {
  readonly property: RelationalProperty | ReachabilityProperty;
  readonly applies: (state: StateSeen) => boolean;
  /** One for each variant or script: what is found when the claim fails after `path`, the first of it first. */
  readonly plays: readonly ((from: Snapshot, path: readonly Operation[]) => readonly ScriptFinding[])[];
}

/** A violation that a script shows, with its cause. */
export interface ScriptFinding {
  readonly cause: Cause;
  readonly finding: Finding;
}

/** Prepares a property's scripts; undefined for a property that has none to play in one model. */
export function scripted(
  scenarioModel: CompiledModel,
  input: DeviceInput,
  property: Property,
  history: Flat = NO_HISTORY,
): Scripted | undefined {
  // Scripts are not the driver's own; the driver, if it is a machine, is not told of them.
  const model = deviceOnly(scenarioModel);
  if (property.kind === 'relational') {
    const plays = property.variants(input).map((variant) => (from: Snapshot, path: readonly Operation[]) => {
      const left = run(model, from.state, variant.left).state;
      const right = run(
        model,
        variant.rightFrom === 'powerOn' ? powerOn(model) : from.state,
        variant.right,
      ).state;
      return differencesOf(model, property, left, right, variant.probes).map((difference) => ({
        cause: causeOfVariant(variant, difference),
        finding: variantFinding(property, variant, path, difference),
      }));
    });
    return { property, applies: property.applies, plays };
  }
  if (property.kind === 'reachability') {
    const plays = property
      .scripts(input)
      .map(({ name, operations: script }) => (from: Snapshot, path: readonly Operation[]) => {
        const { state, observations } = run(model, from.state, script);
        // The end is judged by the device alone, as in an exploration.
        const message = property.violation(stateSeen(model, state, history, input), observations, name);
        if (message === undefined) return [];
        const operations = [...path, ...script];
        const finding = { property: property.id, operations, guiltyStep: operations.length - 1, message };
        return [{ cause: causeOfScript(name, script.at(-1), message), finding }];
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

/** What tells the ends of two runs apart: probes, and what no register shows. */
function differencesOf(
  model: CompiledModel,
  property: RelationalProperty,
  left: ModelState,
  right: ModelState,
  probes: readonly Operation[],
): readonly Difference[] {
  if (left.every((local, part) => sameLocal(local, right[part]))) return [];
  const one = new RunningModel(model, left);
  const two = new RunningModel(model, right);
  const shown: Difference[] = [];
  for (const [at, probe] of probes.entries()) {
    const first = one.perform(probe);
    const second = two.perform(probe);
    if (keyOf(first.observations) !== keyOf(second.observations))
      shown.push(shownDifference(at + 1, first.observations, second.observations));
  }
  const seen = shown[0]?.probes ?? 0;
  const inner = (property.compareParts ?? []).flatMap((name) =>
    innerDifferences(name, viewOf(model, left, name), viewOf(model, right, name)),
  );
  return [...shown, ...inner.map((each) => ({ ...each, probes: seen }))];
}

const keyOf = (observations: readonly Observation[]): string => observations.map(flatKey).join('|');

function sameLocal(one: LocalState, two: LocalState | undefined): boolean {
  if (one === two) return true;
  if (one.leaf !== two?.leaf) return false;
  for (const field in one.context) if (one.context[field] !== two.context[field]) return false;
  return true;
}
