/**
 * `virtio-verify/workers`: checks and reviews in threads of this package, so that the thread that asks for them can
 * hear signals meanwhile.
 */
import { checksInWorkers } from '../jobs/check-pool.ts';
import { reviewInWorkers } from '../jobs/review-pool.ts';

/** Checks scenarios side by side. */
export const runChecksInWorkers = checksInWorkers(new URL('./check-worker.js', import.meta.url));

/** Does the pieces of a review, and ends a thread that never comes back from a user's code. */
export const runReviewInWorkers = reviewInWorkers(new URL('./review-worker.js', import.meta.url));
