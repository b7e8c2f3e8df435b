/** The traces of a review as files. */
import { groupsOf } from '../../review/groups.ts';
import type { Review } from '../../review/review.ts';
import type { Trace } from '../../trace/trace.ts';
import { stringifyTrace } from '../../trace/trace-file.ts';
import { scenarioSlug } from '../scenario-slug.ts';
import type { TextFile } from '../text-file.ts';

/** Where the trace of a change goes. */
export const traceFile = (folder: string, trace: Trace): string =>
  `${folder}/${scenarioSlug(trace.scenario)}.${trace.property ?? 'difference'}.json`;

/** The shortest trace of each group of changes, and every scenario's differences. */
export function traceFiles(made: Review, folder: string | undefined): readonly TextFile[] {
  if (folder === undefined) return [];
  const changes = (['broken', 'mended', 'lapsed'] as const).flatMap((change) =>
    groupsOf(made.rows, change).flatMap(({ shortest }) => shortest ?? []),
  );
  const differences = made.scenarios.flatMap(({ scenario, compared }) =>
    (compared?.differences ?? []).map(({ visibleTo, trace }) => ({
      path: `${folder}/${scenarioSlug(scenario)}.difference-${visibleTo}.json`,
      text: stringifyTrace(trace),
    })),
  );
  return [
    ...changes.map((trace) => ({ path: traceFile(folder, trace), text: stringifyTrace(trace) })),
    ...differences,
  ];
}
