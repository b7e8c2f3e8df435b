/** An exploration on several threads: this one and workers. */
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import type { Finding } from '../../property/finding.ts';
import {
  EXPLORE_DEFAULTS,
  type Exploration,
  type ExploreOptions,
  INTERRUPTION,
  PROGRESS_EVERY,
} from '../explorer.ts';
import { Board } from './board.ts';
import type { ExploreInWorkersOptions } from './explore-in-workers.ts';
import { type Ingredients, makeIngredients, type Recipe } from './ingredients.ts';
import { type PartCounts, Participant, type ParticipantOptions, type PeerMessage } from './participant.ts';
import { Peer } from './peer.ts';
import type { FromWorker, ToWorker } from './worker.ts';

/**
 * Explores on several threads, of which each makes its ingredients by the recipe.
 * @throws the error of a worker, with its name and message
 */
export async function exploreOnThreads(
  recipe: Recipe,
  { workers: count, made, ...options }: ExploreInWorkersOptions,
): Promise<Exploration> {
  const started = performance.now();
  const board = new Board(count);
  const limits: ParticipantOptions = limitsOf(options);
  const ports = linesBetween(count);
  const workers: Worker[] = [];
  const peers = (ports[0] ?? []).map((port) =>
    port === undefined ? undefined : new Peer<PeerMessage>(port),
  );
  try {
    const failures: Promise<never>[] = [];
    for (let own = 1; own < count; own++) {
      const worker = startWorker({
        recipe,
        share: { own, count },
        board: board.buffer,
        ports: ports[own] ?? [],
        options: limits,
      });
      workers.push(worker);
      failures.push(failureOf(worker));
    }
    const work = explorePart(made ?? (await makeIngredients(recipe)), {
      count,
      peers,
      board,
      limits,
      onProgress: options.onProgress,
    });
    const exploration = await Promise.race([work, ...failures]);
    return {
      ...exploration,
      coverage: { ...exploration.coverage, seconds: (performance.now() - started) / 1000 },
    };
  } finally {
    for (const peer of peers) peer?.close();
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

const limitsOf = (options: ExploreOptions): ParticipantOptions => ({
  statesMax: options.statesMax ?? EXPLORE_DEFAULTS.statesMax,
  timeMsMax: options.timeMsMax ?? EXPLORE_DEFAULTS.timeMsMax,
  memoryBytesMax: options.memoryBytesMax ?? EXPLORE_DEFAULTS.memoryBytesMax,
  countViolations: options.countViolations === true,
  stopWhenAllViolated: options.stopWhenAllViolated === true,
});

/** By thread and other thread: its end of the line between them. */
function linesBetween(count: number): readonly (readonly (MessagePort | undefined)[])[] {
  const ports = Array.from({ length: count }, () =>
    Array.from({ length: count }, (): MessagePort | undefined => undefined),
  );
  for (const [one, ofOne] of ports.entries()) {
    for (let other = one + 1; other < count; other++) {
      const { port1, port2 } = new MessageChannel();
      ofOne[other] = port1;
      (ports[other] ?? [])[one] = port2;
    }
  }
  return ports;
}

function startWorker(workerData: ToWorker): Worker {
  const transferList = workerData.ports.filter((port) => port !== undefined);
  return new Worker(new URL('./worker.js', import.meta.url), { workerData, transferList });
}

/** Rejects when the worker fails; it may end once its result is on its way. */
function failureOf(worker: Worker): Promise<never> {
  const failure = new Promise<never>((_resolve, reject) => {
    worker.on('message', ({ name, message, stack }: FromWorker) =>
      reject(Object.assign(new Error(message), { name, stack })),
    );
    worker.on('error', reject);
    worker.on('exit', (code) => {
      if (code !== 0) reject(new Error(`a thread of the exploration ended with ${code}`));
    });
  });
  // Nobody waits for it any more once the exploration is over.
  failure.catch(() => undefined);
  return failure;
}

interface Part {
  readonly count: number;
  readonly peers: readonly (Peer<PeerMessage> | undefined)[];
  readonly board: Board;
  readonly limits: ParticipantOptions;
  readonly onProgress: ExploreOptions['onProgress'];
}

/** The first thread's part, which ends with putting the results together. */
async function explorePart(
  made: Ingredients,
  { count, peers, board, limits, onProgress }: Part,
): Promise<Exploration> {
  let progressAt = 0;
  let depth = -1;
  const report = (): string | undefined => {
    const { states, transitions } = board.progress();
    if (states - progressAt < PROGRESS_EVERY && participant.depth === depth) return undefined;
    progressAt = states;
    depth = participant.depth;
    return onProgress?.({ states, transitions, depth }) === false ? INTERRUPTION : undefined;
  };
  const participant: Participant = new Participant(made, { own: 0, count }, peers, board, limits, report);
  await participant.run();
  const findings = await participant.findings();
  return together(participant, findings, await participant.othersCounts(), limits);
}

/** What the threads found, as one result. */
function together(
  { checked, counts, stoppedBy, depth }: Participant,
  findings: ReadonlyMap<string, Finding>,
  others: readonly PartCounts[],
  { countViolations }: ParticipantOptions,
): Exploration {
  const all = [counts, ...others];
  const sum = (of: (counts: PartCounts) => number): number =>
    all.reduce((total, each) => total + of(each), 0);
  const sums = (of: (counts: PartCounts) => ReadonlyMap<string, number>): ReadonlyMap<string, number> => {
    const total = new Map<string, number>();
    for (const each of all) for (const [id, times] of of(each)) total.set(id, (total.get(id) ?? 0) + times);
    return checked.inOrder(total);
  };
  return {
    coverage: {
      states: checked.search.visited.size,
      transitions: sum(({ transitions }) => transitions),
      depth,
      complete: stoppedBy === undefined,
      seconds: 0,
      ...(stoppedBy === undefined ? {} : { stoppedBy }),
    },
    findings,
    applied: sums(({ applied }) => applied),
    memory: {
      visited: sum(({ memory }) => memory.visited),
      layers: sum(({ memory }) => memory.layers),
    },
    ...(countViolations ? { violatingTransitions: sums(({ violating }) => violating) } : {}),
  };
}
