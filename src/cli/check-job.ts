/** Checking one scenario, as data that can be sent to another thread. */
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import { type CheckOptions, checkScenarioInWorkers, type ScenarioResult } from '../check/check.ts';
import type { Progress } from '../explore/explorer.ts';
import { blameUserCode } from './failure.ts';
import { recipeOf } from './ingredients.ts';
import { resolvePatches } from './patches.ts';
import { allProperties } from './selection.ts';

export interface CheckJob {
  readonly scenario: Scenario;
  /** Ids of the properties to check. */
  readonly properties: readonly string[];
  readonly propertyFiles: readonly string[];
  readonly cwd: string;
  /** Threads that explore the one scenario together; 1 without it. */
  readonly workers?: number;
  readonly limits: Omit<CheckOptions, 'patches' | 'onProgress' | 'onSampleProgress' | 'semantics'>;
}

/** Answering `false` stops the exploration; what is known by then is the result. */
export type OnProgress = (progress: Progress) => boolean;

/** Checks the scenario here and now. */
export async function runCheckJob(job: CheckJob, onProgress: OnProgress): Promise<ScenarioResult> {
  const { scenario, cwd } = job;
  const patches = await resolvePatches(scenario.patches, cwd);
  const all = await allProperties(job.propertyFiles, cwd);
  const properties = all.filter(({ id }) => job.properties.includes(id));
  try {
    const options: CheckOptions = {
      ...job.limits,
      patches,
      onProgress,
      // A run of a sampling is a line of states; the count is all that a listener wants of either.
      onSampleProgress: ({ operations }) => onProgress({ states: 0, transitions: operations, depth: 0 }),
    };
    const { alphabet } = job.limits;
    const recipe = recipeOf({
      scenario,
      properties: job.properties,
      propertyFiles: job.propertyFiles,
      cwd,
      ...(alphabet === undefined ? {} : { alphabet }),
    });
    return await checkScenarioInWorkers(scenario, properties, options, { recipe, workers: job.workers ?? 1 });
  } catch (error) {
    throw blameUserCode(error, [...scenario.patches, ...job.propertyFiles], cwd);
  }
}

export interface RunHooks {
  readonly onProgress: (job: number, progress: Progress) => void;
  /** A job has ended; jobs may end in any order. */
  readonly onResult?: (job: number, result: ScenarioResult) => void;
  readonly isInterrupted: () => boolean;
}

/** Runs jobs; a result is undefined when the interruption came before its job began. */
export type RunChecks = (
  jobs: readonly CheckJob[],
  hooks: RunHooks,
) => Promise<readonly (ScenarioResult | undefined)[]>;

/** Runs jobs in this thread, where no signal can be heard meanwhile: for tests, and for use as a library. */
export const runChecksHere: RunChecks = async (jobs, { onProgress, onResult, isInterrupted }) => {
  const results: (ScenarioResult | undefined)[] = [];
  for (const [index, job] of jobs.entries()) {
    if (isInterrupted()) break;
    const result = await runCheckJob(job, (progress) => {
      onProgress(index, progress);
      return !isInterrupted();
    });
    results.push(result);
    onResult?.(index, result);
  }
  return results;
};
