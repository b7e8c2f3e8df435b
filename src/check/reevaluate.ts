/**
 * Evaluates a property on a stored trace: the trace's operations are done again on a model, which may by
 * now behave otherwise, and the claim is put to that run alone. The predicates and the comparison of two
 * runs are the exploration's own.
 */
import type { Operation } from '../../machines/vocabulary/operation.ts';
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import { ScriptPlayer } from '../explore/scripts/player.ts';
import type { BuiltModel } from '../model/build-model.ts';
import { deviceOnly } from '../model/device-only.ts';
import { type ModelState, type Performed, perform, powerOn } from '../model/perform.ts';
import { Product } from '../model/product.ts';
import { productStateSeen, stateSeen } from '../model/state-view.ts';
import type { Flat } from '../numbering/flat.ts';
import { flatKey } from '../numbering/interner.ts';
import type { Finding } from '../property/finding.ts';
import { historyAfter, NO_HISTORY, type TrackedHistory } from '../property/history.ts';
import { withOneHistory } from '../property/one-history.ts';
import type {
  AgreementProperty,
  Property,
  ReachabilityProperty,
  RelationalProperty,
  StateProperty,
  StateSeen,
  StepProperty,
} from '../property/property.ts';
import type { Trace } from '../trace/trace.ts';
import { disagreement } from './agreement.ts';

export type Reevaluation =
  | { readonly verdict: 'fails'; readonly finding: Finding }
  /** `because` when the run no longer comes to a situation that the claim speaks of. */
  | { readonly verdict: 'passes'; readonly because?: string }
  /** The claim does not speak of this run: another scenario, another alphabet, or not a run of its scripts. */
  | { readonly verdict: 'notApplicable'; readonly because: string };

/** Builds the model of the other scenario, for claims about two. */
export type BuildOther = (scenario: Scenario) => BuiltModel;

export function reevaluate(
  trace: Trace,
  property: Property,
  scenario: Scenario,
  built: BuiltModel,
  buildOther: BuildOther,
): Reevaluation {
  const because = property.skips?.(built.input, scenario);
  if (because !== undefined) return { verdict: 'notApplicable', because };
  // The operations are the trace's; a driver of the scenario would insist on its own.
  const here: BuiltModel = { ...built, model: deviceOnly(built.model) };
  switch (property.kind) {
    case 'state':
    case 'step':
    case 'monitor':
      return alongRun(trace, property, here);
    case 'relational':
      return secondRun(trace, property, here);
    case 'reachability':
      return script(trace, property, here);
    case 'agreement':
      return otherScenario(trace, property, scenario, here, buildOther);
  }
}

interface Moment {
  readonly state: ModelState;
  readonly seen: StateSeen;
}

const operationsOf = (trace: Trace): readonly Operation[] => trace.steps.map(({ operation }) => operation);

/** The first state or step of the run on which the claim fails. */
function alongRun(trace: Trace, property: StateProperty | StepProperty, built: BuiltModel): Reevaluation {
  const operations = operationsOf(trace);
  const fails = (step: number, message: string): Reevaluation => ({
    verdict: 'fails',
    finding: { property: property.id, operations: operations.slice(0, step + 1), guiltyStep: step, message },
  });
  const { history } = withOneHistory([property], built.input);
  let now = momentOf(built, powerOn(built.model), history?.initial ?? NO_HISTORY);
  let applied = false;
  for (let step = -1; step < operations.length; step++) {
    const operation = operations[step];
    if (operation === undefined) {
      if (property.kind !== 'state') continue;
    } else {
      const performed = perform(built.model, now.state, operation);
      const after = momentAfter(built, history, now, operation, performed);
      if (property.kind !== 'state') {
        const { calls, observations } = performed;
        const taken = {
          operation,
          observations,
          calls,
          before: now.seen,
          after: after.seen,
          input: built.input,
        };
        now = after;
        if (!property.applies(taken)) continue;
        applied = true;
        const message = property.violation(taken);
        if (message !== undefined) return fails(step, message);
        continue;
      }
      now = after;
    }
    if (property.kind !== 'state' || !property.applies(now.seen)) continue;
    applied = true;
    const message = property.violation(now.seen);
    if (message !== undefined) return fails(step, message);
  }
  if (applied) return { verdict: 'passes' };
  return { verdict: 'passes', because: 'this run no longer comes to a situation that the claim speaks of' };
}

function momentOf(built: BuiltModel, state: ModelState, history: Flat): Moment {
  return { state, seen: stateSeen(built.model, state, history, built.input) };
}

function momentAfter(
  built: BuiltModel,
  variable: TrackedHistory | undefined,
  before: Moment,
  operation: Operation,
  performed: Performed,
): Moment {
  const bare = momentOf(built, performed.state, NO_HISTORY);
  const history = historyAfter(variable, before.seen.history, operation, performed.calls, bare.seen);
  return { ...bare, seen: { ...bare.seen, history } };
}

