/**
 * "A call runs to completion, depth first": the one place that says so.
 *
 * A part that takes an event puts out calls and observations. They are taken in their order, and what a call leads to
 * comes before the caller's next output, as with a C call. Every form of a model that runs (local states, a run that
 * changes in place, tables of numbers, halves of a product state) delivers through here; they differ in how a part is
 * stepped, and in what they note.
 */
import { CompileError } from '../statechart/compile-error.ts';

/** Calls nested deeper than this never return. */
export const CALL_DEPTH_MAX = 200;

/**
 * How one form of a model takes part in a delivery.
 * @template Put what parts put out: a call of a part, or an observation
 */
export interface Deliverer<Put> {
  readonly isCall: (output: Put) => boolean;
  /**
   * Steps the part that a call names; answers what it puts out, in its order.
   * Undefined ends the whole delivery where it stands: what the part does is not known.
   * @param depth how many calls are under way around this one
   */
  readonly step: (call: Put, depth: number) => ArrayLike<Put> | undefined;
  readonly observe: (observation: Put) => void;
  /** The error for calls that are nested more than `CALL_DEPTH_MAX` deep; see `neverReturns`. */
  readonly neverReturns: (call: Put) => CompileError;
}

/**
 * Delivers a call, and all that it leads to. False when a step ended the delivery.
 * @throws CompileError when calls never return
 */
export function deliver<Put>(to: Deliverer<Put>, call: Put, depth = 0): boolean {
  if (depth > CALL_DEPTH_MAX) throw to.neverReturns(call);
  const outputs = to.step(call, depth);
  return outputs !== undefined && deliverAll(to, outputs, depth + 1);
}

/** Delivers outputs one after the other. False when a step ended the delivery. */
export function deliverAll<Put>(to: Deliverer<Put>, outputs: ArrayLike<Put>, depth = 0): boolean {
  const { length } = outputs;
  for (let at = 0; at < length; at++) {
    const output = outputs[at] as Put;
    if (!to.isCall(output)) to.observe(output);
    else if (!deliver(to, output, depth)) return false;
  }
  return true;
}

/** What is wrong with calls that are nested too deep. */
export const neverReturns = (machine: string, event: string): CompileError =>
  new CompileError(
    machine,
    `event "${event}": calls are nested more than ${CALL_DEPTH_MAX} deep and never return`,
  );
