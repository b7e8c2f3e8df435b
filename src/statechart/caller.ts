/** How a machine calls other parts: `call`, typed by a table of calls. */
import type { EventObject, MachineContext } from 'xstate';
import type { CallsTo, CallTable } from './call-table.ts';
import { emitCall, type PartEvent } from './part.ts';

/** Arguments that an event has, and its call does not take. */
type Surplus<TCalls, TEvent> = TEvent extends { readonly type: infer TName }
  ? { readonly [A in Exclude<keyof TEvent, keyof Extract<TCalls, { readonly type: TName }>>]: never }
  : never;

/** What an expression is given. */
interface Given<TContext, TEvent> {
  readonly context: TContext;
  readonly event: TEvent;
}

/** An action that calls another part, as the table has it. The event is built when its turn comes, not before. */
export type Caller<TTable extends CallTable> = <
  TPart extends keyof TTable & string,
  const TCall extends CallsTo<TTable, TPart>,
  TContext extends MachineContext,
  TEvent extends EventObject,
>(
  to: TPart,
  event: (given: Given<TContext, TEvent>) => TCall & Surplus<CallsTo<TTable, TPart>, TCall>,
) => CallAction<TContext, TEvent>;

type CallAction<TContext extends MachineContext, TEvent extends EventObject> = ReturnType<
  typeof emitCall<TContext, TEvent>
>;

/** What an action made by `call` says of itself, for the checks before a model runs. */
export interface CallSite {
  readonly to: string;
  /** The table by which it was typed. */
  readonly table: CallTable;
  /** As it stands in the action; xstate's own field. */
  readonly event: (given: Given<unknown, unknown>) => { readonly event: PartEvent };
}

/** Makes the `call` of a table. */
export function callerOf<const TTable extends CallTable>(table: TTable): Caller<TTable> {
  const make = (to: string, event: (given: Given<MachineContext, EventObject>) => PartEvent) =>
    Object.assign(emitCall(to, event), { to, table, build: event });
  return make as unknown as Caller<TTable>;
}

/** Reads an action of a machine as a call; undefined for every other kind of action. */
export function asCall(action: unknown): CallSite | undefined {
  if (typeof action !== 'function') return undefined;
  const { to, table, event } = action as unknown as Partial<CallSite>;
  return typeof to === 'string' && typeof event === 'function' && typeof table === 'object'
    ? { to, table, event }
    : undefined;
}
