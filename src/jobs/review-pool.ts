/** Does the pieces of a review in worker threads, and ends a thread that never comes back from user code. */
import { availableParallelism } from 'node:os';
import type { Progress } from '../explore/explorer.ts';
import type { LoadModules } from '../user-files/user-files.ts';
import type { ReviewAnswer, ReviewJob } from './review-job.ts';
import type { CallLimits } from './thread-watch.ts';
import { runInWorkers } from './worker-pool.ts';

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

/** Runs jobs in this thread, where an endless loop in user code cannot be ended: for tests. */
export const runReviewHere =
  (modules: LoadModules): RunReview =>
  async (jobs, { onProgress, isInterrupted }) => {
    const { runReviewJob } = await import('./review-job.ts');
    const answers: (ReviewAnswer | undefined)[] = [];
    for (const [index, job] of jobs.entries()) {
      if (isInterrupted()) break;
      const answer = await runReviewJob(job, {
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
 * @param limits of one call of a user's function
 */
export const reviewInWorkers =
  (worker: URL, limits?: CallLimits): RunReview =>
  (jobs, { onProgress, isInterrupted, workers }) =>
    runInWorkers(jobs, {
      worker,
      atOnce: workers ?? availableParallelism(),
      onProgress,
      isInterrupted,
      limits,
    });
