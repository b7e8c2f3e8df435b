/** The files of `--out`: one trace for each violation. */
import { join } from 'node:path';
import type { ScenarioResult } from '../../check/check.ts';
import { type Violated, violationsOf } from '../../report/check/check-report.ts';
import { stringifyTrace } from '../../trace/trace-file.ts';
import { scenarioSlugs } from './commands-to-paste.ts';
import type { OutputFile } from './outcome.ts';

/** Where the trace of a violation goes; `slug` names its scenario. */
export const traceFile = (folder: string, slug: string, { property }: Violated): string =>
  join(folder, `${slug}.${property}.json`);

/** The trace files of these results; none without a folder. */
export function traceFiles(
  results: readonly ScenarioResult[],
  folder: string | undefined,
): readonly OutputFile[] {
  if (folder === undefined) return [];
  const slugs = scenarioSlugs(results);
  return violationsOf(results).map(({ result, verdict }) => ({
    path: traceFile(folder, slugs.get(result) ?? '', verdict),
    text: stringifyTrace(verdict.trace),
  }));
}
