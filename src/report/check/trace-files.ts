/** The traces of a check as files: one for each violation. */
import { join } from 'node:path';
import type { ScenarioResult } from '../../check/check.ts';
import { stringifyTrace } from '../../trace/trace-file.ts';
import { scenarioSlugs } from '../scenario-slug.ts';
import type { TextFile } from '../text-file.ts';
import { type Violated, violationsOf } from './check-report.ts';

/** Where the trace of a violation goes; `slug` names its scenario. */
export const traceFile = (folder: string, slug: string, { property }: Violated): string =>
  join(folder, `${slug}.${property}.json`);

/** The trace files of these results; none without a folder. */
export function traceFiles(
  results: readonly ScenarioResult[],
  folder: string | undefined,
): readonly TextFile[] {
  if (folder === undefined) return [];
  const slugs = scenarioSlugs(results);
  return violationsOf(results).map(({ result, verdict }) => ({
    path: traceFile(folder, slugs.get(result) ?? '', verdict),
    text: stringifyTrace(verdict.trace),
  }));
}
