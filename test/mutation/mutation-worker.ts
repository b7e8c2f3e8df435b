/** A thread that judges mutants, for test/mutation/run.ts. */
import { serveJobs } from '../../src/jobs/serve-jobs.ts';
import { runMutationJob } from './mutation-job.ts';

serveJobs(runMutationJob);
