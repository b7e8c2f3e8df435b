/** A review, as its reports need it. */
import type { LinkedPatch } from '../../mail/linked-patch.ts';
import { isFault, type Level } from '../../property/level.ts';
import type { Review } from '../../review/review.ts';
import type { Trace } from '../../trace/trace.ts';

/** A change of a claim that is no rule of the specification: left open by it, the thread's, or of inner state. */
export const rowStandsApart = (
  { everyLevelCounts }: Pick<ReviewReport, 'everyLevelCounts'>,
  { level }: { readonly level: Level },
): boolean => everyLevelCounts !== true && !isFault(level);

export interface ReviewReport {
  readonly tool: { readonly name: string; readonly version: string };
  readonly review: Review;
  /** The user chose the claims by level or by name, so that each one counts; without it the level decides. */
  readonly everyLevelCounts?: boolean;
  /** The claim of a property, in one sentence. */
  readonly claimOf: (property: string) => string;
  /** The command that shows a violation again, ready to paste. */
  readonly showAgain: (trace: Trace) => string;
  /** The command that made the review. */
  readonly command: string;
  /** The mails with the C patch (`--mail`), if any. */
  readonly discussed?: readonly LinkedPatch[];
  /** `broken` leaves out what is as it was; `all` adds what is only worth knowing. */
  readonly detail: 'broken' | 'usual' | 'all';
}
