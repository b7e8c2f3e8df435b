/** A thread that holds scenarios against xstate, for test/prove/prove.ts. */
import { serveJobs } from '../../src/jobs/serve-jobs.ts';
import { runEqualityJob } from './equality-job.ts';

serveJobs(runEqualityJob);
