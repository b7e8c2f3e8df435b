/** What a check did not settle, as a file with a line for each: so that a report of it has a place to point to. */
import { join } from 'node:path';
import { formatScenario, type Scenario } from '../../../machines/vocabulary/scenario.ts';
import type { ScenarioResult } from '../../check/check.ts';
import { printable } from '../layout.ts';
import type { TextFile } from '../text-file.ts';

interface Unsettled {
  readonly scenario: Scenario;
  readonly property: string;
  readonly because: string;
}

const unsettledIn = (results: readonly ScenarioResult[]): readonly Unsettled[] =>
  results.flatMap(({ scenario, verdicts }) =>
    verdicts.flatMap((verdict) =>
      verdict.verdict === 'inconclusive'
        ? [{ scenario, property: verdict.property, because: verdict.because }]
        : [],
    ),
  );

export const unsettledPath = (folder: string): string => join(folder, 'unsettled.txt');

/** The file, in `folder`; none without a folder, or if everything is settled. */
export function unsettledFile(
  results: readonly ScenarioResult[],
  folder: string | undefined,
): readonly TextFile[] {
  const unsettled = unsettledIn(results);
  if (folder === undefined || unsettled.length === 0) return [];
  const lines = unsettled.map(({ scenario, property, because }) =>
    printable(`${property}: ${formatScenario(scenario)}: ${because}`),
  );
  return [{ path: unsettledPath(folder), text: `${lines.join('\n')}\n` }];
}

/** The line of a claim in a scenario in that file, from 1 on. */
export function unsettledLines(
  results: readonly ScenarioResult[],
): (scenario: Scenario, property: string) => number | undefined {
  const key = (scenario: Scenario, property: string) => JSON.stringify([scenario, property]);
  const lines = new Map(
    unsettledIn(results).map(({ scenario, property }, at) => [key(scenario, property), at + 1]),
  );
  return (scenario, property) => lines.get(key(scenario, property));
}
