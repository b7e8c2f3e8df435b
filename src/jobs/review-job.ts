/** The pieces of a review, as data that can be sent to another thread. */

import type { DeviceInput } from '../../machines/vocabulary/device-input.ts';
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import { type CheckOptions, checkScenario, type ScenarioResult } from '../check/check.ts';
import { compareModels } from '../compare/compare-models.ts';
import { differenceTrace } from '../compare/difference-trace.ts';
import { type RepeatedEvent, repeatEvents } from '../compare/repeated-events.ts';
import { insertedSteps, repeatInsertedSteps } from '../compare/repeated-steps.ts';
import { RequestError } from '../errors/errors.ts';
import type { Coverage } from '../explore/explorer.ts';
import { reachOf } from '../mail/hooked-places.ts';
import { type BuiltModel, buildModel } from '../model/build-model.ts';
import { describePatch } from '../review/patch-changes.ts';
import { type Redefinition, redefinitions } from '../review/redefined.ts';
import type { Compared, PatchInfo } from '../review/review.ts';
import { type AlphabetSize, reviewAlphabet } from '../review/scope.ts';
import type { Patch } from '../statechart/patch.ts';
import { blameUserCode } from '../user-files/blame.ts';
import { idlePatches } from '../user-files/idle-patches.ts';
import { resolvePatches } from '../user-files/patches.ts';
import { allProperties } from '../user-files/properties.ts';
import type { UserCodeNote } from '../user-files/user-code-note.ts';
import type { LoadModules, UserFiles } from '../user-files/user-files.ts';
import type { OnProgress } from './check-job.ts';

/** What every piece needs to know. */
interface Common {
  readonly cwd: string;
  /** Patches laid under the ones reviewed, from `--against`. */
  readonly under: readonly string[];
  /** The patches reviewed. */
  readonly reviewed: readonly string[];
  /** The rivals that the other side has in their place. */
  readonly insteadOf: readonly string[];
  readonly limits: Pick<
    CheckOptions,
    'statesMax' | 'timeMsMax' | 'memoryBytesMax' | 'engine' | 'seed' | 'runs'
  >;
  readonly alphabet: AlphabetSize;
}

/** Loads and builds everything once, so that whatever is wrong is said before the work begins. */
export interface SurveyJob extends Common {
  readonly kind: 'survey';
  readonly scenarios: readonly Scenario[];
  /** Other patches to combine with, on these scenarios. */
  readonly others: readonly string[];
  readonly combined: readonly Scenario[];
}

export interface ReviewCheckJob extends Common {
  readonly kind: 'check';
  /** Its patches say what is laid over the base. */
  readonly scenario: Scenario;
  readonly properties: readonly string[];
  readonly propertyFiles: readonly string[];
}

/** Base and patched, side by side; the base's scenario is derived from it. */
export interface CompareJob extends Common {
  readonly kind: 'compare';
  readonly scenario: Scenario;
}

/** Once and twice, side by side; and the patch's own events, twice in every state. */
export interface RepeatJob extends Common {
  readonly kind: 'repeat';
  readonly scenario: Scenario;
}

export type ReviewJob = SurveyJob | ReviewCheckJob | CompareJob | RepeatJob;

export interface SurveyAnswer {
  readonly kind: 'survey';
  readonly patches: readonly PatchInfo[];
  readonly rivals: readonly PatchInfo[];
  readonly redefined: readonly Redefinition[];
  /** Indices of scenarios in which the patches change some machine. */
  readonly touched: readonly number[];
  /** Steps that the patches insert, as `machine: after step: name`. */
  readonly inserted: readonly string[];
  /** Other patches that cannot be laid over these, with the reason. */
  readonly uncombinable: ReadonlyMap<string, string>;
}

