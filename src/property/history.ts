/**
 * History variables: what claims must remember of a run, as an observer of it. A variable comes with the properties
 * that read it; engines make it part of the state, and only where some property reads it.
 *
 * A variable says what it takes of a step in three small records, so that an engine can work out its next value once
 * for all steps that give the same. Its functions must be pure, and its values must be few: each one that can be
 * reached multiplies the states of an exploration.
 */
import type { DeviceInput } from '../../machines/vocabulary/device-input.ts';
import type { Operation } from '../../machines/vocabulary/operation.ts';
import type { PartName, Views } from '../../machines/vocabulary/views.ts';
import type { Flat, FlatValue } from '../numbering/flat.ts';
import type { Delivery } from '../statechart/part.ts';

/** The views that a variable may look at after a step; what it needs of the transport belongs to `ofOperation`. */
export type DeviceViews = Pick<Views, Exclude<PartName, 'transport'>>;

/** What a history variable takes of one step. */
export interface HistoryStep<O extends Flat = Flat, D extends Flat = Flat> {
  /** What `ofOperation` gave. */
  readonly operation: O;
  /** One of the step's calls was one that `noticesCall` notices. */
  readonly noticed: boolean;
  /** What `ofDevice` gave; `{}` without it. */
  readonly device: D;
}

/**
 * @template H its values: flat records, all with the same fields
 * @template O what it takes of an operation
 * @template D what it takes of the device after the step
 */
export interface HistoryVariable<H extends Flat = Flat, O extends Flat = Flat, D extends Flat = Flat> {
  /** For messages. */
  readonly name: string;
  /** Its value after power-on. */
  readonly initial: H;
  /** What an operation adds, given what the transport shows after it, and what the scenario fixes. */
  ofOperation(operation: Operation, transport: Views['transport'], input: DeviceInput): O;
  /** A call to the core, the class or the back end that makes a difference, such as a reset. */
  noticesCall?(call: Delivery): boolean;
  /** What makes a difference in the state after the step. */
  ofDevice?(device: DeviceViews): D;
  /** Its value after a step. */
  next(history: H, step: HistoryStep<O, D>): H;
  /** Optional, for speed: true only where `next` gives `history` itself, unless a call is noticed. */
  addsNothing?(history: H, operation: Operation, transport: Views['transport'], input: DeviceInput): boolean;
}

/** The history of a check in which no property reads one. */
export const NO_HISTORY: Flat = {};

/** The value after a step; the very same object when nothing changes. Without a variable nothing ever does. */
export function historyAfter(
  variable: TrackedHistory | undefined,
  history: Flat,
  operation: Operation,
  calls: readonly Delivery[],
  after: Views,
): Flat {
  if (variable === undefined) return history;
  let noticed = 0;
  // A loop by index, because this is done for every step of every run.
  for (let at = 0; at < calls.length; at++) noticed |= variable.noticedBy(calls[at] as Delivery);
  if (noticed === 0 && variable.addsNothing(history, operation, after.transport)) return history;
  const added = variable.ofOperation(operation, after.transport);
  const next = variable.next(history, added, noticed, variable.ofDevice(after));
  return sameFlat(history, next) ? history : next;
}

/** A history variable, or a product of several, as engines run it. */
export interface TrackedHistory {
  /** Of a product: its variables, each noticing a call with the bit of its place, and one value from theirs. */
  readonly product?: {
    readonly variables: readonly TrackedHistory[];
    readonly merge: (values: readonly Flat[]) => Flat;
  };
  readonly initial: Flat;
  ofOperation(operation: Operation, transport: Views['transport']): Flat;
  /** Bits for the variables that notice a call. */
  noticedBy(call: Delivery): number;
  ofDevice(device: DeviceViews): Flat;
  next(history: Flat, operation: Flat, noticed: number, device: Flat): Flat;
  addsNothing(history: Flat, operation: Operation, transport: Views['transport']): boolean;
}

/** A history variable gave two answers to one question, or not a record with the fields of its initial value. */
export class BadHistoryError extends Error {
  readonly variable: string;

  constructor(variable: string, problem: string) {
    super(`history "${variable}" ${problem}`);
    this.name = 'BadHistoryError';
    this.variable = variable;
  }
}

/** Parts whose calls a variable may notice. Others are not of the device, or say no more than the operation does. */
const isNoticeable = (call: Delivery): boolean => call.to !== 'transport' && call.to !== 'driver';

const NOTHING: Flat = {};

/** A variable as engines run it: everything is worked out twice and compared, for nothing else may depend on chance. */
export function tracked(variable: HistoryVariable, input: DeviceInput): TrackedHistory {
  const twice = (what: string, evaluate: () => Flat): Flat => {
    const [one, two] = [evaluate(), evaluate()];
    if (!isFlat(one)) throw new BadHistoryError(variable.name, `must give a flat record in \`${what}\``);
    if (!sameFlat(one, two))
      throw new BadHistoryError(
        variable.name,
        `must be a pure function in \`${what}\`: it gave two answers for one step; expected no clock, random number or state of its own`,
      );
    return one;
  };
  const ofDevice = (device: DeviceViews): Flat => variable.ofDevice?.(device) ?? NOTHING;
  const names = Object.keys(variable.initial);
  return {
    initial: variable.initial,
    ofOperation: (operation, transport) =>
      twice('ofOperation', () => variable.ofOperation(operation, transport, input)),
    // Any true value counts: files that no compiler has looked at give others than booleans.
    noticedBy: (call) => (isNoticeable(call) && variable.noticesCall?.(call) ? 1 : 0),
    ofDevice: ({ core, class: deviceClass, backend }) => {
      // Just these, because some engines have all views at hand: what one engine shows, all must.
      const device = { core, class: deviceClass, backend };
      return variable.ofDevice === undefined ? NOTHING : twice('ofDevice', () => ofDevice(device));
    },
    next: (history, operation, noticed, device) => {
      const before = [{ ...history }, { ...operation }, { ...device }] as const;
      const step = { operation, noticed: noticed !== 0, device };
      const after = twice('next', () => variable.next(history, step));
      if (!sameFlat(before[0], history) || !sameFlat(before[1], operation) || !sameFlat(before[2], device))
        throw new BadHistoryError(variable.name, 'must not change a value in `next`');
      return inOrder(variable.name, names, after);
    },
    addsNothing: (history, operation, transport) =>
      variable.addsNothing?.(history, operation, transport, input) === true,
  };
}

/** A value with its fields in the order of the initial one, because values in two orders would count as two. */
function inOrder(variable: string, names: readonly string[], value: Flat): Flat {
  const given = Object.keys(value);
  if (given.length !== names.length || !names.every((name) => Object.hasOwn(value, name)))
    throw new BadHistoryError(
      variable,
      `must keep its fields: expected ${names.join() || 'none'}, and \`next\` gave ${given.join() || 'none'}`,
    );
  if (given.every((name, place) => name === names[place])) return value;
  return Object.fromEntries(names.map((name) => [name, value[name] as FlatValue]));
}

const isFlat = (value: unknown): value is Flat =>
  typeof value === 'object' &&
  value !== null &&
  Object.values(value).every((each) => ['string', 'number', 'boolean'].includes(typeof each));

/** Equal, field by field; 0 and -0 are two values. */
export function sameFlat(one: Flat, two: Flat): boolean {
  if (one === two) return true;
  for (const field in one) if (!Object.is(one[field], two[field])) return false;
  for (const field in two) if (!(field in one)) return false;
  return true;
}
