/** A small set of paths that visits everything a scenario's device can do within its alphabet. */
import { setImmediate } from 'node:timers/promises';
import type { Operation } from '../../machines/vocabulary/operation.ts';
import { deviceOnly } from '../model/device-only.ts';
import type { CompiledModel } from '../model/model.ts';
import { Product } from '../model/product.ts';
import { entryGoals, transitionGoals } from './goals.ts';
import { buildGraph, type StateGraph } from './state-graph.ts';
import { type CoverPath, walks } from './walks.ts';

/**
 * What is to be visited: `transitions`, every operation in every state of the whole device; `entries`,
 * every reaction of each part to each event in each of the part's own states.
 */
export type Cover = 'transitions' | 'entries';

export interface CoverOptions {
  /** @defaultValue by size: transitions up to `transitionsMax` of them, else entries */
  readonly cover?: Cover;
  /** @defaultValue 20 000 */
  readonly transitionsMax?: number;
  /** States that are explored for entries, where the product has more. @defaultValue 100 000 */
  readonly statesMax?: number;
  /** Operations in a path after which a new one begins. @defaultValue 400 */
  readonly lengthMax?: number;
  /** Operations that this target cannot play are left out. */
  readonly canPlay?: (operation: Operation) => boolean;
}

export interface PathCover {
  readonly cover: Cover;
  /** Why this cover, and what it rests on. */
  readonly because: string;
  readonly total: number;
  /** False if there were more states than `statesMax`, so that `total` counts what was seen of them. */
  readonly complete: boolean;
  /** Worked out as they are asked for. Can be gone through once. */
  readonly paths: Iterable<CoverPath>;
}

export const COVER_DEFAULTS = { transitionsMax: 20_000, statesMax: 100_000, lengthMax: 400 } as const;

/** States that an explicit wish for all transitions may take; each has some 50 transitions. */
const STATES_MAX_FOR_TRANSITIONS = 1_000_000;

/**
 * Works out paths from power-on.
 * @param model of the adversary, whose operations are the alphabet
 */
export function pathCover(model: CompiledModel, options: CoverOptions = {}): PathCover {
  const work = workOut(model, options);
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
  }
}

/** The same with breaks, in which other scenarios are played: a large model takes seconds. */
export async function pathCoverWithBreaks(
  model: CompiledModel,
  options: CoverOptions = {},
): Promise<PathCover> {
  const work = workOut(model, options);
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
    await setImmediate();
  }
}

function* workOut(model: CompiledModel, options: CoverOptions): Generator<undefined, PathCover> {
  const limits = { ...COVER_DEFAULTS, ...options };
  const operations = model.operations.filter(options.canPlay ?? (() => true));
  const product = new Product(deviceOnly(model));
  const explore = (statesMax: number, noveltyFirst: boolean): Generator<undefined, StateGraph> =>
    buildGraph(product, operations, { statesMax, noveltyFirst });
  const finish = (cover: Cover, because: string, graph: StateGraph): PathCover => {
    const goals = cover === 'transitions' ? transitionGoals(graph) : entryGoals(graph);
    const paths = walks(graph, goals, { lengthMax: limits.lengthMax, isSlow });
    return { cover, because, total: goals.total, complete: graph.complete, paths };
  };
  if (options.cover === 'transitions') {
    const graph = yield* explore(STATES_MAX_FOR_TRANSITIONS, false);
    return finish('transitions', `all transitions were asked for${cutShort(graph)}`, graph);
  }
  if (options.cover === 'entries') {
    const graph = yield* explore(limits.statesMax, true);
    return finish('entries', `the parts' own transitions were asked for${cutShort(graph)}`, graph);
  }
  const few = yield* explore(Math.ceil(limits.transitionsMax / Math.max(1, operations.length)), false);
  if (few.complete)
    return finish(
      'transitions',
      `the device has ${few.next.length} transitions, few enough to play all`,
      few,
    );
  const graph = yield* explore(limits.statesMax, true);
  const because = `the device has more than ${limits.transitionsMax} transitions, so each part's own are played`;
  return finish('entries', because + cutShort(graph), graph);
}

const cutShort = ({ complete, stateOf }: StateGraph): string =>
  complete ? '' : `; exploration stopped after ${stateOf.length} states`;

/** A migration replaces the target's process, and so does the first reset after a link change. */
const isSlow = (operation: Operation): boolean =>
  operation.kind === 'host' && ['migrate', 'linkDown', 'linkUp', 'pause', 'resume'].includes(operation.event);
