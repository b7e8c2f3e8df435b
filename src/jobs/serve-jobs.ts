/** The worker's side of src/jobs/worker-pool.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import { UnknownNameError } from '../errors/unknown-name.ts';
import { UserCodeNote } from '../user-files/user-code-note.ts';
import type { OnProgress } from './check-job.ts';
import { confineThread } from './confined-thread.ts';
import type { FromWorker, ToWorker } from './worker-pool.ts';

/** Progress is for people: more often than this is wasted. */
const PROGRESS_EVERY_MS = 100;

export interface JobHooks {
  readonly onProgress: OnProgress;
  /** Where it is noted which of a user's functions runs. */
  readonly note: UserCodeNote;
}

/** Does each job that the pool gives, and answers with what came of it. */
export function serveJobs<Job, Answer>(run: (job: Job, hooks: JobHooks) => Promise<Answer>): void {
  const port = parentPort;
  const { interrupted, note: noted } = workerData as ToWorker;
  const flag = new Int32Array(interrupted);
  const note = new UserCodeNote(noted);
  confineThread(note);
  port?.on('message', async ({ index, job }: { readonly index: number; readonly job: Job }) => {
    let told = performance.now();
    const send = (message: FromWorker<Answer>) => port.postMessage(message);
    const onProgress: OnProgress = (progress) => {
      if (performance.now() - told >= PROGRESS_EVERY_MS) {
        told = performance.now();
        send({ kind: 'progress', index, progress });
      }
      return Atomics.load(flag, 0) === 0;
    };
    // While a job is done, waiting for the next keeps no thread alive: one that waits for what never comes ends.
    port.unref();
    try {
      const answer = await run(job, { onProgress, note });
      send({ kind: 'answer', index, answer });
    } catch (error) {
      // A structured clone keeps the message, but not the name by which user errors are told from faults.
      const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
      const data = error instanceof UnknownNameError ? { ...error } : {};
      send({ kind: 'error', index, name, message, stack: stack ?? '', data });
    } finally {
      port.ref();
    }
  });
}
