/** The verdict matrix: each property of each scenario, on the base and with the patch. */
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import type { ScenarioResult, Verdict } from '../check/check.ts';
import type { VerdictCause } from '../check/verdict.ts';
import type { Level } from '../property/level.ts';
import type { Property } from '../property/property.ts';
import type { Trace } from '../trace/trace.ts';
import { newCauses } from './new-causes.ts';

/**
 * `broken`: violated with the patch and not without, or violated without and now for one more cause. `mended`: violated without, and holds with it.
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
  /** Set when the claim fails on the base too: what the patch adds to it. */
  readonly newCauses?: readonly VerdictCause[];
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
    const added =
      before.verdict === 'violated' && verdict.verdict === 'violated' ? newCauses(before, verdict) : [];
    // Where the base was not looked at to the end, it may have the cause too.
    const isKnown = base.coverage.complete && !(before.verdict === 'violated' && before.causesCut === true);
    const change =
      added.length === 0 ? verdictChange(before.verdict, verdict.verdict) : isKnown ? 'broken' : 'undecided';
    const trace =
      change === 'same'
        ? undefined
        : verdict.verdict === 'violated'
          ? (added[0]?.trace ?? verdict.trace)
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
        ...(change === 'broken' && added.length > 0 ? { newCauses: added } : {}),
        ...(trace === undefined ? {} : { trace }),
      },
    ];
  });
}
