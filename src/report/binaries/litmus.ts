/** What a review of two binaries found, as litmus tests: what each binary showed, to be replayed on it. */
import { formatScenario } from '../../../machines/vocabulary/scenario.ts';
import { renderLitmus } from '../../litmus/from-trace.ts';
import { escapeHidden } from '../../litmus/hidden.ts';
import { binariesGroups } from '../../review/binaries/review.ts';
import { runTrace } from '../../review/binaries/trace.ts';
import type { NamedText } from '../text-file.ts';
import { type BinariesReport, binaryText } from './binaries-report.ts';

/** Two tests for each difference where it is shortest: the base binary's run, and the patched one's. */
export const binariesLitmus = ({ review }: BinariesReport): readonly NamedText[] =>
  binariesGroups(review).flatMap(({ shortest: { scenario, difference } }, index) =>
    (['base', 'patched'] as const).map((which) => {
      const says = `what the ${which} binary showed, ${binaryText(review.binaries[which])}`;
      return {
        slug: `${index + 1}.${difference.visibleTo}.${which}`,
        text: `# ${escapeHidden(`${formatScenario(scenario)}: ${says}`)}\n${renderLitmus(runTrace(scenario, difference, which))}`,
      };
    }),
  );
