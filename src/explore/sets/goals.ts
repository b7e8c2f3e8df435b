/** States of one layer to which a trace is wanted. */
import { NO_WORDS, withBit } from './bits.ts';

/** States of one layer, as sets of bits by head. */
export type Goals = Map<number, Uint32Array>;

/** Marks a state as a goal. */
export function addGoal(goals: Goals, head: number, tail: number): void {
  goals.set(head, withBit(goals.get(head) ?? NO_WORDS, tail));
}

export const isGoal = (goals: Goals, head: number, tail: number): boolean =>
  (((goals.get(head)?.[tail >>> 5] ?? 0) >>> (tail & 31)) & 1) === 1;
