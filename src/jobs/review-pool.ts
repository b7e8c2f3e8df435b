/** Does the pieces of a review in worker threads, and ends a thread that never comes back from user code. */
import { availableParallelism } from 'node:os';
import { UserCodeError } from '../errors/errors.ts';
import type { Progress } from '../explore/explorer.ts';
import type { LoadModules } from '../user-files/user-files.ts';
import type { ReviewAnswer, ReviewJob } from './review-job.ts';
import { USER_CODE_MS_MAX, UserCodeNote } from './user-code.ts';
import { runInWorkers, type ToWorker } from './worker-pool.ts';

export interface ReviewRunHooks {
  readonly onProgress: (job: number, progress: Progress) => void;
  readonly isInterrupted: () => boolean;
  /** Jobs at once, where they run in threads; without it one for each processor. */
  readonly workers?: number | undefined;
}

/** Runs jobs; an answer is undefined when the interruption came before its job began. */
export type RunReview = (
  jobs: readonly ReviewJob[],
  hooks: ReviewRunHooks,
) => Promise<readonly (ReviewAnswer | undefined)[]>;

/** What a worker gets when it starts. */
export interface ToReviewWorker extends ToWorker {
  /** Of a `UserCodeNote`. */
  readonly note: SharedArrayBuffer;
}

/** Runs jobs in this thread, where an endless loop in user code cannot be ended: for tests. */
export const runReviewHere =
  (modules: LoadModules): RunReview =>
  async (jobs, { onProgress, isInterrupted }) => {
    const { runReviewJob } = await import('./review-job.ts');
    const note = new UserCodeNote();
    const answers: (ReviewAnswer | undefined)[] = [];
    for (const [index, job] of jobs.entries()) {
      if (isInterrupted()) break;
      const answer = await runReviewJob(job, {
        note,
        modules,
        onProgress: (progress) => {
          onProgress(index, progress);
          return !isInterrupted();
        },
      });
      answers.push(answer);
    }
    return answers;
  };

/**
 * One thread for each processor unless told otherwise.
 * @param worker the module that a thread runs: src/workers/review-worker.ts, built
 */
export const reviewInWorkers =
  (worker: URL): RunReview =>
  (jobs, { onProgress, isInterrupted, workers }) =>
    runInWorkers(jobs, {
      worker,
      atOnce: workers ?? availableParallelism(),
      onProgress,
      isInterrupted,
      equip: () => {
        const note = new UserCodeNote();
        return { workerData: { note: note.buffer }, watch: (reject) => watchdog(note, reject) };
      },
    });

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
        new UserCodeError(
          running.place,
          `expected to return at once, but it was still running after ${USER_CODE_MS_MAX / 1000} s; look for a loop that never ends`,
        ),
      );
  };
}
