/** A review of two binaries as one JSON object. src/report/binaries/schema.ts has its shape. */
import type { Run } from '../../review/binaries/play-both.ts';
import { type BinariesReview, type BinaryInfo, playedOn } from '../../review/binaries/review.ts';
import type { ScenarioCompared, ScenarioOnBinaries } from '../../review/binaries/review-scenario.ts';
import { differenceTrace } from '../../review/binaries/trace.ts';
import { stringifyTrace } from '../../trace/trace-file.ts';
import { conformanceJson } from '../conform/json.ts';
import { scenarioJson } from '../scenario-json.ts';
import type { BinariesReport } from './binaries-report.ts';
import { binariesQtest } from './qtest.ts';

/** The same answers of the binaries, the same bytes, but for the times within `conformance`. */
export function renderBinariesJson({ tool, review }: BinariesReport): string {
  const { binaries, against, patches, seed, interrupted } = review;
  const object = {
    schemaVersion: 1,
    command: 'review',
    tool,
    binaries: { base: binaryJson(binaries.base), patched: binaryJson(binaries.patched) },
    against: { semantics: against.semantics, patches: against.patches },
    patches: patches.map(({ name, title, source, changes }) => ({ name, title, source, changes })),
    seed,
    interrupted,
    scenarios: review.scenarios.map(outcomeJson),
    differences: playedOn(review).flatMap((each) => differencesJson(each, binaries)),
  };
  return `${JSON.stringify(object, null, 2)}\n`;
}

const binaryJson = ({ path, version }: BinaryInfo) => ({
  path,
  ...(version === undefined ? {} : { version }),
});

function outcomeJson(outcome: ScenarioOnBinaries): object {
  const scenario = scenarioJson(outcome.scenario);
  if (outcome.kind === 'not opened') return { scenario, which: outcome.which, error: outcome.because };
  const { targets, operations, sequences, covered, sequencesFrom, replays } = outcome;
  const { stoppedBy, failed, conformance, notHeld } = outcome;
  return {
    scenario,
    targets: { base: targets.base, patched: targets.patched },
    operations,
    sequences: { directed: sequences.directed, random: sequences.random },
    transitionsCovered: covered,
    transitionsTotal: sequencesFrom.total,
    cover: { kind: sequencesFrom.kind, complete: sequencesFrom.complete },
    replays,
    ...(stoppedBy === undefined ? {} : { stoppedBy }),
    ...(failed === undefined
      ? {}
      : { failed: { which: failed.which, because: failed.because, operations: failed.operations } }),
    ...(conformance === undefined
      ? {}
      : {
          conformance: {
            base: conformanceJson(conformance.base),
            patched: conformanceJson(conformance.patched),
          },
        }),
    ...(notHeld === undefined ? {} : { notHeld }),
  };
}

function differencesJson(
  { scenario, differences }: ScenarioCompared,
  binaries: BinariesReview['binaries'],
): readonly object[] {
  return differences.map((difference) => {
    const { visibleTo, key, foundBy, step, runs, isMinimal, isSteady, predicted } = difference;
    const qtest = binariesQtest({ scenario, difference }, binaries);
    return {
      scenario: scenarioJson(scenario),
      visibleTo,
      key,
      foundBy,
      step,
      base: shownJson(runs.base),
      patched: shownJson(runs.patched),
      isMinimal,
      ...(isSteady === undefined ? {} : { isSteady }),
      ...(predicted === undefined ? {} : { predicted }),
      // By way of the trace file, whose order of fields this shares.
      trace: JSON.parse(stringifyTrace(differenceTrace(scenario, difference))) as object,
      ...('script' in qtest ? { qtest: qtest.script } : {}),
    };
  });
}

const shownJson = ({ initialState, steps }: Run) => {
  const last = steps.at(-1);
  return { observations: last?.observations ?? [], state: last?.state ?? initialState };
};
