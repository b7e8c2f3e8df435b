/** Plays a review of two binaries: every scenario on both, one after the other. */
import { CONFORM_DEFAULTS } from '../../conform/conformance.ts';
import type { Patch } from '../../statechart/patch.ts';
import type { OpenTarget } from '../../targets/kinds/target-kind.ts';
import { describePatch } from '../patch-changes.ts';
import type { BinariesPlan } from './plan.ts';
import type { BinariesReview } from './review.ts';
import { reviewOnBinaries, type ScenarioOnBinaries, type ScenarioProgress } from './review-scenario.ts';

export interface BinariesRun {
  /** Laid under the ones reviewed, and the ones that are said to turn the base into the patched binary. */
  readonly patches: { readonly under: readonly Patch[]; readonly reviewed: readonly Patch[] };
  /** The names of the reviewed patches, as they were given. */
  readonly reviewedNames: readonly string[];
  readonly open: OpenTarget;
  readonly seed?: number | undefined;
  readonly runs?: number | undefined;
  readonly timeMsMax?: number | undefined;
  readonly onProgress: (scenario: number, progress: ScenarioProgress) => void;
  readonly isInterrupted: () => boolean;
}

/** Plays what was planned; what an interruption cut off is left out. */
export async function runBinaries(plan: BinariesPlan, run: BinariesRun): Promise<BinariesReview> {
  const { binaries, against } = plan;
  const scenarios = await playAll(plan, run);
  const version = (which: 'base' | 'patched') =>
    scenarios.flatMap((each) => (each.kind === 'played' ? [versionOf(each.targets[which])] : []))[0];
  return {
    binaries: {
      base: { path: binaries.base, version: version('base') },
      patched: { path: binaries.patched, version: version('patched') },
    },
    against,
    patches: run.patches.reviewed.map((patch) => {
      const { name, title, source } = patch;
      return { name, title, source, changes: describePatch(patch) };
    }),
    seed: run.seed ?? CONFORM_DEFAULTS.seed,
    scenarios,
    interrupted: run.isInterrupted(),
  };
}

async function playAll(
  { scenarios, binaries }: BinariesPlan,
  { patches, reviewedNames, open, seed, runs, timeMsMax, onProgress, isInterrupted }: BinariesRun,
): Promise<readonly ScenarioOnBinaries[]> {
  const done: ScenarioOnBinaries[] = [];
  // One after the other: each scenario keeps two processes busy already.
  for (const [index, scenario] of scenarios.entries()) {
    if (isInterrupted()) break;
    const outcome = await reviewOnBinaries(scenario, {
      ...patches,
      reviewedNames,
      open: {
        base: (each) => open(each, binaries.base),
        patched: (each) => open(each, binaries.patched),
      },
      seed: seed ?? CONFORM_DEFAULTS.seed,
      runs: runs ?? CONFORM_DEFAULTS.runs,
      timeMsMax: timeMsMax ?? CONFORM_DEFAULTS.timeMsMax,
      onProgress: (progress) => {
        onProgress(index, progress);
        return !isInterrupted();
      },
    });
    // An interruption ends a binary that is only just starting, too.
    if (outcome.kind === 'played' || !isInterrupted()) done.push(outcome);
  }
  return done;
}

/** Out of a target's name, `QEMU 7.2.22 (Debian …), pc-q35, virtio-net-pci`; other targets are their own. */
const versionOf = (target: string): string => /^QEMU (.*), [^,]+, [^,]+$/.exec(target)?.[1] ?? target;
