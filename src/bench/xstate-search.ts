/** Exhaustive search through xstate itself: with its own graph package, and as the plainest loop. */
import { fromTransition } from 'xstate';
import { getAdjacencyMap } from 'xstate/graph';
import type { Operation } from '../../machines/vocabulary/operation.ts';
import type { ModelState } from '../model/perform.ts';
import { flatKey } from '../numbering/interner.ts';
import { stateKey, type XstateModel } from './xstate-model.ts';

export interface Searched {
  readonly states: number;
  readonly transitions: number;
}

/** `getAdjacencyMap`, the base of every traversal of xstate/graph; states are told apart by short keys. */
export function searchWithGraph(model: XstateModel): Searched {
  interface Done {
    readonly type: 'operation';
    readonly operation: Operation;
  }
  const logic = fromTransition(
    (state: { readonly parts: ModelState }, event: Done) => ({
      parts: model.perform(state.parts, event.operation).state,
    }),
    { parts: model.powerOn() },
  );
  const map = getAdjacencyMap(logic, {
    events: model.model.operations.map((operation): Done => ({ type: 'operation', operation })),
    serializeState: (snapshot) => stateKey(snapshot.context.parts),
    serializeEvent: ({ operation }) => flatKey(operation),
    limit: Infinity,
  });
  const states = Object.values(map);
  const transitions = states.reduce((sum, state) => sum + Object.keys(state.transitions).length, 0);
  return { states: states.length, transitions };
}

/** Breadth-first, with a set of keys. */
export function searchPlainly(model: XstateModel): Searched {
  const start = model.powerOn();
  const met = new Set([stateKey(start)]);
  const queue = [start];
  let transitions = 0;
  for (const state of queue) {
    for (const operation of model.model.operations) {
      const { state: next } = model.perform(state, operation);
      transitions++;
      const key = stateKey(next);
      if (met.has(key)) continue;
      met.add(key);
      queue.push(next);
    }
  }
  return { states: met.size, transitions };
}
