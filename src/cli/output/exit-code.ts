/** Exit codes, the same for every command. Scripts rely on them: docs/commands.md. */
import type { ScenarioResult } from '../../check/check.ts';
import { type CheckReport, isAccepted, standsApart } from '../../report/check/check-report.ts';

export const EXIT = {
  /** Everything that was checked holds. */
  holds: 0,
  /** A violation, or a mismatch. */
  violated: 1,
  /** Wrong use, or a bad file. */
  misuse: 2,
  /** A bound was hit, a target is missing, or nothing applied. */
  inconclusive: 3,
  /** 128 + SIGINT, as shells have it. */
  interrupted: 130,
  /** A fault of our own; 70 is EX_SOFTWARE. */
  fault: 70,
} as const;

/**
 * What verdicts come to: a violation outweighs a bound, and a bound outweighs what holds. One that stands apart counts
 * for nothing, and one that a baseline accepts is as good as what holds.
 */
export function exitCodeOf(
  results: readonly ScenarioResult[],
  report: Pick<CheckReport, 'everyLevelCounts' | 'baseline'> = {},
): number {
  const counted = results.flatMap(({ verdicts }) => verdicts.filter((each) => !standsApart(report, each)));
  const verdicts = counted.map((each) => (isAccepted(report, each) ? 'accepted' : each.verdict));
  if (verdicts.includes('violated')) return EXIT.violated;
  if (verdicts.includes('inconclusive')) return EXIT.inconclusive;
  return verdicts.includes('holds') || verdicts.includes('accepted') ? EXIT.holds : EXIT.inconclusive;
}
