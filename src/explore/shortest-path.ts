/**
 * A shortest trace to a state, from the layers alone: back from the goals, layer by layer, to the states from
 * which one of them can still be reached in time; then forward, always by the first operation that does.
 *
 * So among all shortest traces the one that comes first in the order of the alphabet is found, whatever the
 * order in which the search went about it.
 */

import type { Search } from './search.ts';
import { emptyWords, lowestIn, NO_WORDS, withBit } from './sets/bits.ts';
import { type Layer, wordsOf } from './sets/layers.ts';
import { EMPTY_ROW } from './sets/tail-sets.ts';

/** States of one layer, as rows of bits by front. */
export type Goals = Map<number, Uint32Array>;

/** Marks a state as a goal. */
export function addGoal(goals: Goals, front: number, rest: number): void {
  goals.set(front, withBit(goals.get(front) ?? NO_WORDS, rest));
}

const isGoal = (goals: Goals, front: number, rest: number): boolean =>
  (((goals.get(front)?.[rest >>> 5] ?? 0) >>> (rest & 31)) & 1) === 1;

/** A trace to a goal: its operations by their numbers, and the state at its end. */
export interface Trail {
  readonly operations: readonly number[];
  /** The product state reached, with its history in the last place. */
  readonly end: Int32Array;
}

/** The first of the shortest traces to one of `goals`, which are states of the layer of depth `depth`. */
export function trailTo(search: Search, goals: Goals, depth: number): Trail {
  const towards: Goals[] = [];
  towards[depth] = goals;
  for (let at = depth - 1; at >= 0; at--) towards[at] = statesBefore(search, at, towards[at + 1] as Goals);
  return trailThrough(search, towards);
}

/**
 * The first trace that goes through states of all the given sets, one for each depth: from each of those states
 * some operation leads to the next set.
 */
function trailThrough(search: Search, towards: readonly Goals[]): Trail {
  const depth = towards.length - 1;
  const { rests, visited } = search;
  const row = new Int32Array(rests.width);
  const start = visited.layers[0] as Layer;
  let front = start.fronts[0] as number;
  let rest = lowestIn(start.at[0] as number, start.word[0] as number);
  const operations: number[] = [];
  for (let at = 1; at <= depth; at++) {
    rests.copy(rest, front, row);
    for (const operation of search.product.choices(row)) {
      const next = step(search, operation, front, rest);
      if (!isGoal(towards[at] as Goals, next.front, next.rest)) continue;
      operations.push(operation);
      ({ front, rest } = next);
      break;
    }
  }
  rests.copy(rest, front, row);
  return { operations, end: row };
}

/** Where one operation takes one state. */
function step(
  search: Search,
  operation: number,
  front: number,
  rest: number,
): { readonly front: number; readonly rest: number } {
  const { rows, walker } = search;
  const row = rows.number({
    size: 1,
    at: Uint32Array.of(rest >>> 5),
    word: Uint32Array.of(1 << (rest & 31)),
  });
  let next = { front, rest };
  walker.walk(operation, front, row, (piece) => {
    walker.learnEffect(piece);
    const { frontAfter, effect } = piece;
    next = { front: frontAfter, rest: effect === undefined ? rest : (effect.image[rest] as number) };
  });
  return next;
}

/** The states of depth `depth` from which some operation leads to one of `goals`. */
function statesBefore(search: Search, depth: number, goals: Goals): Goals {
  const layer = search.visited.layers[depth] as Layer;
  const before: Goals = new Map();
  const { rows } = search;
  const words = emptyWords();
  for (let index = 0; index < layer.fronts.length; index++) {
    const front = layer.fronts[index] as number;
    wordsOf(layer, index, words);
    const all = rows.number(words);
    for (const operation of search.operations) {
      const chosen = search.choosing(operation, all);
      if (chosen === EMPTY_ROW) continue;
      search.walker.walk(operation, front, chosen, (piece) => {
        search.walker.learnEffect(piece);
        const { frontAfter, row, effect } = piece;
        const towards = goals.get(frontAfter);
        if (towards === undefined) return;
        for (let i = rows.start(row); i < rows.end(row); i++) {
          for (let left = rows.word[i] as number; left !== 0; left &= left - 1) {
            const rest = lowestIn(rows.at[i] as number, left);
            const next = effect === undefined ? rest : (effect.image[rest] as number);
            if ((((towards[next >>> 5] ?? 0) >>> (next & 31)) & 1) === 1) addGoal(before, front, rest);
          }
        }
      });
    }
  }
  return before;
}
