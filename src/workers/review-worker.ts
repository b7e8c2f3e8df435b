/** A thread that does pieces of a review for src/jobs/review-pool.ts. */
import { type ReviewJob, runReviewJob } from '../jobs/review-job.ts';
import { serveJobs } from '../jobs/serve-jobs.ts';
import { loadModules } from './modules.ts';

serveJobs((job: ReviewJob, { onProgress, note }) =>
  runReviewJob(job, { onProgress, note, modules: loadModules }),
);
