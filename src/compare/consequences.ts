/** What follows from violations that nobody sees, for a driver that may do anything afterwards. */
import type { Operation } from '../../machines/vocabulary/operation.ts';
import type { PartName, Views } from '../../machines/vocabulary/views.ts';
import type { ScenarioResult } from '../check/check.ts';
import type { Consequence, Verdict, VerdictCause } from '../check/verdict.ts';
import { type BuildOptions, buildModel } from '../model/build-model.ts';
import { deviceOnly } from '../model/device-only.ts';
import type { CompiledModel } from '../model/model.ts';
import { type ModelState, perform, powerOn } from '../model/perform.ts';
import { stateSeen, viewOfLocal } from '../model/state-view.ts';
import type { Flat } from '../numbering/flat.ts';
import { NO_HISTORY } from '../property/history.ts';
import type { Demands, Property } from '../property/property.ts';
import { nearestConsequence } from './continuation.ts';

/** The results with a consequence for the first cause of each claim that nobody sees. */
export function withConsequences(
  result: ScenarioResult,
  properties: readonly Property[],
  options: BuildOptions,
): ScenarioResult {
  const isInner = ({ seenBy }: VerdictCause): boolean => seenBy === 'nobody';
  const concerns = result.verdicts.some((each) => each.verdict === 'violated' && each.causes.some(isInner));
  if (!concerns) return result;
  // Whoever drove it there: from then on anything may be done.
  const built = buildModel({ ...result.scenario, driver: 'adversary' }, options);
  const verdicts = result.verdicts.map((verdict): Verdict => {
    const property = properties.find(({ id }) => id === verdict.property);
    if (verdict.verdict !== 'violated' || property === undefined) return verdict;
    const first = verdict.causes.findIndex(isInner);
    const causes = verdict.causes.map((cause, at) =>
      at === first ? { ...cause, consequence: consequenceOf(property, cause, built) } : cause,
    );
    return { ...verdict, causes };
  });
  return { ...result, verdicts };
}

type Built = ReturnType<typeof buildModel>;

function consequenceOf(property: Property, { trace, fields }: VerdictCause, built: Built): Consequence {
  const model = deviceOnly(built.model);
  const operations = trace.steps.map(({ operation }) => operation);
  const is = endOf(model, powerOn(model), operations);
  const { branch } = trace;
  if (branch !== undefined && branch.scenario === undefined) {
    const start =
      branch.after === 'powerOn'
        ? powerOn(model)
        : endOf(model, powerOn(model), operations.slice(0, branch.after));
    const other = branch.steps.map(({ operation }) => operation);
    // The runs may end differently in what the claim does not speak of.
    return told(model, is, fieldsOf(model, endOf(model, start, other), fields));
  }
  const before = endOf(model, powerOn(model), operations.slice(0, -1));
  const demands = demandsOf(property, operations, { ...built, model });
  if (demands === undefined)
    return { kind: 'untold', because: 'the claim does not say which values it demands' };
  const { asBefore = [], ...values } = demands;
  const left = is.map((local, part) => {
    const name = model.partNames[part] as PartName;
    return asBefore.includes(name) ? (before[part] ?? local) : local;
  });
  return told(model, is, values, left);
}

/** @param left where the values that are demanded are put in: the state as it is, or parts of it as they were */
function told(model: CompiledModel, is: ModelState, values: Values, left: ModelState = is): Consequence {
  const shouldBe = asDemanded(model, left, values);
  return typeof shouldBe === 'string'
    ? { kind: 'untold', because: shouldBe }
    : nearestConsequence(model, is, shouldBe);
}

type Values = Omit<Demands, 'asBefore'>;

/** Some fields of a state, by their names with their parts. */
function fieldsOf(model: CompiledModel, state: ModelState, fields: readonly string[]): Values {
  const values = new Map<string, Record<string, unknown>>();
  for (const each of fields) {
    const [name = '', field = ''] = each.split('.');
    const part = model.partIndex.get(name);
    const local = part === undefined ? undefined : state[part];
    if (part === undefined || local === undefined) continue;
    const own = values.get(name) ?? {};
    own[field] = viewOfLocal(model, part, local)[field];
    values.set(name, own);
  }
  return Object.fromEntries(values) as Values;
}

const endOf = (model: CompiledModel, from: ModelState, operations: readonly Operation[]): ModelState =>
  operations.reduce((state, operation) => perform(model, state, operation).state, from);

/** What a claim demands at the end of a run; claims that need the history for that do not say it. */
function demandsOf(
  property: Property,
  operations: readonly Operation[],
  { model, input }: Built,
): Demands | undefined {
  const last = operations.at(-1);
  const before = endOf(model, powerOn(model), operations.slice(0, -1));
  if (property.kind === 'state')
    return property.demands?.(stateSeen(model, endOf(model, powerOn(model), operations), NO_HISTORY, input));
  if ((property.kind !== 'step' && property.kind !== 'monitor') || last === undefined) return undefined;
  const { state, calls, observations } = perform(model, before, last);
  return property.demands?.({
    operation: last,
    observations,
    calls,
    before: stateSeen(model, before, NO_HISTORY, input),
    after: stateSeen(model, state, NO_HISTORY, input),
    input,
  });
}

/** The state with the fields that are demanded; a sentence when a machine keeps one of them otherwise. */
function asDemanded(model: CompiledModel, is: ModelState, demands: Values): ModelState | string {
  const state = [...is];
  for (const [name, fields] of Object.entries(demands) as [PartName, Partial<Views[PartName]>][]) {
    const part = model.partIndex.get(name) ?? -1;
    const local = state[part];
    if (local === undefined) return `this device has no ${name}`;
    const view = viewOfLocal(model, part, local);
    const wrong = Object.entries(fields as Flat).filter(([field, value]) => view[field] !== value);
    const changed = { ...local, context: { ...local.context, ...Object.fromEntries(wrong) } };
    const shown = viewOfLocal(model, part, changed);
    const other = wrong.find(([field, value]) => !(field in local.context) || shown[field] !== value);
    if (other !== undefined) return `the machine does not keep ${name}.${other[0]} under that name`;
    state[part] = changed;
  }
  return state;
}
