/**
 * The history of a whole check. Engines keep one history in a state; where properties bring several variables, it is
 * their product, and each property sees its own variable.
 */
import type { DeviceInput } from '../../machines/vocabulary/device-input.ts';
import type { Observation } from '../../machines/vocabulary/operation.ts';
import { RequestError } from '../errors/errors.ts';
import type { Flat, FlatValue } from '../numbering/flat.ts';
import { getOrInsert } from '../numbering/get-or-insert.ts';
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
  const namesOf = prefixedNames();
  const split = splitting(variables.length);
  const merge = (values: readonly Flat[]): Flat => {
    const whole: Record<string, FlatValue> = {};
    for (const [place, value] of values.entries()) {
      const names = namesOf(place);
      for (const field in value) whole[names(field)] = value[field] as FlatValue;
    }
    return whole;
  };
  const merged = (of: (variable: TrackedHistory, place: number) => Flat): Flat => {
    const values = variables.map(of);
    return split.note(merge(values), values);
  };
  return {
    product: { variables, merge },
    initial: merged(({ initial }) => initial),
    ofOperation: (operation, transport) => merged((each) => each.ofOperation(operation, transport)),
    noticedBy: (call) =>
      variables.reduce((bits, each, place) => bits | (each.noticedBy(call) === 0 ? 0 : 1 << place), 0),
    ofDevice: (device) => merged((each) => each.ofDevice(device)),
    next: (history, operation, noticed, device) => {
      const [before, added, afterwards] = [split.of(history), split.of(operation), split.of(device)];
      return merged((each, place) =>
        each.next(at(before, place), at(added, place), noticed & (1 << place), at(afterwards, place)),
      );
    },
    addsNothing: (history, operation, transport) => {
      const values = split.of(history);
      return variables.every((each, place) => each.addsNothing(at(values, place), operation, transport));
    },
  };
}

const at = (values: readonly Flat[], place: number): Flat => values[place] as Flat;

/** By place of a variable and name of a field: the field's name in the product. */
function prefixedNames(): (place: number) => (field: string) => string {
  const known: ((field: string) => string)[] = [];
  return (place) => {
    known[place] ??= prefixed(prefixOf(place));
    return known[place];
  };
}

function prefixed(prefix: string): (field: string) => string {
  const known = new Map<string, string>();
  return (field) => getOrInsert(known, field, () => prefix + field);
}

/** Takes a product's record apart into those of its variables, once for each record. */
function splitting(variables: number): {
  /** Notes what a record is made of; gives the record. */
  readonly note: (whole: Flat, values: readonly Flat[]) => Flat;
  readonly of: (whole: Flat) => readonly Flat[];
} {
  const known = new WeakMap<Flat, readonly Flat[]>();
  const places = Array.from({ length: variables }, (_, place) => place);
  return {
    note: (whole, values) => {
      known.set(whole, values);
      return whole;
    },
    of: (whole) => getOrInsert(known, whole, () => places.map((place) => part(whole, place))),
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
  const historyIn = partsOf(Object.keys(initial), place);
  const state = ofLastTwo(
    (seen: StateSeen): StateSeen => ({
      transport: seen.transport,
      core: seen.core,
      class: seen.class,
      backend: seen.backend,
      history: historyIn(seen),
      input: seen.input,
    }),
  );
  const step = ofLastTwo(
    (seen: StepSeen): StepSeen => ({
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
    }),
  );
  return { state, step };
}

/** Remembers the last two: a step's two states, of which the second is often the next step's first. */
function ofLastTwo<T extends object>(make: (seen: T) => T): (seen: T) => T {
  let last: readonly [seen: T, own: T] | undefined;
  let other: readonly [seen: T, own: T] | undefined;
  return (seen) => {
    if (last?.[0] === seen) return last[1];
    if (other?.[0] === seen) return other[1];
    other = last;
    last = [seen, make(seen)];
    return last[1];
  };
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
