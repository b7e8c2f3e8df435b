/** A thread that does pieces of a review for src/jobs/review-pool.ts. */
import { workerData } from 'node:worker_threads';
import { type ReviewJob, runReviewJob } from '../jobs/review-job.ts';
import type { ToReviewWorker } from '../jobs/review-pool.ts';
import { serveJobs } from '../jobs/serve-jobs.ts';
import { UserCodeNote } from '../jobs/user-code.ts';
import { loadModules } from './modules.ts';

const note = new UserCodeNote((workerData as ToReviewWorker).note);

serveJobs((job: ReviewJob, onProgress) => runReviewJob(job, { note, onProgress, modules: loadModules }));
