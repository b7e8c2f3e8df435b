/** A thread that does pieces of a review for src/jobs/review-pool.ts. */
import { workerData } from 'node:worker_threads';
import { type ReviewJob, runReviewJob } from './review-job.ts';
import type { ToReviewWorker } from './review-pool.ts';
import { serveJobs } from './serve-jobs.ts';
import { UserCodeNote } from './user-code.ts';

const note = new UserCodeNote((workerData as ToReviewWorker).note);

serveJobs((job: ReviewJob, onProgress) => runReviewJob(job, { note, onProgress }));
