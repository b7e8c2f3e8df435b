/** Exit codes, the same for every command. Scripts rely on them: docs/commands.md. */
import type { ScenarioResult } from '../../check/check.ts';
import { outcomeOf } from '../../library/report.ts';
import type { CheckReport } from '../../report/check/check-report.ts';

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

/** What verdicts come to, as `outcomeOf` has it. */
export const exitCodeOf = (
  results: readonly ScenarioResult[],
  report: Pick<CheckReport, 'everyLevelCounts' | 'baseline'> = {},
): number => EXIT[outcomeOf(results, report)];
