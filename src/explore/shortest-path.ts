/**
 * A shortest path to a state, from the layers alone: back from the goals, layer by layer, to the states from which one
 * of them can still be reached in time; then forward, always by the first operation that does.
 *
 * Among all shortest paths the one that comes first in the order of the alphabet is found, in whatever order the search
 * was carried out.
 */

import type { Search } from './search.ts';
import { emptyWords, lowestIn } from './sets/bits.ts';
import { addGoal, type Goals, isGoal } from './sets/goals.ts';
import { type Layer, wordsOf } from './sets/layers.ts';
import { EMPTY_SET } from './sets/tail-sets.ts';

/** A trace to a goal: its operations by their numbers, and the state at its end. */
export interface Path {
  readonly operations: readonly number[];
  /** The product state reached, with its history in the last place. */
  readonly end: Int32Array;
}

/** The first of the shortest traces to one of `goals`, which are states of the layer of depth `depth`. */
export function shortestPathTo(search: Search, goals: Goals, depth: number): Path {
  const towards: Goals[] = [];
  towards[depth] = goals;
  for (let at = depth - 1; at >= 0; at--) towards[at] = statesBefore(search, at, towards[at + 1] as Goals);
  return pathThrough(search, towards);
}

/**
 * The first trace that goes through states of all the given sets, one for each depth: from each of those states
 * some operation leads to the next set.
 */
function pathThrough(search: Search, towards: readonly Goals[]): Path {
  const depth = towards.length - 1;
  const { tails, visited } = search;
  const state = new Int32Array(tails.width);
  const start = visited.layers[0] as Layer;
  let head = start.heads[0] as number;
  let tail = lowestIn(start.at[0] as number, start.word[0] as number);
  const operations: number[] = [];
  for (let at = 1; at <= depth; at++) {
    tails.copy(tail, head, state);
    for (const operation of search.product.choices(state)) {
      const next = successor(search, operation, head, tail);
      if (!isGoal(towards[at] as Goals, next.head, next.tail)) continue;
      operations.push(operation);
      ({ head, tail } = next);
      break;
    }
  }
  tails.copy(tail, head, state);
  return { operations, end: state };
}

/** Where one operation takes one state. */
function successor(
  search: Search,
  operation: number,
  head: number,
  tail: number,
): { readonly head: number; readonly tail: number } {
  const { tailSets, successors } = search;
  const tailSet = tailSets.number({
    size: 1,
    at: Uint32Array.of(tail >>> 5),
    word: Uint32Array.of(1 << (tail & 31)),
  });
  let next = { head, tail };
  successors.of(operation, head, tailSet, (step) => {
    successors.learnEffect(step);
    const { headAfter, effect } = step;
    next = { head: headAfter, tail: effect === undefined ? tail : (effect.image[tail] as number) };
  });
  return next;
}

/** The states of depth `depth` from which some operation leads to one of `goals`. */
function statesBefore(search: Search, depth: number, goals: Goals): Goals {
  const layer = search.visited.layers[depth] as Layer;
  const before: Goals = new Map();
  const { tailSets } = search;
  const words = emptyWords();
  for (let index = 0; index < layer.heads.length; index++) {
    const head = layer.heads[index] as number;
    wordsOf(layer, index, words);
    const all = tailSets.number(words);
    for (const operation of search.choices.operations) {
      const chosen = search.choices.allowedIn(all, operation);
      if (chosen === EMPTY_SET) continue;
      search.successors.of(operation, head, chosen, (step) => {
        search.successors.learnEffect(step);
        const { headAfter, tailSet, effect } = step;
        const towards = goals.get(headAfter);
        if (towards === undefined) return;
        for (let i = tailSets.start(tailSet); i < tailSets.end(tailSet); i++) {
          for (let left = tailSets.word[i] as number; left !== 0; left &= left - 1) {
            const tail = lowestIn(tailSets.at[i] as number, left);
            const next = effect === undefined ? tail : (effect.image[tail] as number);
            if ((((towards[next >>> 5] ?? 0) >>> (next & 31)) & 1) === 1) addGoal(before, head, tail);
          }
        }
      });
    }
  }
  return before;
}
