/** The traces of mismatches as files. */
import { resolve } from 'node:path';
import { type ConformOutcome, playedOf } from '../../conform/outcome.ts';
import { stringifyTrace } from '../../trace/trace-file.ts';
import { scenarioSlug } from '../scenario-slug.ts';
import type { TextFile } from '../text-file.ts';

/** Numbered, as one scenario may have several, and scenarios may differ in what a slug leaves out. */
export function mismatchFiles(outcomes: readonly ConformOutcome[], folder: string): readonly TextFile[] {
  const uses = new Map<string, number>();
  return playedOf(outcomes).flatMap(({ scenario, mismatches }) =>
    mismatches.map(({ trace }) => {
      const slug = scenarioSlug(scenario);
      const number = (uses.get(slug) ?? 0) + 1;
      uses.set(slug, number);
      return { path: resolve(folder, `${slug}.mismatch-${number}.json`), text: stringifyTrace(trace) };
    }),
  );
}
