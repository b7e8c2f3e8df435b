/** Runs checks in worker threads, one for each processor. */
import { availableParallelism } from 'node:os';
import type { RunChecks } from './check-job.ts';
import { keepMemorySmall } from './garbage-collection.ts';
import { runInWorkers } from './worker-pool.ts';

export const runChecksInWorkers: RunChecks = (jobs, { onProgress, onResult, isInterrupted }) => {
  // One scenario may be as large as memory allows; with many, it is time that counts.
  if (jobs.length === 1) keepMemorySmall();
  // A job may itself use several threads.
  const threadsPerJob = Math.max(1, ...jobs.map(({ workers = 1 }) => workers));
  return runInWorkers(jobs, {
    worker: new URL('../workers/check-worker.js', import.meta.url),
    atOnce: Math.max(1, Math.floor(availableParallelism() / threadsPerJob)),
    onProgress,
    onAnswer: onResult,
    isInterrupted,
  });
};
