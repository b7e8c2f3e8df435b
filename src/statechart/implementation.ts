/** How xstate's configuration names guards and actions, and gives them parameters. */
import type { Flat, PartEvent } from './part.ts';

/** What guards and actions are called with. */
export interface Args {
  context: Flat;
  event: PartEvent;
}

/** A guard or action by its name in `setup`, with its parameters or the function that makes them. */
export interface Reference {
  readonly type: string;
  readonly params?: unknown;
}

/** A function given to `setup`, or made by xstate's own `assign`, `emit`, `and` …, which leave marks on it. */
export type Implementation = ((args: unknown, params?: unknown) => unknown) & Record<string, unknown>;

/** A function that stands in the configuration itself. */
export const INLINE: Reference = { type: '(inline)' };

/** Reads a reference from a configuration; undefined for anything else. */
export function asReference(value: unknown): Reference | undefined {
  if (typeof value === 'string') return { type: value };
  if (typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string')
    return value as Reference;
  return undefined;
}

/** The parameters that a reference gives for one call. */
export const paramsOf = (reference: Reference, args: Args): unknown =>
  typeof reference.params === 'function' ? reference.params(args) : reference.params;

/** The names in a record, for messages. */
export const listNames = (record: object): string => Object.keys(record).sort().join(', ') || 'none';
