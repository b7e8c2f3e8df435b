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
import { EMPTY_SET, type TailSets } from './sets/tail-sets.ts';
import type { StepOfSet } from './steps/successors.ts';

/** A trace to a goal: its operations by their numbers, and the state at its end. */
export interface Path {
  readonly operations: readonly number[];
  /** By operation: its place among those that were possible. */
  readonly ranks: readonly number[];
  /** The product state reached, with its history in the last place. */
  readonly end: Int32Array;
}

/** States of the layer of depth `depth`. */
export interface Aim {
  readonly goals: Goals;
  readonly depth: number;
}

/** So many at once: what leads to each is kept for all layers. */
const AIMS_MAX = 32;

/** For each aim the first of the shortest traces to one of its states. The layers are gone through once for many. */
export function shortestPathsTo(search: Search, aims: readonly Aim[]): readonly Path[] {
  const paths: Path[] = [];
  for (let from = 0; from < aims.length; from += AIMS_MAX)
    paths.push(...pathsTo(search, aims.slice(from, from + AIMS_MAX)));
  return paths;
}

function pathsTo(search: Search, aims: readonly Aim[]): readonly Path[] {
  const towards = aims.map(({ goals, depth }) => {
    const sets: Goals[] = [];
    sets[depth] = goals;
    return sets;
  });
  for (let at = Math.max(...aims.map(({ depth }) => depth)) - 1; at >= 0; at--) {
    const deeper = towards.filter((sets) => sets.length > at + 1);
    const before = statesBefore(
      search,
      at,
      deeper.map((sets) => sets[at + 1] as Goals),
    );
    for (const [place, sets] of deeper.entries()) sets[at] = before[place] as Goals;
  }
  return towards.map((sets) => pathThrough(search, sets));
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
  const ranks: number[] = [];
  for (let at = 1; at <= depth; at++) {
    tails.copy(tail, head, state);
    for (const [rank, operation] of search.product.choices(state).entries()) {
      const next = successor(search, operation, head, tail);
      if (!isGoal(towards[at] as Goals, next.head, next.tail)) continue;
      operations.push(operation);
      ranks.push(rank);
      ({ head, tail } = next);
      break;
    }
  }
  tails.copy(tail, head, state);
  return { operations, ranks, end: state };
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

/** For each of some sets of goals: the states of depth `depth` from which some operation leads to one of them. */
function statesBefore(search: Search, depth: number, all: readonly Goals[]): readonly Goals[] {
  const layer = search.visited.layers[depth] as Layer;
  const before = all.map((): Goals => new Map());
  const byHead = goalsByHead(all);
  const { tailSets, successors } = search;
  const words = emptyWords();
  let head = 0;
  const take = (step: StepOfSet): void => {
    const towards = byHead.get(step.headAfter);
    if (towards === undefined) return;
    successors.learnEffect(step);
    for (const { place, tails } of towards)
      addTailsBefore(before[place] as Goals, head, step, tails, tailSets);
  };
  for (let index = 0; index < layer.heads.length; index++) {
    head = layer.heads[index] as number;
    wordsOf(layer, index, words);
    const tailSet = tailSets.number(words);
    for (const operation of search.choices.operations) {
      const chosen = search.choices.allowedIn(tailSet, operation);
      if (chosen !== EMPTY_SET) successors.of(operation, head, chosen, take);
    }
  }
  return before;
}

/** A set of goals of one head, with the place of the set among all. */
interface TailGoals {
  readonly place: number;
  readonly tails: Uint32Array;
}

function goalsByHead(all: readonly Goals[]): ReadonlyMap<number, readonly TailGoals[]> {
  const byHead = new Map<number, TailGoals[]>();
  for (const [place, goals] of all.entries())
    for (const [head, tails] of goals) {
      const known = byHead.get(head);
      if (known === undefined) byHead.set(head, [{ place, tails }]);
      else known.push({ place, tails });
    }
  return byHead;
}

/** Adds the tails of a step's set that it takes to one of `goals`. */
function addTailsBefore(
  before: Goals,
  head: number,
  { tailSet, effect }: StepOfSet,
  goals: Uint32Array,
  tailSets: TailSets,
): void {
  for (let i = tailSets.start(tailSet); i < tailSets.end(tailSet); i++) {
    for (let left = tailSets.word[i] as number; left !== 0; left &= left - 1) {
      const tail = lowestIn(tailSets.at[i] as number, left);
      const next = effect === undefined ? tail : (effect.image[tail] as number);
      if ((((goals[next >>> 5] ?? 0) >>> (next & 31)) & 1) === 1) addGoal(before, head, tail);
    }
  }
}
