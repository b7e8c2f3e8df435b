/** Checking one scenario, as data that can be sent to another thread. */
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import { type CheckOptions, checkScenario, type ScenarioResult } from '../check/check.ts';
import { withConsequences } from '../compare/consequences.ts';
import type { Progress } from '../explore/explorer.ts';
import type { BuildOptions } from '../model/build-model.ts';
import { blameUserCode } from '../user-files/blame.ts';
import { resolvePatches } from '../user-files/patches.ts';
import { allProperties } from '../user-files/properties.ts';
import type { UserCodeNote } from '../user-files/user-code-note.ts';
import type { LoadModules } from '../user-files/user-files.ts';

export interface CheckJob {
  readonly scenario: Scenario;
  /** Ids of the properties to check. */
  readonly properties: readonly string[];
  readonly propertyFiles: readonly string[];
  readonly cwd: string;
  /** Work out what follows from a violation that nobody sees; it takes about as long again as a small exploration. */
  readonly consequences?: boolean;
  readonly limits: Omit<CheckOptions, 'patches' | 'onProgress' | 'onSampleProgress' | 'semantics'>;
}

/** Answering `false` stops the exploration; what is known by then is the result. */
export type OnProgress = (progress: Progress) => boolean;

export interface CheckJobHooks {
  readonly onProgress: OnProgress;
  /** What the imports of users' files mean. */
  readonly modules: LoadModules;
  /** Where it is noted which of a user's functions runs. */
  readonly note?: UserCodeNote;
}

/** Checks the scenario here and now. */
export async function runCheckJob(
  job: CheckJob,
  { onProgress, modules, note }: CheckJobHooks,
): Promise<ScenarioResult> {
  const { scenario, cwd } = job;
  const files = { cwd, modules, ...(note === undefined ? {} : { note }) };
  const patches = await resolvePatches(scenario.patches, files);
  const all = await allProperties(job.propertyFiles, files);
  const properties = all.filter(({ id }) => job.properties.includes(id));
  try {
    const options: CheckOptions & Pick<BuildOptions, 'patches'> = {
      ...job.limits,
      patches,
      onProgress,
      // A run of a sampling is a line of states; the count is all that a listener wants of either.
      onSampleProgress: ({ operations }) => onProgress({ states: 0, transitions: operations, depth: 0 }),
    };
    const result = checkScenario(scenario, properties, options);
    return job.consequences === true ? withConsequences(result, properties, options) : result;
  } catch (error) {
    throw blameUserCode(error, [...scenario.patches, ...job.propertyFiles], cwd);
  }
}

export interface RunHooks {
  readonly onProgress: (job: number, progress: Progress) => void;
  /** A job has ended; jobs may end in any order. */
  readonly onResult?: (job: number, result: ScenarioResult) => void;
  readonly isInterrupted: () => boolean;
  /** Jobs at once, where they run in threads; without it one for each processor. */
  readonly workers?: number | undefined;
}

/** Runs jobs; a result is undefined when the interruption came before its job began. */
export type RunChecks = (
  jobs: readonly CheckJob[],
  hooks: RunHooks,
) => Promise<readonly (ScenarioResult | undefined)[]>;

/** Runs jobs in this thread, where no signal can be heard meanwhile: for tests, and for use as a library. */
export const runChecksHere =
  (modules: LoadModules, note?: UserCodeNote): RunChecks =>
  async (jobs, { onProgress, onResult, isInterrupted }) => {
    const results: (ScenarioResult | undefined)[] = [];
    for (const [index, job] of jobs.entries()) {
      if (isInterrupted()) break;
      const result = await runCheckJob(job, {
        modules,
        ...(note === undefined ? {} : { note }),
        onProgress: (progress) => {
          onProgress(index, progress);
          return !isInterrupted();
        },
      });
      results.push(result);
      onResult?.(index, result);
    }
    return results;
  };
