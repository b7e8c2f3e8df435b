/** The violations of a check by claim, the worst first: the same claim often fails in many scenarios by the same steps. */
import { LEVELS, type Level } from '../../property/level.ts';
import { type CauseAt, type CheckReport, toldCauses, type ViolationAt } from './check-report.ts';
import { costOf, unseenCost } from './shortest-seen.ts';

export interface ClaimGroup {
  readonly property: string;
  readonly rule: string;
  readonly level: Level;
  /** In the order of the check. */
  readonly all: readonly ViolationAt[];
  /** The one to tell, in the scenario where it is the shortest that somebody sees. */
  readonly told: CauseAt;
}

/** One group for each claim: by level, then what somebody sees, then what is in the most scenarios. */
export function claimGroups(report: CheckReport, violations: readonly ViolationAt[]): readonly ClaimGroup[] {
  const byProperty = new Map<string, [ViolationAt, ...ViolationAt[]]>();
  for (const violation of violations) {
    const known = byProperty.get(violation.verdict.property);
    if (known === undefined) byProperty.set(violation.verdict.property, [violation]);
    else known.push(violation);
  }
  // A model that is wrong outweighs whatever else is to be told of a claim.
  const cost = ({ verdict, cause }: CauseAt): number =>
    report.confirmationOf?.(verdict)?.outcome === 'not reproduced' ? -1 : costOf(cause.trace, cause);
  const groups = [...byProperty].map(([property, all]): ClaimGroup => {
    const told = all
      .map((violation) => toldCauses(report, violation)[0])
      .reduce((best, each) => (cost(each) < cost(best) ? each : best));
    const { rule, level } = told.verdict;
    return { property, rule, level, all, told };
  });
  return groups.sort(
    (one, two) =>
      LEVELS.indexOf(one.level) - LEVELS.indexOf(two.level) ||
      unseenCost(one.told.cause) - unseenCost(two.told.cause) ||
      two.all.length - one.all.length,
  );
}
