/** A thread that takes part in an exploration; src/explore/parallel/threads.ts starts it. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { Board } from './board.ts';
import { makeIngredients, type Recipe } from './ingredients.ts';
import { Participant, type ParticipantOptions, type PeerMessage } from './participant.ts';
import { Peer } from './peer.ts';
import type { Share } from './shares.ts';

/** What a worker gets when it starts. */
export interface ToWorker {
  readonly recipe: Recipe;
  readonly share: Share;
  readonly board: SharedArrayBuffer;
  /** By thread, the first one's first; none for this one. */
  readonly ports: readonly (MessagePort | undefined)[];
  readonly options: ParticipantOptions;
}

/** An error that ended a worker. */
export interface FromWorker {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
}

const { recipe, share, board, ports, options } = workerData as ToWorker;
const peers = ports.map((port) => (port === undefined ? undefined : new Peer<PeerMessage>(port)));
try {
  const made = await makeIngredients(recipe);
  const participant = new Participant(
    made,
    share,
    peers,
    new Board(share.count, board),
    options,
    () => undefined,
  );
  await participant.run();
  await participant.findings();
  participant.sendCounts();
} catch (error) {
  // A structured clone keeps the message, but not the name by which user errors are told from faults.
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  parentPort?.postMessage({ name, message, stack: stack ?? '' } satisfies FromWorker);
} finally {
  for (const peer of peers) peer?.close();
}
