/** What a review of two binaries found, as files: traces of both runs, and scripts that play them again. */
import type { Scenario } from '../../../machines/vocabulary/scenario.ts';
import { type BinariesReview, binariesGroups, type FoundIn, playedOn } from '../../review/binaries/review.ts';
import { runTrace } from '../../review/binaries/trace.ts';
import { stringifyTrace } from '../../trace/trace-file.ts';
import type { TextFile } from '../text-file.ts';
import { binariesQtest } from './qtest.ts';

/** `found/2-pci-modern-net-little`: with the scenario's number, as some differ in their offer only. */
function fileOfScenario(scenario: Scenario, { scenarios }: BinariesReview, folder: string): string {
  const index = scenarios.findIndex((each) => each.scenario === scenario);
  const { transport, flavour, device, byteOrder } = scenario;
  return `${folder}/${index + 1}-${transport}-${flavour}-${device}-${byteOrder}`;
}

/** `found/2-pci-modern-net-little.difference-1` */
export function fileOfFound(
  { scenario, difference }: FoundIn,
  review: BinariesReview,
  folder: string,
): string {
  const played = playedOn(review).find((each) => each.scenario === scenario);
  const number = (played?.differences.indexOf(difference) ?? 0) + 1;
  return `${fileOfScenario(scenario, review, folder)}.difference-${number}`;
}

/** What a target failed of, as a trace of the base's model. */
const failedFiles = (review: BinariesReview, folder: string): readonly TextFile[] =>
  playedOn(review).flatMap(({ scenario, failedTrace }) =>
    failedTrace === undefined
      ? []
      : [
          {
            path: `${fileOfScenario(scenario, review, folder)}.failed.json`,
            text: stringifyTrace(failedTrace),
          },
        ],
  );

/** The runs of each difference as traces and, where qtest can play it, a script that plays both. */
export function foundFiles(review: BinariesReview, folder: string): readonly TextFile[] {
  const differences = binariesGroups(review)
    .flatMap(({ all }) => all)
    .flatMap((found): readonly TextFile[] => {
      const file = fileOfFound(found, review, folder);
      const qtest = binariesQtest(found, review.binaries);
      const runs = (['base', 'patched'] as const).map((which) => ({
        path: `${file}.${which}.json`,
        text: stringifyTrace(runTrace(found.scenario, found.difference, which)),
      }));
      return [...runs, ...('script' in qtest ? [{ path: `${file}.qtest.sh`, text: qtest.script }] : [])];
    });
  return [...differences, ...failedFiles(review, folder)];
}
