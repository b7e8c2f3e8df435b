/** Checks every scenario of the force_modern thread, and answers what was asked there from the verdicts. */

import { PATCHES } from '../../machines/semantics/index.ts';
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import type { Transport } from '../../machines/vocabulary/transports.ts';
import { checkScenario, type ScenarioResult, type Verdict } from '../check/check.ts';
import { isFault, type Level } from '../property/level.ts';
import type { Property } from '../property/property.ts';
import {
  THREAD_DEVICES,
  THREAD_RIVALS,
  THREAD_SCENARIOS,
  threadAlphabet,
} from '../scenarios/force-modern.ts';
import type { Patch } from '../statechart/patch.ts';

/** `base`, or the name of the rival laid over it. */
export type Rule = 'base' | (typeof THREAD_RIVALS)[number];

export const THREAD_RULES: readonly Rule[] = ['base', ...THREAD_RIVALS];
export const THREAD_TRANSPORTS: readonly Transport[] = THREAD_DEVICES.map(({ transport }) => transport);

export interface SettleOptions {
  readonly scenarios?: readonly Scenario[];
  /** Called before each scenario; answering `false` stops, and what was checked stands. */
  readonly onScenario?: (scenario: Scenario, index: number, total: number) => boolean;
}

/** Checks the thread's scenarios in order. */
export function settleThread(
  properties: readonly Property[],
  options: SettleOptions = {},
): readonly ScenarioResult[] {
  const scenarios = options.scenarios ?? THREAD_SCENARIOS;
  const results: ScenarioResult[] = [];
  for (const [index, scenario] of scenarios.entries()) {
    if (options.onScenario?.(scenario, index, scenarios.length) === false) break;
    results.push(
      checkScenario(scenario, properties, {
        patches: patchesOf(scenario),
        alphabet: threadAlphabet(scenario),
      }),
    );
  }
  return results;
}

const patchesOf = (scenario: Scenario): readonly Patch[] =>
  scenario.patches.flatMap((name) => {
    const patch = PATCHES.get(name);
    return patch === undefined ? [] : [patch];
  });

/** Looks verdicts up by what the thread talks about. */
export class Verdicts {
  readonly results: readonly ScenarioResult[];

  constructor(results: readonly ScenarioResult[]) {
    this.results = results;
  }

  /** The verdict on one property; undefined when that scenario was not checked. */
  at(rule: Rule, transport: Transport, driver: string, property: string): Verdict | undefined {
    return this.results
      .find(
        ({ scenario }) =>
          ruleOf(scenario) === rule && scenario.transport === transport && scenario.driver === driver,
      )
      ?.verdicts.find((verdict) => verdict.property === property);
  }

  /** The transports on which a property has one of these verdicts. */
  where(
    rule: Rule,
    driver: string,
    property: string,
    ...kinds: readonly Verdict['verdict'][]
  ): readonly Transport[] {
    return THREAD_TRANSPORTS.filter((transport) => {
      const verdict = this.at(rule, transport, driver, property);
      return verdict !== undefined && kinds.includes(verdict.verdict);
    });
  }
}

/** The rule that a scenario of the thread stands for. */
export const ruleOf = (scenario: Scenario): Rule => (scenario.patches[0] as Rule | undefined) ?? 'base';

/** What a rival does to one property, compared with the base. */
export type Change = 'mended' | 'broken' | 'same' | 'unknown';

/** Compares two verdicts on the same property. */
export function changeBetween(base: Verdict | undefined, patched: Verdict | undefined): Change {
  if (base === undefined || patched === undefined) return 'unknown';
  if (base.verdict === 'inconclusive' || patched.verdict === 'inconclusive') return 'unknown';
  if (base.verdict === 'violated') return patched.verdict === 'violated' ? 'same' : 'mended';
  return patched.verdict === 'violated' ? 'broken' : 'same';
}

/** What the thread asks for is what it is about; of a rival, choices and inner state are told apart from that. */
export const isApart = (level: Level): boolean => !isFault(level) && level !== 'thread';

/** The base's verdicts on what a rival breaks for one driver, without choices and inner state. */
export function newlyBroken(
  verdicts: Verdicts,
  rule: Rule,
  transport: Transport,
  driver: string,
): readonly Verdict[] {
  const base = verdicts.results.find(
    ({ scenario }) =>
      ruleOf(scenario) === 'base' && scenario.transport === transport && scenario.driver === driver,
  );
  return (base?.verdicts ?? []).filter(
    (verdict) =>
      !isApart(verdict.level) &&
      changeBetween(verdict, verdicts.at(rule, transport, driver, verdict.property)) === 'broken',
  );
}
