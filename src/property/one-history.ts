/**
 * The history of a whole check. Engines keep one history in a state; where properties bring several variables, it is
 * their product, and each property sees its own variable.
 */
import type { DeviceInput } from '../../machines/vocabulary/device-input.ts';
import type { Observation } from '../../machines/vocabulary/operation.ts';
import { RequestError } from '../errors/errors.ts';
import type { Flat } from '../numbering/flat.ts';
import { type HistoryVariable, type TrackedHistory, tracked } from './history.ts';
import type { Property, StateSeen, StepSeen } from './property.ts';

/** Properties as an engine looks at them, and the history that it keeps for them. */
export interface OneHistory {
  readonly properties: readonly Property[];
  /** Undefined when no property reads a history. */
  readonly history: TrackedHistory | undefined;
}

/** A property reads a history, and brings none. */
export class MissingHistoryError extends Error {
  readonly property: string;

  constructor(property: string) {
    super(
      `property "${property}" names "history" in its \`reads\` and brings no history variable; expected a field \`history\``,
    );
    this.name = 'MissingHistoryError';
    this.property = property;
  }
}

/** Numbers of bits in a word, and so of variables in a product. */
const VARIABLES_MAX = 30;

/**
 * @throws MissingHistoryError
 * @throws RequestError when there are more than `VARIABLES_MAX` variables
 */
export function withOneHistory(properties: readonly Property[], input: DeviceInput): OneHistory {
  const variables = [...new Set(properties.flatMap((each) => variableOf(each) ?? []))];
  const [only] = variables;
  if (only === undefined) return { properties, history: undefined };
  if (variables.length === 1) return { properties, history: tracked(only, input) };
  if (variables.length > VARIABLES_MAX)
    throw new RequestError(
      `one check may have at most ${VARIABLES_MAX} history variables, and these properties bring ${variables.length}; check fewer at once, or let several share one variable`,
    );
  const views = new Map(variables.map((variable, place) => [variable, viewOf(variable, place)]));
  return {
    properties: properties.map((property) => {
      const variable = variableOf(property);
      const view = variable === undefined ? undefined : views.get(variable);
      return view === undefined ? property : seeingOnly(property, view);
    }),
    history: product(variables.map((each) => tracked(each, input))),
  };
}

/** The variable that a property reads. */
function variableOf(property: Property): HistoryVariable | undefined {
  if (!('reads' in property) || !property.reads.includes('history')) return undefined;
  if (property.history === undefined) throw new MissingHistoryError(property.id);
  return property.history;
}

const prefixOf = (place: number): string => `${place}.`;

/** Several variables side by side: each field has the number of its variable before its name. */
function product(variables: readonly TrackedHistory[]): TrackedHistory {
  const merged = (of: (variable: TrackedHistory, place: number) => Flat): Flat =>
    Object.fromEntries(
      variables.flatMap((variable, place) =>
        Object.entries(of(variable, place)).map(([field, value]) => [prefixOf(place) + field, value]),
      ),
    );
  return {
    initial: merged(({ initial }) => initial),
    ofOperation: (operation, transport) => merged((each) => each.ofOperation(operation, transport)),
    noticedBy: (call) =>
      variables.reduce((bits, each, place) => bits | (each.noticedBy(call) === 0 ? 0 : 1 << place), 0),
    ofDevice: (device) => merged((each) => each.ofDevice(device)),
    next: (history, operation, noticed, device) =>
      merged((each, place) =>
        each.next(part(history, place), part(operation, place), noticed & (1 << place), part(device, place)),
      ),
    addsNothing: (history, operation, transport) =>
      variables.every((each, place) => each.addsNothing(part(history, place), operation, transport)),
  };
}

/** What a product has of one variable. */
function part(record: Flat, place: number): Flat {
  const prefix = prefixOf(place);
  return Object.fromEntries(
    Object.entries(record)
      .filter(([field]) => field.startsWith(prefix))
      .map(([field, value]) => [field.slice(prefix.length), value]),
  );
}

/** States and steps as they look to properties of one variable. */
interface View {
  readonly state: (seen: StateSeen) => StateSeen;
  readonly step: (seen: StepSeen) => StepSeen;
}

/** What all properties of a variable share: engines evaluate many of them on the same state. */
function viewOf({ initial }: HistoryVariable, place: number): View {
  const states = new WeakMap<StateSeen, StateSeen>();
  const steps = new WeakMap<StepSeen, StepSeen>();
  const historyIn = partsOf(Object.keys(initial), place);
  const state = (seen: StateSeen): StateSeen => {
    let own = states.get(seen);
    if (own === undefined) {
      own = { ...seen, history: historyIn(seen) };
      states.set(seen, own);
    }
    return own;
  };
  const step = (seen: StepSeen): StepSeen => {
    let own = steps.get(seen);
    if (own === undefined) {
      own = {
        operation: seen.operation,
        get calls() {
          return seen.calls;
        },
        get observations() {
          return seen.observations;
        },
        before: state(seen.before),
        after: state(seen.after),
        input: seen.input,
      };
      steps.set(seen, own);
    }
    return own;
  };
  return { state, step };
}

/** Makes records that read one variable's fields of a product: getters, because an engine may note what is read. */
function partsOf(fields: readonly string[], place: number): (seen: StateSeen) => Flat {
  const prefix = prefixOf(place);
  const getters = Object.fromEntries(
    fields.map((field) => [
      field,
      {
        enumerable: true,
        get(this: { readonly seen: StateSeen }) {
          return this.seen.history[prefix + field];
        },
      },
    ]),
  );
  // One shape with the getters on it, because to define them for each record takes longer than to evaluate a claim.
  const shape = Object.create(null, getters) as object;
  return (seen) => Object.create(shape, { seen: { value: seen } }) as Flat;
}

/** The same property in a check whose history is a product: its predicates are shown the one variable. */
function seeingOnly(property: Property, { state, step }: View): Property {
  switch (property.kind) {
    case 'state':
      return {
        ...property,
        applies: (seen: StateSeen) => property.applies(state(seen)),
        violation: (seen: StateSeen) => property.violation(state(seen)),
      };
    case 'step':
    case 'monitor':
      return {
        ...property,
        applies: (seen: StepSeen) => property.applies(step(seen)),
        violation: (seen: StepSeen) => property.violation(step(seen)),
      };
    case 'relational':
      return { ...property, applies: (seen: StateSeen) => property.applies(state(seen)) };
    case 'reachability':
      return {
        ...property,
        applies: (seen: StateSeen) => property.applies(state(seen)),
        violation: (end: StateSeen, observations: readonly Observation[], script: string) =>
          property.violation(state(end), observations, script),
      };
    case 'agreement':
      return property;
  }
}
