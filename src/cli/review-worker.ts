/** A thread that does pieces of a review for src/cli/review-pool.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import { type ReviewJob, runReviewJob } from './review-job.ts';
import type { FromReviewWorker, ToReviewWorker } from './review-pool.ts';
import { UserCodeNote } from './user-code.ts';

/** Progress is for people: more often than this is wasted. */
const PROGRESS_EVERY_MS = 100;

const port = parentPort;
const { interrupted, note } = workerData as ToReviewWorker;
const flag = new Int32Array(interrupted);
const userCode = new UserCodeNote(note);

port?.on('message', async ({ index, job }: { readonly index: number; readonly job: ReviewJob }) => {
  let told = performance.now();
  const send = (message: FromReviewWorker) => port.postMessage(message);
  try {
    const answer = await runReviewJob(job, {
      note: userCode,
      onProgress: (progress) => {
        if (performance.now() - told >= PROGRESS_EVERY_MS) {
          told = performance.now();
          send({ kind: 'progress', index, progress });
        }
        return Atomics.load(flag, 0) === 0;
      },
    });
    send({ kind: 'answer', index, answer });
  } catch (error) {
    // A structured clone keeps the message, but not the name by which user errors are told from faults.
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
    send({ kind: 'error', index, name, message, stack: stack ?? '' });
  }
});
