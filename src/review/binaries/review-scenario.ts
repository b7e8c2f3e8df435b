/** One scenario on two binaries, and, where a patch is given, each binary against its model. */

import type { Operation } from '../../../machines/vocabulary/operation.ts';
import type { Scenario } from '../../../machines/vocabulary/scenario.ts';
import { conform } from '../../conform/conform.ts';
import { CONFORM_DEFAULTS, type Conformance } from '../../conform/conformance.ts';
import { innerDifference } from '../../conform/difference.ts';
import { mismatchOf } from '../../conform/mismatch.ts';
import { type PathCover, pathCoverWithBreaks } from '../../conform/path-cover.ts';
import { play } from '../../conform/play.ts';
import { randomWalks, simplerWalks } from '../../conform/random.ts';
import { type BuiltModel, buildModel } from '../../model/build-model.ts';
import { powerOn } from '../../model/perform.ts';
import type { Patch } from '../../statechart/patch.ts';
import { recording } from '../../targets/recording.ts';
import { type Target, TargetError } from '../../targets/target.ts';
import type { Trace } from '../../trace/trace.ts';
import {
  type ComparedTargets,
  type CompareTargetsProgress,
  compareTargets,
  type SequenceSource,
  type TargetDifference,
} from './compare-targets.ts';
import type { Pair, TargetFailure } from './play-both.ts';
import { traceOf } from './trace.ts';

export interface ScenarioOptions {
  /** Opens a target; it is closed here. */
  readonly open: Pair<(scenario: Scenario) => Promise<Target>>;
  /** Laid over the semantics in both models: what the base binary is said to do. */
  readonly under: readonly Patch[];
  /** Said to turn the base binary into the patched one. None: no binary is held against a model. */
  readonly reviewed: readonly Patch[];
  /** As scenarios name the reviewed patches. */
  readonly reviewedNames: readonly string[];
  readonly seed: number;
  /** Random walks. */
  readonly runs: number;
  /** Milliseconds for everything about this scenario, shortening left out. */
  readonly timeMsMax: number;
  readonly onProgress?: (progress: ScenarioProgress) => boolean;
}

export interface ScenarioProgress {
  readonly phase: CompareTargetsProgress['phase'] | 'base against its model' | 'patched against its model';
  readonly operations: number;
  readonly differences: number;
}

/** How the directed sequences were made. */
export interface SequencesFrom {
  readonly kind: PathCover['cover'];
  readonly total: number;
  readonly complete: boolean;
}

/** A difference, and what the models of both binaries say of the same operations. */
export interface PredictedDifference extends TargetDifference {
  /** Undefined without a patch. */
  readonly predicted: boolean | undefined;
}

export interface ScenarioCompared extends Omit<ComparedTargets, 'differences'> {
  readonly kind: 'played';
  /** With the patches under review. */
  readonly scenario: Scenario;
  readonly targets: Pair<string>;
  readonly sequencesFrom: SequencesFrom;
  readonly differences: readonly PredictedDifference[];
  /** Each binary against its model; absent without a patch. */
  readonly conformance?: Pair<Conformance>;
  /** The base model's run of what was played when a target failed: neither target can tell any more. */
  readonly failedTrace?: Trace;
  /** Why, in spite of a patch, the binaries were not held against their models. */
  readonly notHeld?: string;
}

export interface ScenarioNotOpened {
  readonly kind: 'not opened';
  readonly scenario: Scenario;
  readonly which: 'base' | 'patched';
  readonly because: string;
}

export type ScenarioOnBinaries = ScenarioCompared | ScenarioNotOpened;

/** Of the time, what directed sequences may take before random walks follow. */
const DIRECTED_SHARE = 0.7;
/** With a patch, three things share the time: the comparison, and each binary against its model. */
const SHARES = 3;

/**
 * Compares two binaries on a scenario.
 * @param scenario with the patches of `under`
 */
export async function reviewOnBinaries(
  scenario: Scenario,
  options: ScenarioOptions,
): Promise<ScenarioOnBinaries> {
  const { under, reviewed, reviewedNames, open } = options;
  const device: Scenario = { ...scenario, driver: 'adversary' };
  const patchedScenario: Scenario = { ...device, patches: [...device.patches, ...reviewedNames] };
  const base = buildModel(device, { patches: under, alphabet: 'small' });
  const targets = await openBoth(device, open);
  if ('because' in targets) return { kind: 'not opened', scenario: patchedScenario, ...targets };
  const share = reviewed.length === 0 ? options.timeMsMax : options.timeMsMax / SHARES;
  const { compared, names, sequencesFrom, sees } = await compareAndClose(base, targets, share, options);
  const result = {
    kind: 'played',
    scenario: patchedScenario,
    targets: names,
    sequencesFrom,
    ...compared,
    ...failedTrace(base, compared.failed),
  } as const;
  if (reviewed.length === 0)
    return {
      ...result,
      differences: compared.differences.map((each) => ({ ...each, predicted: undefined })),
    };
  const patched = buildModel(patchedScenario, { patches: [...under, ...reviewed], alphabet: 'small' });
  const differences: PredictedDifference[] = [];
  for (const each of compared.differences)
    differences.push({ ...each, predicted: await isPredicted({ base, patched }, each, sees) });
  if (compared.failed !== undefined) return { ...result, differences, notHeld: 'a target failed before' };
  const held = await holdAgainstModels({ base: device, patched: patchedScenario }, share, options);
  return { ...result, differences, ...held };
}

