/** `check` as a function: names and files in, results out. What the command does with them is src/cli. */
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import type { CheckOptions, ScenarioResult } from '../check/check.ts';
import { RequestError } from '../errors/errors.ts';
import type { Progress } from '../explore/explorer.ts';
import { type CheckJob, type RunChecks, runChecksHere } from '../jobs/check-job.ts';
import type { Level } from '../property/level.ts';
import { allProperties, selectProperties } from '../user-files/properties.ts';
import type { LoadModules } from '../user-files/user-files.ts';
import { type ScenarioNames, scenariosOf } from './scenario.ts';

export interface CheckRequest
  extends Pick<
    CheckOptions,
    | 'statesMax'
    | 'timeMsMax'
    | 'memoryBytesMax'
    | 'causesMax'
    | 'exercised'
    | 'alphabet'
    | 'engine'
    | 'seed'
    | 'runs'
  > {
  /** What is checked: names, as in the options of the command, or scenarios. @defaultValue the defaults of each name */
  readonly scenarios?: ScenarioNames | readonly Scenario[];
  /** Ids of claims, or patterns such as `reset*`. @defaultValue all */
  readonly claims?: readonly string[];
  /** Only the claims of these levels. @defaultValue all */
  readonly levels?: readonly Level[];
  /** Files with claims of one's own. */
  readonly propertyFiles?: readonly string[];
  /** Where relative paths start. @defaultValue the working directory of the process */
  readonly cwd?: string;
  /** Work out what follows from violations that nobody sees. @defaultValue false */
  readonly consequences?: boolean;
  /** Ends it: what is known by then is the result, and scenarios that had not begun have none. */
  readonly signal?: AbortSignal;
  /** Hears how far a scenario is. */
  readonly onProgress?: (scenario: Scenario, progress: Progress) => void;
  /** Scenarios at once, where they run in threads. @defaultValue one for each processor */
  readonly workers?: number;
  /**
   * Where it runs. In this thread nothing else happens meanwhile, and no signal is heard: `runChecksInWorkers` of
   * `virtio-verify/workers` explores in threads. @defaultValue this thread
   */
  readonly run?: RunChecks;
}

/** `check`, for what imports in users' files mean. */
export const checkWith =
  (modules: LoadModules) =>
  async (request: CheckRequest): Promise<readonly ScenarioResult[]> => {
    const jobs = await checkJobs(request, modules);
    const { signal, onProgress, workers, run = runChecksHere(modules) } = request;
    const results = await run(jobs, {
      onProgress: (job, progress) => {
        const scenario = jobs[job]?.scenario;
        if (scenario !== undefined) onProgress?.(scenario, progress);
      },
      isInterrupted: () => signal?.aborted === true,
      workers,
    });
    return results.filter((result) => result !== undefined);
  };

/** What a check has to do: a job for each scenario. Everything that is wrong with the request is found here. */
export async function checkJobs(request: CheckRequest, modules: LoadModules): Promise<readonly CheckJob[]> {
  const {
    scenarios: asked = {},
    claims = [],
    levels,
    propertyFiles = [],
    cwd = process.cwd(),
    consequences = false,
  } = request;
  const all = await allProperties(propertyFiles, { cwd, modules });
  const properties = selectProperties(all, claims, levels).map(({ id }) => id);
  const scenarios = isList(asked) ? asked : scenariosOf(asked);
  if (scenarios.length === 0) throw new RequestError('there is no scenario to check');
  const limits = limitsOf(request);
  return scenarios.map((scenario) => ({ scenario, properties, propertyFiles, cwd, consequences, limits }));
}

const isList = (asked: ScenarioNames | readonly Scenario[]): asked is readonly Scenario[] =>
  Array.isArray(asked);

/** Those limits that are set: another thread gets no field that is undefined. */
function limitsOf(request: CheckRequest): CheckJob['limits'] {
  const { statesMax, timeMsMax, memoryBytesMax, causesMax, exercised, alphabet, engine, seed, runs } =
    request;
  const limits = { statesMax, timeMsMax, memoryBytesMax, causesMax, exercised, alphabet, engine, seed, runs };
  return Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined));
}
