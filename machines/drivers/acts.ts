/**
 * How a driver's statechart issues operations: in each state it has one or more named *acts* to choose
 * from; an act is a sequence of operations, and its end moves the machine on. Acts that begin alike (two
 * values for the same half: select, data) part where their operations differ.
 *
 * The event `done` says which operation was done: from what a driver sees of them, a write of the low half
 * and one of the high half look alike.
 */
import { flatKey } from '../../src/numbering/interner.ts';
import type { DriverPart, Flat } from '../../src/statechart/part.ts';
import { layPatch } from '../../src/statechart/patch.ts';
import type { HostEvent, Operation } from '../vocabulary/operation.ts';

/** The end of an operation of the driver's own. */
export interface Done {
  readonly type: 'done';
  /** The last register read, -1 for none. */
  readonly value: number;
  /** The last configuration read, in address order; empty for none. */
  readonly bytes: string;
  /** Channel I/O: command reject. */
  readonly rejected: boolean;
  /** The operation that was done, as `flatKey` writes it. */
  readonly operation: string;
}

/** What a driver hears: `done` after each operation, and what happens to the machine or to the function. */
export type DriverEvent = Done | { readonly type: `host.${HostEvent}` };

/** The act that is under way, in every driver's context. */
export interface Progress {
  /** Its name; empty between acts. */
  act: string;
  /** Operations of it that are done. */
  at: number;
  /** The last register value that it read; 0 before the first. A read-modify-write builds on it. */
  seen: number;
}

export const BETWEEN_ACTS: Progress = { act: '', at: 0, seen: 0 };

/** What properties see of a driver. */
export interface DriverView {
  /** Its state as drawn: `readingOffer`, `live`, `givenUp` … */
  readonly lifecycle: string;
  readonly offerLow: number;
  readonly offerHigh: number;
  /** What it accepted so far in this start. */
  readonly acceptedLow: number;
  readonly acceptedHigh: number;
}

/** The words that every driver keeps. */
export interface DriverContext extends Progress {
  offerLow: number;
  offerHigh: number;
  acceptedLow: number;
  acceptedHigh: number;
}

export const NOTHING_KNOWN = { ...BETWEEN_ACTS, offerLow: 0, offerHigh: 0, acceptedLow: 0, acceptedHigh: 0 };

/** The acts of one state by name, the usual one first. Empty acts are no choice. */
export type Acts<TContext> = (context: TContext) => Readonly<Record<string, readonly Operation[]>>;

/** What a guard or an action of a driver is given when an operation is done. */
export interface AfterOperation<TContext> {
  readonly context: TContext;
  readonly event: Done;
}

/** The acts of all states, with the questions that guards ask. */
export interface Playbook<TContext extends Progress, TState extends string> {
  /** The operation that is done was not the act's last one. */
  readonly isUnderway: (state: TState, args: AfterOperation<TContext>) => boolean;
  /** The progress after it. */
  readonly goOn: (state: TState, args: AfterOperation<TContext>) => Progress;
  /** The name of the act to which the operation belongs that is done. */
  readonly actOf: (state: TState, args: AfterOperation<TContext>) => string;
  readonly choices: (context: TContext, state: string) => readonly Operation[];
}

/** The first transition of every state: while its act is under way, stay. */
export const underway = <TState extends string>(state: TState) =>
  ({
    guard: { type: 'isUnderway', params: { state } },
    actions: { type: 'goOn', params: { state } },
  }) as const;

/**
 * Makes a playbook of the acts of each state. No act may be the beginning of another one of its state.
 * @throws Error (from its functions) when `done` does not name one of the choices
 */
export function playbook<TContext extends Progress, TState extends string>(
  driver: string,
  acts: Readonly<Record<TState, Acts<TContext>>>,
): Playbook<TContext, TState> {
  const table = new Map<string, Acts<TContext>>(Object.entries(acts));
  /** The acts that can still be the one under way: those that begin with what was done of it. */
  const candidates = (state: string, context: TContext): readonly Candidate[] => {
    const offered: Candidate[] = [];
    for (const [name, operations] of Object.entries(table.get(state)?.(context) ?? {}))
      if (operations.length > 0) offered.push({ name, operations });
    const begun = offered.find(({ name }) => name === context.act)?.operations;
    return offered.filter(
      ({ operations }) =>
        operations.length > context.at &&
        (begun === undefined || operations === begun || beginAlike(operations, begun, context.at)),
    );
  };
  const current = (state: string, { context, event }: AfterOperation<TContext>): Candidate => {
    const possible = candidates(state, context);
    const [first] = possible;
    const next = (each: Candidate): string => keyOf(each.operations[context.at]);
    const found = possible.length < 2 ? first : possible.find((each) => next(each) === event.operation);
    if (found === undefined) {
      const expected = [...new Set(possible.map(next))].join(' or ') || 'nothing';
      throw new Error(
        `driver "${driver}", state "${state}": done says "${String(event.operation)}", but the choice was ${expected}`,
      );
    }
    return found;
  };
  return {
    actOf: (state, args) => current(state, args).name,
    isUnderway: (state, args) => args.context.at + 1 < current(state, args).operations.length,
    goOn: (state, args) => ({
      act: current(state, args).name,
      at: args.context.at + 1,
      seen: args.event.value >= 0 ? args.event.value : args.context.seen,
    }),
    choices: (context, state) => {
      const next = new Map<string, Operation>();
      for (const { operations } of candidates(state, context)) {
        const operation = operations[context.at];
        if (operation === undefined) continue;
        const key = keyOf(operation);
        if (!next.has(key)) next.set(key, operation);
      }
      return [...next.values()];
    },
  };
}

interface Candidate {
  readonly name: string;
  readonly operations: readonly Operation[];
}

/** The first `count` operations are the same in both. */
const beginAlike = (one: readonly Operation[], other: readonly Operation[], count: number): boolean => {
  for (let at = 0; at < count; at++) if (keyOf(one[at]) !== keyOf(other[at])) return false;
  return true;
};

/** An operation as `done` names it; nothing for none. */
const keyOf = (operation: Operation | undefined): string =>
  operation === undefined ? '' : flatKey(operation);

/** A driver part from its machine and its playbook. */
export const driverPart = <TContext extends DriverContext, TState extends string>(
  machine: DriverPart['machine'],
  plays: Playbook<TContext, TState>,
): DriverPart =>
  withHostEvents({
    name: 'driver',
    machine,
    choices: (flat, value) => plays.choices(flat as unknown as TContext, value),
    view: (flat, value): DriverView & Flat => {
      const context = flat as unknown as TContext;
      return {
        lifecycle: value,
        offerLow: context.offerLow,
        offerHigh: context.offerHigh,
        acceptedLow: context.acceptedLow,
        acceptedHigh: context.acceptedHigh,
      };
    },
  });

/**
 * A driver boots anew after a reset of the function as after one of the machine, for whoever resets a function starts
 * its driver again.
 */
function withHostEvents(driver: DriverPart): DriverPart {
  const { id, config } = driver.machine;
  const after = (config.on as Readonly<Record<string, OnReset>> | undefined)?.['host.systemReset'];
  if (after === undefined) return driver;
  const take = [{ target: after.target, actions: [after.actions].flat() }];
  const [part = driver] = layPatch([driver], {
    name: 'every driver',
    machines: { [id]: { transitions: [{ state: '', on: 'host.functionLevelReset', take }] } },
  });
  return part;
}

/** How the drivers here take a reset of the machine. */
interface OnReset {
  readonly target: string;
  readonly actions: string | readonly string[];
}
