/** The worker's side of src/jobs/worker-pool.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import { UnknownNameError } from '../errors/unknown-name.ts';
import type { OnProgress } from './check-job.ts';
import type { FromWorker, ToWorker } from './worker-pool.ts';

/** Progress is for people: more often than this is wasted. */
const PROGRESS_EVERY_MS = 100;

/** Does each job that the pool gives, and answers with what came of it. */
export function serveJobs<Job, Answer>(run: (job: Job, onProgress: OnProgress) => Promise<Answer>): void {
  const port = parentPort;
  const flag = new Int32Array((workerData as ToWorker).interrupted);
  port?.on('message', async ({ index, job }: { readonly index: number; readonly job: Job }) => {
    let told = performance.now();
    const send = (message: FromWorker<Answer>) => port.postMessage(message);
    try {
      const answer = await run(job, (progress) => {
        if (performance.now() - told >= PROGRESS_EVERY_MS) {
          told = performance.now();
          send({ kind: 'progress', index, progress });
        }
        return Atomics.load(flag, 0) === 0;
      });
      send({ kind: 'answer', index, answer });
    } catch (error) {
      // A structured clone keeps the message, but not the name by which user errors are told from faults.
      const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
      const data = error instanceof UnknownNameError ? { ...error } : {};
      send({ kind: 'error', index, name, message, stack: stack ?? '', data });
    }
  });
}
