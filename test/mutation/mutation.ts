/**
 * A mutation: one small change of one place of a machine, as data. What it is made of is the machine's own
 * configuration: a state, an event, one transition of the list that the event may take there.
 */

/** What is done to a place. */
export const OPERATORS = ['drop', 'swap', 'negate', 'always', 'never', 'keep', 'stay'] as const;

/**
 * `drop` leaves a named step out, and `swap` exchanges it with the next one. `negate` turns one named guard
 * around and `always` makes it hold. `never` takes the transition away, which is also what a guard that never holds
 * comes to. `keep` lets one context field live through a reset, and `stay` takes the target away.
 */
export type Operator = (typeof OPERATORS)[number];

/** Where a transition stands. */
export interface Place {
  /** A path of states, '' for the machine itself. */
  readonly state: string;
  /** An event, or `always`. */
  readonly on: string;
  /** Its number in the list of that event. */
  readonly row: number;
}

export interface Mutation {
  /** Unique in a base, and the same as long as the place keeps its guard: what lists and reports call it. */
  readonly name: string;
  /** The machine's id. */
  readonly machine: string;
  readonly place: Place;
  readonly operator: Operator;
  /** The number of the step in the transition's list (`drop`, `swap`), or of the named guard in its guard. */
  readonly at?: number;
  /** The context field (`keep`). */
  readonly field?: string;
}
