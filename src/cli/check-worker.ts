/** A thread that checks scenarios for src/cli/check-pool.ts, so that the main one can hear signals. */
import { parentPort, workerData } from 'node:worker_threads';
import { type CheckJob, runCheckJob } from './check-job.ts';
import type { FromWorker, ToWorker } from './check-pool.ts';

/** Progress is for people: more often than this is wasted. */
const PROGRESS_EVERY_MS = 100;

const port = parentPort;
const { interrupted } = workerData as ToWorker;
const flag = new Int32Array(interrupted);

port?.on('message', async ({ index, job }: { readonly index: number; readonly job: CheckJob }) => {
  let told = performance.now();
  const send = (message: FromWorker) => port.postMessage(message);
  try {
    const result = await runCheckJob(job, (progress) => {
      if (performance.now() - told >= PROGRESS_EVERY_MS) {
        told = performance.now();
        send({ kind: 'progress', index, progress });
      }
      return Atomics.load(flag, 0) === 0;
    });
    send({ kind: 'result', index, result });
  } catch (error) {
    // A structured clone keeps the message, but not the name by which user errors are told from faults.
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
    send({ kind: 'error', index, name, message, stack: stack ?? '' });
  }
});
