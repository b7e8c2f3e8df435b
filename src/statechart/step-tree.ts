/**
 * What one machine does with one event, by the fields of its context that it looks at: a tree whose branches are
 * values. Local states with the same values in those fields take the same step, so the machine runs once for
 * all of them; the step says which fields it sets, and what it puts out.
 */
import type { LocalStates } from './local-states.ts';

/** What a step does to any local state that comes to it. */
export interface KnownStep {
  /** A place of the state's row, then the number of what it is set to, and so on. */
  readonly changes: readonly number[];
  readonly outputsId: number;
}

interface Node {
  /** The place of the row that is looked at; -1 where the step is known. */
  place: number;
  /** By the number of the value: where it leads. */
  readonly next: (Node | undefined)[];
  step: KnownStep | undefined;
}

const NOWHERE = -1;

const newNode = (): Node => ({ place: NOWHERE, next: [], step: undefined });

export class StepTree {
  readonly #root = newNode();

  /** The step from a local state; undefined where it is not known. */
  find(locals: LocalStates, local: number): KnownStep | undefined {
    let node: Node | undefined = this.#root;
    while (node !== undefined && node.step === undefined) {
      if (node.place === NOWHERE) return undefined;
      node = node.next[locals.valueAt(local, node.place)];
    }
    return node?.step;
  }

  /** What each known step looked at: places of the row, each with the number of the value that stood there. */
  *looked(): Generator<readonly (readonly [place: number, value: number])[]> {
    yield* lookedBelow(this.#root, []);
  }

  /**
   * Adds the step from a local state, in which the machine looked at these places of the row, in this order.
   * False when it looked elsewhere than it did before after the same values: then it is not pure.
   */
  add(locals: LocalStates, local: number, looked: readonly number[], step: KnownStep): boolean {
    let node = this.#root;
    for (const place of looked) {
      if (node.step !== undefined || (node.place !== NOWHERE && node.place !== place)) return false;
      node.place = place;
      const value = locals.valueAt(local, place);
      const next = node.next[value] ?? newNode();
      node.next[value] = next;
      node = next;
    }
    if (node.place !== NOWHERE) return false;
    node.step = step;
    return true;
  }
}

function* lookedBelow(
  node: Node,
  before: readonly (readonly [number, number])[],
): Generator<readonly (readonly [place: number, value: number])[]> {
  if (node.step !== undefined) yield before;
  for (const [value, next] of node.next.entries())
    if (next !== undefined) yield* lookedBelow(next, [...before, [node.place, value]]);
}
