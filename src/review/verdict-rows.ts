/** The verdict matrix: each property of each scenario, on the base and with the patch. */
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import type { ScenarioResult, Verdict } from '../check/check.ts';
import type { Level } from '../property/level.ts';
import type { Property } from '../property/property.ts';
import type { Trace } from '../trace/trace.ts';

/**
 * `broken`: violated with the patch and not without. `mended`: violated without, and holds with it.
 * `lapsed`: what the claim speaks of no longer arises with the patch, or the claim has nothing more to say.
 * `arises`: the reverse, and it holds. `undecided`: a bound was hit on one side. Everything else is `same`.
 */
export type VerdictChange = 'broken' | 'mended' | 'lapsed' | 'arises' | 'undecided' | 'same';

export interface ReviewRow {
  /** With the patch. */
  readonly scenario: Scenario;
  readonly property: string;
  readonly rule: string;
  readonly level: Level;
  readonly kind: Property['kind'];
  readonly base: Verdict['verdict'];
  readonly patched: Verdict['verdict'];
  readonly change: VerdictChange;
  /** Of a change: with the patch when that is violated, otherwise on the base. */
  readonly trace?: Trace;
}

const saysNothing = (verdict: Verdict['verdict']): boolean => verdict === 'vacuous' || verdict === 'skipped';

/** What happened to one property. */
export function verdictChange(base: Verdict['verdict'], patched: Verdict['verdict']): VerdictChange {
  if (base === patched) return base === 'inconclusive' ? 'undecided' : 'same';
  if (base === 'inconclusive' || patched === 'inconclusive') return 'undecided';
  if (patched === 'violated') return 'broken';
  if (saysNothing(patched)) return saysNothing(base) ? 'same' : 'lapsed';
  return base === 'violated' ? 'mended' : 'arises';
}

/** One row for each property that both results have. */
export function verdictRows(base: ScenarioResult, patched: ScenarioResult): readonly ReviewRow[] {
  return patched.verdicts.flatMap((verdict): readonly ReviewRow[] => {
    const before = base.verdicts.find(({ property }) => property === verdict.property);
    if (before === undefined) return [];
    const change = verdictChange(before.verdict, verdict.verdict);
    const trace =
      change === 'same'
        ? undefined
        : verdict.verdict === 'violated'
          ? verdict.trace
          : before.verdict === 'violated'
            ? before.trace
            : undefined;
    return [
      {
        scenario: patched.scenario,
        property: verdict.property,
        rule: verdict.rule,
        level: verdict.level,
        kind: verdict.kind,
        base: before.verdict,
        patched: verdict.verdict,
        change,
        ...(trace === undefined ? {} : { trace }),
      },
    ];
  });
}
