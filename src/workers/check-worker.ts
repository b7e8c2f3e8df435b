/** A thread that checks scenarios for src/jobs/check-pool.ts, so that the main one can hear signals. */
import { type CheckJob, runCheckJob } from '../jobs/check-job.ts';
import { serveJobs } from '../jobs/serve-jobs.ts';
import { loadModules } from './modules.ts';

serveJobs((job: CheckJob, { onProgress, note }) =>
  runCheckJob(job, { onProgress, note, modules: loadModules }),
);