/** A relational claim: whichever of its variants the trace is a run of, from the state where they part. */
function secondRun(trace: Trace, property: RelationalProperty, built: BuiltModel): Reevaluation {
  const { branch } = trace;
  const operations = operationsOf(trace);
  const other = branch?.steps.map(({ operation }) => operation) ?? [];
  const candidates = property.variants(built.input).flatMap((variant) => {
    const fromPowerOn = variant.rightFrom === 'powerOn';
    if (branch === undefined || (branch.after === 'powerOn') !== fromPowerOn) return [];
    const probes = other.length - variant.right.length;
    if (probes < 0 || probes > variant.probes.length) return [];
    const shown = variant.probes.slice(0, probes);
    const prefix = operations.length - variant.left.length - probes;
    const isRun =
      prefix >= 0 &&
      (fromPowerOn || branch.after === prefix) &&
      sameOperations(other, [...variant.right, ...shown]) &&
      sameOperations(operations.slice(prefix), [...variant.left, ...shown]);
    return isRun ? [{ prefix, property: { ...property, variants: () => [variant] } }] : [];
  });
  return playCandidates(candidates, operations, built);
}

/** A claim about what stays possible: whichever of its scripts the trace ends with. */
function script(trace: Trace, property: ReachabilityProperty, built: BuiltModel): Reevaluation {
  const operations = operationsOf(trace);
  const candidates = property.scripts(built.input).flatMap((each) => {
    const prefix = operations.length - each.operations.length;
    const isRun = prefix >= 0 && sameOperations(operations.slice(prefix), each.operations);
    return isRun ? [{ prefix, property: { ...property, scripts: () => [each] } }] : [];
  });
  return playCandidates(candidates, operations, built);
}

interface Candidate {
  /** Operations before the script begins. */
  readonly prefix: number;
  readonly property: RelationalProperty | ReachabilityProperty;
}

/** Plays scripts from their prefixes with the exploration's own player. */
function playCandidates(
  candidates: readonly Candidate[],
  operations: readonly Operation[],
  built: BuiltModel,
): Reevaluation {
  if (candidates.length === 0)
    return { verdict: 'notApplicable', because: 'the run is none of those that the claim compares here' };
  let applied = false;
  for (const { prefix, property } of candidates) {
    const path = operations.slice(0, prefix);
    const product = new Product(built.model);
    const { history: variable } = withOneHistory([property], built.input);
    const { state, history } = stateAfter(product, variable, path, built);
    if (!property.applies(productStateSeen(product, state, history, built.input))) continue;
    applied = true;
    const player = new ScriptPlayer(product, built.input, [property], variable?.initial);
    for (const prepared of player.prepared) {
      const length = player.shortestFrom(prepared, state, Number.POSITIVE_INFINITY);
      const found = player.finding(prepared, state, length, path);
      if (found !== undefined) return { verdict: 'fails', finding: found.finding };
    }
  }
  if (applied) return { verdict: 'passes' };
  return { verdict: 'passes', because: 'the claim does not speak of the state where the runs part' };
}

/** The product state after some operations, and what the driver has done by then. */
function stateAfter(
  product: Product,
  variable: TrackedHistory | undefined,
  path: readonly Operation[],
  { input }: BuiltModel,
) {
  const state = product.powerOn();
  let history = variable?.initial ?? NO_HISTORY;
  for (const operation of path) {
    const { calls } = product.transcript(product.perform(state, product.operationId(operation)));
    const after = productStateSeen(product, state, NO_HISTORY, input);
    history = historyAfter(variable, history, operation, calls, after);
  }
  return { state, history };
}

/** A claim about two scenarios: the one script that the trace is a run of, in both. */
function otherScenario(
  trace: Trace,
  property: AgreementProperty,
  scenario: Scenario,
  here: BuiltModel,
  buildOther: BuildOther,
): Reevaluation {
  const partner = property.partner(scenario);
  if (partner === undefined)
    return { verdict: 'notApplicable', because: 'there is no scenario to agree with' };
  const there = buildOther(partner);
  const scripts = property
    .scripts(here.input, there.input)
    .filter((each) => sameOperations(each.here, operationsOf(trace)));
  if (scripts.length === 0)
    return { verdict: 'notApplicable', because: 'the run is none of those that the claim compares here' };
  const finding = disagreement({ ...property, scripts: () => scripts }, here, {
    model: deviceOnly(there.model),
    input: there.input,
  });
  return finding === undefined ? { verdict: 'passes' } : { verdict: 'fails', finding };
}

/** Equal whatever the order of their fields: a trace file has its own. */
const sameOperations = (left: readonly Operation[], right: readonly Operation[]): boolean =>
  left.length === right.length && left.every((each, at) => keyOf(each) === keyOf(right[at]));

const keyOf = (operation: Operation | undefined): string =>
  flatKey(Object.fromEntries(Object.entries(operation ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))));
