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
  return {
    properties: properties.map((property) => {
      const variable = variableOf(property);
      return variable === undefined ? property : seeingOnly(property, variables.indexOf(variable), variable);
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

/** The same property in a check whose history is a product: its predicates are shown the one variable. */
function seeingOnly(property: Property, place: number, variable: HistoryVariable): Property {
  const states = new WeakMap<StateSeen, StateSeen>();
  const steps = new WeakMap<StepSeen, StepSeen>();
  const fields = Object.keys(variable.initial);
  const state = (seen: StateSeen): StateSeen => {
    let own = states.get(seen);
    if (own === undefined) {
      const history = {};
      // Getters, because an engine may note what is read.
      for (const field of fields)
        Object.defineProperty(history, field, {
          enumerable: true,
          get: () => seen.history[prefixOf(place) + field],
        });
      own = { ...seen, history };
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
