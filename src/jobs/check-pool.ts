/** Checks in worker threads, one for each processor unless told otherwise. */
import { availableParallelism } from 'node:os';
import type { RunChecks } from './check-job.ts';
import { keepMemorySmall } from './garbage-collection.ts';
import type { CallLimits } from './thread-watch.ts';
import { runInWorkers } from './worker-pool.ts';

/**
 * @param worker the module that a thread runs: src/workers/check-worker.ts, built
 * @param limits of one call of a user's function
 */
export const checksInWorkers =
  (worker: URL, limits?: CallLimits): RunChecks =>
  (jobs, { onProgress, onResult, isInterrupted, workers }) => {
    // One scenario may be as large as memory allows; with many, it is time that counts.
    if (jobs.length === 1) keepMemorySmall();
    return runInWorkers(jobs, {
      worker,
      atOnce: workers ?? availableParallelism(),
      onProgress,
      onAnswer: onResult,
      isInterrupted,
      limits,
    });
  };
