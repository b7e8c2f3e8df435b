/** How far a check of many scenarios has come, as one line for a terminal. */
import { formatScenario, type Scenario } from '../../../machines/vocabulary/scenario.ts';
import type { ScenarioResult } from '../../check/check.ts';
import type { Progress } from '../../explore/explorer.ts';

/** Follows the jobs of one `RunChecks`; nothing here depends on the order in which they end. */
export class CheckProgress {
  readonly #scenarios: readonly Scenario[];
  readonly #started: number;
  /** States of the scenarios that are under way, by job. */
  readonly #underway = new Map<number, number>();
  #done = 0;
  #states = 0;

  /** @param started milliseconds, on the clock that `line` is asked with */
  constructor(scenarios: readonly Scenario[], started: number) {
    this.#scenarios = scenarios;
    this.#started = started;
  }

  /**
   * A scenario goes on; says how far all of them are.
   *
   * @example progress.line(0, { states: 9000, transitions: 81000, depth: 7 }, 4200).split('; ')[0]
   * // '0/128 scenarios, 9000 states, 4 s'
   */
  line(job: number, { states, transitions, depth }: Progress, now: number): string {
    this.#underway.set(job, states);
    const scenario = this.#scenarios[job];
    const name = scenario === undefined ? '' : formatScenario(scenario);
    const far = states === 0 ? `${transitions} operations sampled` : `${states} states, depth ${depth}`;
    return `${this.#total(now)}; ${name}: ${far}`;
  }

  /** A scenario is done; says how far all of them are. */
  finished(job: number, { coverage }: Pick<ScenarioResult, 'coverage'>, now: number): string {
    this.#underway.delete(job);
    this.#done++;
    this.#states += coverage.states;
    return this.#total(now);
  }

  #total(now: number): string {
    const states = [...this.#underway.values()].reduce((sum, each) => sum + each, this.#states);
    const seconds = Math.floor((now - this.#started) / 1000);
    return `${this.#done}/${this.#scenarios.length} scenarios, ${states} states, ${seconds} s`;
  }
}
