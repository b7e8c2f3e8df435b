/** The traces of a check as files: one for each cause of each violation. */
import { join } from 'node:path';
import type { ScenarioResult } from '../../check/check.ts';
import { stringifyTrace } from '../../trace/trace-file.ts';
import { scenarioSlugs } from '../scenario-slug.ts';
import type { TextFile } from '../text-file.ts';
import { causesOf, type Violated, violationsOf } from './check-report.ts';

/** The name of one cause of a violation of a property, without an extension: the first has no number. */
export const causeName = (slug: string, { property }: Violated, cause: number): string =>
  `${slug}.${property}${cause === 1 ? '' : `.${cause}`}`;

/** Where the trace of a violation goes; `slug` names its scenario, `cause` counts from 1. */
export const traceFile = (folder: string, slug: string, verdict: Violated, cause = 1): string =>
  join(folder, `${causeName(slug, verdict, cause)}.json`);

/** The trace files of these results; none without a folder. */
export function traceFiles(
  results: readonly ScenarioResult[],
  folder: string | undefined,
): readonly TextFile[] {
  if (folder === undefined) return [];
  const slugs = scenarioSlugs(results);
  return causesOf(violationsOf(results)).map(({ result, verdict, cause, number }) => ({
    path: traceFile(folder, slugs.get(result) ?? '', verdict, number),
    text: stringifyTrace(cause.trace),
  }));
}
