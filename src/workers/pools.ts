/**
 * `virtio-verify/workers`: checks and reviews in threads of this package, so that the thread that asks for them can
 * hear signals meanwhile.
 */
import type { RunChecks } from '../jobs/check-job.ts';
import { checksInWorkers } from '../jobs/check-pool.ts';
import { type RunReview, reviewInWorkers } from '../jobs/review-pool.ts';
import type { CallLimits } from '../jobs/thread-watch.ts';

/** As `runChecksInWorkers`, with limits of one's own for each call of a user's function. */
export const checksWithin = (limits?: CallLimits): RunChecks =>
  checksInWorkers(new URL('./check-worker.js', import.meta.url), limits);

/** As `runReviewInWorkers`, with limits of one's own for each call of a user's function. */
export const reviewWithin = (limits?: CallLimits): RunReview =>
  reviewInWorkers(new URL('./review-worker.js', import.meta.url), limits);

/** Checks scenarios side by side, and ends a thread that never comes back from a user's code. */
export const runChecksInWorkers = checksWithin();

/** Does the pieces of a review, and ends a thread that never comes back from a user's code. */
export const runReviewInWorkers = reviewWithin();
