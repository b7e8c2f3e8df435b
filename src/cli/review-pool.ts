/** Does the pieces of a review in worker threads, and ends a thread that never comes back from user code. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Progress } from '../check/explore.ts';
import { isOutOfMemory, OUT_OF_MEMORY } from './check-pool.ts';
import { type ReviewAnswer, type ReviewJob, runReviewJob } from './review-job.ts';
import { UsageError } from './usage-error.ts';
import { USER_CODE_MS_MAX, UserCodeNote } from './user-code.ts';

export interface ReviewRunHooks {
  readonly onProgress: (job: number, progress: Progress) => void;
  readonly isInterrupted: () => boolean;
}

/** Runs jobs; an answer is undefined when the interruption came before its job began. */
export type RunReview = (
  jobs: readonly ReviewJob[],
  hooks: ReviewRunHooks,
) => Promise<readonly (ReviewAnswer | undefined)[]>;

/** What a worker gets when it starts. */
export interface ToReviewWorker {
  /** One 32-bit integer: not 0 once the user has interrupted the command. */
  readonly interrupted: SharedArrayBuffer;
  /** Of a `UserCodeNote`. */
  readonly note: SharedArrayBuffer;
}

export type FromReviewWorker =
  | { readonly kind: 'progress'; readonly index: number; readonly progress: Progress }
  | { readonly kind: 'answer'; readonly index: number; readonly answer: ReviewAnswer }
  | {
      readonly kind: 'error';
      readonly index: number;
      readonly name: string;
      readonly message: string;
      readonly stack: string;
    };

const POLL_MS = 20;

/** Runs jobs in this thread, where an endless loop in user code cannot be ended: for tests. */
export const runReviewHere: RunReview = async (jobs, { onProgress, isInterrupted }) => {
  const note = new UserCodeNote();
  const answers: (ReviewAnswer | undefined)[] = [];
  for (const [index, job] of jobs.entries()) {
    if (isInterrupted()) break;
    const answer = await runReviewJob(job, {
      note,
      onProgress: (progress) => {
        onProgress(index, progress);
        return !isInterrupted();
      },
    });
    answers.push(answer);
  }
  return answers;
};

/** One thread for each processor. */
export const runReviewInWorkers: RunReview = async (jobs, hooks) => {
  const { onProgress, isInterrupted } = hooks;
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const answers: (ReviewAnswer | undefined)[] = jobs.map(() => undefined);
  const workers: Worker[] = [];
  const watchdogs: (() => void)[] = [];
  const poll = setInterval(() => {
    if (isInterrupted()) Atomics.store(flag, 0, 1);
    for (const look of watchdogs) look();
  }, POLL_MS);
  let next = 0;
  const serve = (worker: Worker, note: UserCodeNote): Promise<void> =>
    new Promise((resolve, reject) => {
      const giveWork = () => {
        const job = isInterrupted() ? undefined : jobs[next];
        if (job === undefined) resolve();
        else worker.postMessage({ index: next++, job });
      };
      worker.on('message', (message: FromReviewWorker) => {
        switch (message.kind) {
          case 'progress':
            onProgress(message.index, message.progress);
            break;
          case 'answer':
            answers[message.index] = message.answer;
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
      watchdogs.push(watchdog(note, reject));
      giveWork();
    });
  try {
    const count = Math.min(jobs.length, availableParallelism());
    const served = Array.from({ length: count }, () => {
      const note = new UserCodeNote();
      const workerData: ToReviewWorker = {
        interrupted: flag.buffer as SharedArrayBuffer,
        note: note.buffer,
      };
      const worker = new Worker(new URL('./review-worker.js', import.meta.url), { workerData });
      workers.push(worker);
      return serve(worker, note);
    });
    await Promise.all(served);
  } finally {
    clearInterval(poll);
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  return answers;
};

/** To be called again and again: rejects when the same piece of user code has run for too long. */
function watchdog(note: UserCodeNote, reject: (error: Error) => void): () => void {
  let number = -1;
  let since = performance.now();
  return () => {
    const running = note.running();
    if (running === undefined || running.number !== number) {
      number = running?.number ?? -1;
      since = performance.now();
      return;
    }
    if (performance.now() - since > USER_CODE_MS_MAX)
      reject(
        new UsageError(
          `${running.place}: expected to return at once, but it was still running after ${USER_CODE_MS_MAX / 1000} s; look for a loop that never ends`,
        ),
      );
  };
}
