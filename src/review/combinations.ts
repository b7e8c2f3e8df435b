/** Two patches together: which verdicts are not what each alone would make one expect. */
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import type { ScenarioResult, Verdict } from '../check/check.ts';
import type { Trace } from '../trace/trace.ts';

/**
 * `breaks`: violated together, though neither patch alone breaks it. `undoes`: one of them mends it, and
 * together it is violated again. `mends`: violated on the base and with each alone, and holds together.
 * `shields`: one of them alone breaks it, and together it holds.
 */
export type Interaction = 'breaks' | 'undoes' | 'mends' | 'shields';

export interface InteractionRow {
  readonly scenario: Scenario;
  readonly property: string;
  readonly rule: string;
  readonly interaction: Interaction;
  /** Violated or not, by where. */
  readonly violated: {
    readonly base: boolean;
    readonly first: boolean;
    readonly second: boolean;
    readonly both: boolean;
  };
  /** Of `breaks` and `undoes`: the violation together. */
  readonly trace?: Trace;
}

export type Violated = InteractionRow['violated'];

/** What a patch does alone is expected to last beside one that leaves the verdict alone. */
export function interactionOf({ base, first, second, both }: Violated): Interaction | undefined {
  const expected = first === base ? second : first;
  if (both === expected) return undefined;
  if (both) return base ? 'undoes' : 'breaks';
  return base && first && second ? 'mends' : 'shields';
}

/** The rows on which two patches interact, in one scenario. */
export function interactionRows(results: {
  readonly base: ScenarioResult;
  readonly first: ScenarioResult;
  readonly second: ScenarioResult;
  readonly both: ScenarioResult;
}): readonly InteractionRow[] {
  return results.both.verdicts.flatMap((together): readonly InteractionRow[] => {
    const of = (result: ScenarioResult): Verdict | undefined =>
      result.verdicts.find(({ property }) => property === together.property);
    const all = [of(results.base), of(results.first), of(results.second), together];
    if (all.some((each) => each === undefined || each.verdict === 'inconclusive')) return [];
    const [base = false, first = false, second = false, both = false] = all.map(
      (each) => each?.verdict === 'violated',
    );
    const violated = { base, first, second, both };
    const interaction = interactionOf(violated);
    if (interaction === undefined) return [];
    const { property, rule } = together;
    const { scenario } = results.both;
    const trace = together.verdict === 'violated' ? { trace: together.trace } : {};
    return [{ scenario, property, rule, interaction, violated, ...trace }];
  });
}
