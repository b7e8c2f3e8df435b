/** A thread that holds scenarios against xstate, for src/bench/prove.ts. */
import { serveJobs } from '../jobs/serve-jobs.ts';
import { runEqualityJob } from './equality-job.ts';

serveJobs(runEqualityJob);
