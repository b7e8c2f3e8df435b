/** The traces of a review as litmus tests: what came to be violated or mended, and the nearest differences. */
import { formatScenario } from '../../../machines/vocabulary/scenario.ts';
import { renderLitmus } from '../../litmus/from-trace.ts';
import { escapeHidden } from '../../litmus/hidden.ts';
import type { NamedText } from '../text-file.ts';
import type { ReviewReport } from './review-report.ts';

/** A test for each trace that the review found, each headed by a comment that says what it shows. */
export function reviewLitmus({ review }: ReviewReport): readonly NamedText[] {
  const rows = review.rows.flatMap(({ property, change, trace }) =>
    trace === undefined ? [] : [{ slug: `${change}.${property}`, says: `${property}: ${change}`, trace }],
  );
  const differences = review.scenarios.flatMap(({ compared }) =>
    (compared?.differences ?? []).map(({ visibleTo, trace }) => ({
      slug: `difference.${visibleTo}`,
      says: `a difference that the ${visibleTo} can see; the other run is the base's`,
      trace,
    })),
  );
  return [...rows, ...differences].map(({ slug, says, trace }, index) => ({
    slug: `${index + 1}.${slug.replace(/[^A-Za-z0-9.-]+/g, '_')}`,
    text: `# ${escapeHidden(`${formatScenario(trace.scenario)}: ${says}`)}\n${renderLitmus(trace)}`,
  }));
}