function failedTrace(
  { model }: BuiltModel,
  failed: TargetFailure | undefined,
): Pick<ScenarioCompared, 'failedTrace'> {
  const operation = failed?.operations.at(-1);
  if (failed === undefined || operation === undefined) return {};
  const { operations, because: actual } = failed;
  const step = operations.length - 1;
  const mismatch = { where: 'target failed', step, operation, expected: [], actual } as const;
  return { failedTrace: mismatchOf(model, operations, mismatch, new Set()).trace };
}

/** Each binary against the model that is said to be its own. */
async function holdAgainstModels(
  scenarios: Pair<Scenario>,
  timeMsMax: number,
  { open, under, reviewed, seed, runs, onProgress }: ScenarioOptions,
): Promise<Pick<ScenarioCompared, 'conformance' | 'notHeld'>> {
  let isWanted = true;
  const against = (which: keyof Pair<unknown>, patches: readonly Patch[]) =>
    conform(scenarios[which], {
      patches,
      seed,
      runs,
      timeMsMax,
      open: open[which],
      onProgress: ({ steps, mismatches }) => {
        const phase = `${which} against its model` as const;
        isWanted &&= onProgress?.({ phase, operations: steps, differences: mismatches }) ?? true;
        return isWanted;
      },
    });
  try {
    const base = await against('base', under);
    const patched = await against('patched', [...under, ...reviewed]);
    return isWanted ? { conformance: { base, patched } } : { notHeld: 'an interruption' };
  } catch (error) {
    if (error instanceof TargetError) return { notHeld: error.message };
    throw error;
  }
}

async function compareAndClose(
  { model, input }: BuiltModel,
  { base, patched }: Pair<Target>,
  timeMsMax: number,
  { seed, runs, onProgress }: ScenarioOptions,
) {
  try {
    const names = { base: base.name, patched: patched.name };
    const canPlay = (operation: Operation) =>
      base.refuses?.(operation) === undefined && patched.refuses?.(operation) === undefined;
    const cover = await pathCoverWithBreaks(model, { canPlay });
    const { maxLength, mismatchesMax: differencesMax, replaysMax } = CONFORM_DEFAULTS;
    const walks = randomWalks(input, { seed, runs, maxLength, canPlay });
    const sources: readonly SequenceSource[] = [
      { kind: 'directed', sequences: cover.paths, untilMs: DIRECTED_SHARE * timeMsMax },
      { kind: 'random', sequences: asSequences(walks) },
    ];
    const compared = await compareTargets(base, patched, sources, {
      timeMsMax,
      differencesMax,
      replaysMax,
      simpler: (operations) => playable(simplerWalks(input, operations), canPlay),
      ...(onProgress === undefined ? {} : { onProgress }),
    });
    const sequencesFrom: SequencesFrom = { kind: cover.cover, total: cover.total, complete: cover.complete };
    const sees = new Set([...base.sees].filter((kind) => patched.sees.has(kind)));
    return { compared, names, sequencesFrom, sees };
  } finally {
    await Promise.all([base.close(), patched.close()]);
  }
}

function* asSequences(walks: Iterable<readonly Operation[]>) {
  for (const operations of walks) yield { operations };
}

function* playable(all: Iterable<readonly Operation[]>, canPlay: (operation: Operation) => boolean) {
  for (const operations of all) if (operations.every(canPlay)) yield operations;
}

type CannotOpen = Pick<ScenarioNotOpened, 'which' | 'because'>;

async function openBoth(
  scenario: Scenario,
  open: ScenarioOptions['open'],
): Promise<Pair<Target> | CannotOpen> {
  const opened = await openOne('base', () => open.base(scenario));
  if ('because' in opened) return opened;
  const other = await openOne('patched', () => open.patched(scenario));
  if (!('because' in other)) return { base: opened.target, patched: other.target };
  await opened.target.close();
  return other;
}

async function openOne(
  which: CannotOpen['which'],
  open: () => Promise<Target>,
): Promise<{ readonly target: Target } | CannotOpen> {
  try {
    return { target: await open() };
  } catch (error) {
    if (error instanceof TargetError) return { which, because: error.message };
    throw error;
  }
}

/** True if each model, given the same operations, shows what its binary showed. */
async function isPredicted(
  models: Pair<BuiltModel>,
  difference: TargetDifference,
  sees: Target['sees'],
): Promise<boolean> {
  for (const which of ['base', 'patched'] as const) {
    const { model } = models[which];
    const { initialState, steps } = difference.runs[which];
    if (innerDifference(model, powerOn(model), initialState) !== undefined) return false;
    const trace = traceOf(model.scenario, { initialState, steps });
    const { mismatch } = await play(model, recording(trace, sees), difference.operations);
    if (mismatch !== undefined) return false;
  }
  return true;
}
