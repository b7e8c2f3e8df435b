/** What a set of paths is to visit, and what is left of it. */
import type { StateGraph } from './state-graph.ts';

export interface Goals {
  readonly total: number;
  /** True if taking the transition would visit something new. */
  readonly isOpen: (transition: number) => boolean;
  /** Takes the transition; answers how much it visited that was not visited before. */
  readonly take: (transition: number) => number;
}

/** Every operation in every state. */
export function transitionGoals(graph: StateGraph): Goals {
  const taken = new Uint8Array(graph.next.length);
  return {
    total: graph.next.length,
    isOpen: (transition) => taken[transition] === 0,
    take: (transition) => {
      const gain = taken[transition] === 0 ? 1 : 0;
      taken[transition] = 1;
      return gain;
    },
  };
}

/** Every table entry: each part's reaction to an event in each of its local states. */
export function entryGoals(graph: StateGraph): Goals {
  const passagesOf: number[][] = [];
  const open: number[] = graph.entriesOf.map((entries) => entries?.length ?? 0);
  for (const [passage, entries] of graph.entriesOf.entries()) {
    for (const entry of entries ?? []) {
      passagesOf[entry] ??= [];
      passagesOf[entry]?.push(passage);
    }
  }
  const visited = new Uint8Array(passagesOf.length);
  return {
    total: passagesOf.filter((each) => each !== undefined).length,
    isOpen: (transition) => (open[graph.passages[transition] as number] ?? 0) > 0,
    take: (transition) => {
      let gain = 0;
      for (const entry of graph.entriesOf[graph.passages[transition] as number] ?? []) {
        if (visited[entry] === 1) continue;
        visited[entry] = 1;
        gain++;
        for (const passage of passagesOf[entry] ?? []) open[passage] = (open[passage] ?? 0) - 1;
      }
      return gain;
    },
  };
}
