/**
 * Runs checks in worker threads, one for each processor. Exploration is synchronous, so the thread that
 * explores hears no signal: here the main thread does, and tells the workers through shared memory, which
 * they look at every few thousand states.
 */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { ScenarioResult } from '../check/check.ts';
import type { Progress } from '../check/explore.ts';
import type { RunChecks } from './check-job.ts';
import { UsageError } from './usage-error.ts';

/** What a worker gets when it starts. */
export interface ToWorker {
  /** One 32-bit integer: not 0 once the user has interrupted the command. */
  readonly interrupted: SharedArrayBuffer;
}

export type FromWorker =
  | { readonly kind: 'progress'; readonly index: number; readonly progress: Progress }
  | { readonly kind: 'result'; readonly index: number; readonly result: ScenarioResult }
  | {
      readonly kind: 'error';
      readonly index: number;
      readonly name: string;
      readonly message: string;
      readonly stack: string;
    };

const POLL_MS = 20;

/** The guard of an exploration stops before this; it is for a model that fills the heap at one stroke. */
export const OUT_OF_MEMORY =
  'a thread ran out of memory; give it less to explore with --max-states, or more memory with NODE_OPTIONS=--max-old-space-size=8000';

export const isOutOfMemory = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';

export const runChecksInWorkers: RunChecks = async (jobs, { onProgress, onResult, isInterrupted }) => {
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const results: (ScenarioResult | undefined)[] = jobs.map(() => undefined);
  const poll = setInterval(() => {
    if (isInterrupted()) Atomics.store(flag, 0, 1);
  }, POLL_MS);
  let next = 0;
  const workers: Worker[] = [];
  const serve = (worker: Worker): Promise<void> =>
    new Promise((resolve, reject) => {
      const giveWork = () => {
        const job = isInterrupted() ? undefined : jobs[next];
        if (job === undefined) resolve();
        else worker.postMessage({ index: next++, job });
      };
      worker.on('message', (message: FromWorker) => {
        switch (message.kind) {
          case 'progress':
            onProgress(message.index, message.progress);
            break;
          case 'result':
            results[message.index] = message.result;
            onResult?.(message.index, message.result);
            giveWork();
            break;
          case 'error': {
            const { name, message: text, stack } = message;
            reject(Object.assign(new Error(text), { name, stack }));
          }
        }
      });
      worker.on('error', (error) => reject(isOutOfMemory(error) ? new UsageError(OUT_OF_MEMORY) : error));
      worker.on('exit', () => resolve());
      giveWork();
    });
  try {
    // A job may itself use several threads.
    const threadsPerJob = Math.max(1, ...jobs.map(({ workers = 1 }) => workers));
    const atOnce = Math.max(1, Math.floor(availableParallelism() / threadsPerJob));
    const count = Math.min(jobs.length, atOnce);
    const workerData: ToWorker = { interrupted: flag.buffer as SharedArrayBuffer };
    for (let at = 0; at < count; at++)
      workers.push(new Worker(new URL('./check-worker.js', import.meta.url), { workerData }));
    await Promise.all(workers.map(serve));
  } finally {
    clearInterval(poll);
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  return results;
};
