/** A thread that checks scenarios for src/jobs/check-pool.ts, so that the main one can hear signals. */
import { runCheckJob } from './check-job.ts';
import { serveJobs } from './serve-jobs.ts';

serveJobs(runCheckJob);
