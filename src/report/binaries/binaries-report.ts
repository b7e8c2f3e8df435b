/** A review of two binaries, as its reports need it. */
import type { LinkedPatch } from '../../mail/linked-patch.ts';
import type { BinariesGroup, BinariesReview } from '../../review/binaries/review.ts';

export interface BinariesReport {
  readonly tool: { readonly name: string; readonly version: string };
  readonly review: BinariesReview;
  /** What shows a difference again; undefined if nothing was written to a file. */
  readonly showAgain: (group: BinariesGroup) => ShowAgain | undefined;
  /** The command that made the review. */
  readonly command: string;
  /** The mails with the C patch (`--mail`), if any. */
  readonly discussed?: readonly LinkedPatch[];
  /** `broken` says only what differs; `all` adds a line for each scenario. */
  readonly detail: 'broken' | 'usual' | 'all';
}

/** A command ready to paste, and what it does not say. */
export interface ShowAgain {
  readonly command: string;
  readonly remark?: string;
}

/** `/home/me/qemu-system-x86_64 (7.2.22)`. */
export const binaryText = ({ path, version }: BinariesReview['binaries']['base']): string =>
  version === undefined ? path : `${path} (${version})`;