export type ReviewAnswer =
  | SurveyAnswer
  | { readonly kind: 'check'; readonly result: ScenarioResult }
  | ({ readonly kind: 'compare' } & Compared)
  | {
      readonly kind: 'repeat';
      /** Undefined if the patches insert no steps here. */
      readonly steps: Compared | undefined;
      readonly events: readonly RepeatedEvent[];
      readonly coverage: Coverage;
    };

export interface ReviewJobHooks {
  readonly onProgress: OnProgress;
  /** What the imports of users' files mean. */
  readonly modules: LoadModules;
  /** Where it is noted which of a user's functions runs. */
  readonly note?: UserCodeNote;
}

/** Does one piece here and now. */
export async function runReviewJob(job: ReviewJob, hooks: ReviewJobHooks): Promise<ReviewAnswer> {
  const loader = new Loader(job, hooks);
  try {
    switch (job.kind) {
      case 'survey':
        return await survey(job, loader);
      case 'check':
        return { kind: 'check', result: await check(job, loader, hooks.onProgress) };
      case 'compare':
        return { kind: 'compare', ...(await compare(job, loader, hooks.onProgress)) };
      case 'repeat':
        return { kind: 'repeat', ...(await repeat(job, loader, hooks.onProgress)) };
    }
  } catch (error) {
    const files = job.kind === 'check' ? job.propertyFiles : [];
    throw blameUserCode(error, [...loader.references, ...files], job.cwd);
  }
}

/** Loads patches and builds models. */
class Loader {
  readonly #job: ReviewJob;
  readonly #files: UserFiles;
  readonly references: string[] = [];

  constructor(job: ReviewJob, { note, modules }: ReviewJobHooks) {
    this.#job = job;
    this.#files = { cwd: job.cwd, modules, ...(note === undefined ? {} : { note }) };
  }

