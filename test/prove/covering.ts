/** A selection of scenarios in which every two names that occur together in some scenario occur together in one of it. */
import type { Scenario } from '../../machines/vocabulary/scenario.ts';

const OPTIONS = [
  'semantics',
  'transport',
  'flavour',
  'device',
  'backend',
  'driver',
  'byteOrder',
] as const satisfies readonly (keyof Scenario)[];

/** Every two names of a scenario, in one word each. */
export const pairsOf = (scenario: Scenario): readonly string[] =>
  OPTIONS.flatMap((one, at) =>
    OPTIONS.slice(at + 1).map((other) => `${one} ${scenario[one]}, ${other} ${scenario[other]}`),
  );

/** Chooses greedily: the scenario that brings most new pairs comes next; of several the first. */
export function covering(scenarios: readonly Scenario[]): readonly Scenario[] {
  const pairs = new Map(scenarios.map((scenario) => [scenario, pairsOf(scenario)]));
  const covered = new Set<string>();
  const chosen: Scenario[] = [];
  for (;;) {
    let best: Scenario | undefined;
    let most = 0;
    for (const [scenario, own] of pairs) {
      const brings = own.filter((pair) => !covered.has(pair)).length;
      if (brings > most) [best, most] = [scenario, brings];
    }
    if (best === undefined) return chosen;
    chosen.push(best);
    for (const pair of pairsOf(best)) covered.add(pair);
  }
}