  patches(references: readonly string[]): Promise<readonly Patch[]> {
    this.references.push(...references);
    return resolvePatches(references, this.#files);
  }

  properties(files: readonly string[]): ReturnType<typeof allProperties> {
    return allProperties(files, this.#files);
  }

  build(scenario: Scenario, patches: readonly Patch[]): BuiltModel {
    return buildModel(scenario, { patches, alphabet: reviewAlphabet(scenario, this.#job.alphabet) });
  }
}

async function survey(job: SurveyJob, loader: Loader): Promise<SurveyAnswer> {
  const under = await loader.patches(job.under);
  const reviewed = await loader.patches(job.reviewed);
  const rivals = await loader.patches(job.insteadOf);
  const inserted = new Set<string>();
  const inputs: DeviceInput[] = [];
  const taking = new Set<string>();
  const touched = job.scenarios.flatMap((scenario, index) => {
    const base = loader.build({ ...scenario, patches: job.under }, under);
    loader.build({ ...scenario, patches: [...job.under, ...job.reviewed] }, [...under, ...reviewed]);
    if (rivals.length > 0)
      loader.build({ ...scenario, patches: [...job.under, ...job.insteadOf] }, [...under, ...rivals]);
    inputs.push(base.input);
    const machines = machineIds(base);
    for (const id of machines) taking.add(id);
    for (const patch of reviewed)
      for (const step of insertedSteps(patch, base.input, machines)) inserted.add(step);
    const all = [...reviewed, ...rivals];
    return idlePatches(all, base).length < all.length ? [index] : [];
  });
  if (touched.length === 0)
    throw new RequestError(
      `${job.reviewed.join(', ')}: no machine that the patch changes takes part in any of the ${job.scenarios.length} scenarios; choose others, or another base`,
    );
  return {
    kind: 'survey',
    patches: reviewed.map(infoOf),
    rivals: rivals.map(infoOf),
    redefined: [
      ...redefinitions([...under, ...reviewed], inputs, taking),
      ...(rivals.length === 0 ? [] : redefinitions([...under, ...rivals], inputs, taking)),
    ],
    touched,
    inserted: [...inserted],
    uncombinable: await uncombinable(job, under, reviewed, loader),
  };
}

const infoOf = (patch: Patch): PatchInfo => {
  const { name, title, source } = patch;
  return { name, title, source, changes: describePatch(patch), reach: reachOf([patch]) };
};

const machineIds = ({ model }: BuiltModel): ReadonlySet<string> =>
  new Set(model.parts.map(({ machine }) => machine.id));

async function uncombinable(
  job: SurveyJob,
  under: readonly Patch[],
  reviewed: readonly Patch[],
  loader: Loader,
): Promise<ReadonlyMap<string, string>> {
  const reasons = new Map<string, string>();
  for (const other of job.others) {
    const more = await loader.patches([other]);
    for (const scenario of job.combined) {
      const patches = [...job.under, ...job.reviewed, other];
      try {
        loader.build({ ...scenario, patches: [...job.under, other] }, [...under, ...more]);
        loader.build({ ...scenario, patches }, [...under, ...reviewed, ...more]);
      } catch (error) {
        if (!(error instanceof Error) || error.name !== 'CompileError') throw error;
        if (!reasons.has(other)) reasons.set(other, error.message);
      }
    }
  }
  return reasons;
}

async function check(job: ReviewCheckJob, loader: Loader, onProgress: OnProgress): Promise<ScenarioResult> {
  const patches = await loader.patches(job.scenario.patches);
  const all = await loader.properties(job.propertyFiles);
  return checkScenario(
    job.scenario,
    all.filter(({ id }) => job.properties.includes(id)),
    {
      ...job.limits,
      patches,
      alphabet: reviewAlphabet(job.scenario, job.alphabet),
      onProgress,
      onSampleProgress: ({ operations }) => onProgress({ states: 0, transitions: operations, depth: 0 }),
    },
  );
}

async function compare(job: CompareJob, loader: Loader, onProgress: OnProgress): Promise<Compared> {
  const under = await loader.patches(job.under);
  const reviewed = await loader.patches(job.reviewed);
  const rivals = await loader.patches(job.insteadOf);
  const base = loader.build({ ...job.scenario, patches: [...job.under, ...job.insteadOf] }, [
    ...under,
    ...rivals,
  ]);
  const patched = loader.build(job.scenario, [...under, ...reviewed]);
  return compareBuilt(base, patched, job, onProgress);
}

function compareBuilt(base: BuiltModel, patched: BuiltModel, job: Common, onProgress: OnProgress): Compared {
  const { coverage, differences } = compareModels(base.model, patched.model, {
    ...limitsOf(job),
    onProgress,
  });
  return {
    coverage,
    differences: differences.map((each) => ({
      visibleTo: each.visibleTo,
      trace: differenceTrace(base.model, patched.model, each),
    })),
  };
}

const limitsOf = ({ limits: { statesMax, timeMsMax, memoryBytesMax } }: Common) => ({
  ...(statesMax === undefined ? {} : { statesMax }),
  ...(timeMsMax === undefined ? {} : { timeMsMax }),
  ...(memoryBytesMax === undefined ? {} : { memoryBytesMax }),
});

async function repeat(job: RepeatJob, loader: Loader, onProgress: OnProgress) {
  const under = await loader.patches(job.under);
  const reviewed = await loader.patches(job.reviewed);
  const base = loader.build({ ...job.scenario, patches: job.under }, under);
  const once = loader.build(job.scenario, [...under, ...reviewed]);
  const repeated = reviewed.map((patch) => repeatInsertedSteps(patch, base.input, machineIds(base)));
  const steps = repeated.every((each) => each === undefined)
    ? undefined
    : compareBuilt(
        once,
        loader.build(job.scenario, [...under, ...reviewed.map((patch, at) => repeated[at] ?? patch)]),
        job,
        onProgress,
      );
  const { events, coverage } = repeatEvents(base.model, once.model, { ...limitsOf(job), onProgress });
  return { steps, events, coverage };
}
