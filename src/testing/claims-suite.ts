/** Scenarios and claims as suites and cases, for whichever test runner. */
import { availableParallelism } from 'node:os';
import { formatScenario, type Scenario } from '../../machines/vocabulary/scenario.ts';
import { type CheckRequest, checkJobs } from '../library/check.ts';
import { scenarioOf } from '../library/scenario.ts';
import { isFault } from '../property/level.ts';
import { DIMENSIONS } from '../scenarios/choose.ts';
import { loadModules } from '../workers/modules.ts';
import { runChecksInWorkers } from '../workers/pools.ts';
import { Explorations } from './explorations.ts';
import { ClaimError, hasApplied, type Judgement, judge } from './judgement.ts';

export interface ClaimsOptions extends Omit<CheckRequest, 'run' | 'signal' | 'onProgress' | 'consequences'> {
  /** Milliseconds that a case may take; the first of a scenario waits for its exploration. @defaultValue 10 minutes */
  readonly timeout?: number;
}

export const TIMEOUT_MS = 600_000;

/** One claim on one scenario. */
export interface ClaimCase {
  readonly claim: string;
  /**
   * Comes back when the claim holds.
   * @param signal of the test: ends the exploration of the scenario
   * @param skip says that there is nothing to test; it may throw
   * @throws ClaimError when the claim is violated, or nothing is known of it
   */
  readonly run: (signal: AbortSignal | undefined, skip: (because: string) => void) => Promise<void>;
}

export interface ScenarioSuite {
  readonly title: string;
  readonly cases: readonly ClaimCase[];
  /** @throws ClaimError when no claim has applied to a scenario that was explored: it tests nothing */
  readonly end: () => Promise<void>;
}

/**
 * A suite for each scenario, with a case for each claim.
 * @throws what `check` throws for names that do not exist
 */
export async function claimSuites(options: ClaimsOptions): Promise<readonly ScenarioSuite[]> {
  const { claims, levels, workers = availableParallelism() } = options;
  const jobs = await checkJobs(options, loadModules);
  const explorations = new Explorations(jobs, runChecksInWorkers, workers);
  // Who chooses claims wants to know of each violation, whatever its level; `check` does the same.
  const everyLevelCounts = claims !== undefined || levels !== undefined;
  return jobs.map(({ scenario, properties }, index): ScenarioSuite => {
    let left = properties.length;
    return {
      title: formatScenario(scenario),
      cases: properties.map((claim) => ({
        claim,
        run: async (signal, skip) => {
          const result = await explorations.resultOf(index, signal);
          left--;
          const { level } = result?.verdicts.find(({ property }) => property === claim) ?? {};
          const standsApart = !everyLevelCounts && level !== undefined && !isFault(level);
          settle(claim, judge(claim, result), {
            isNamed: claims?.includes(claim) === true,
            standsApart,
            skip,
          });
        },
      })),
      end: async () => {
        const result = left === 0 ? await explorations.resultOf(index) : undefined;
        if (index === jobs.length - 1) await explorations.stop();
        if (result !== undefined && !hasApplied(result))
          throw new ClaimError('', {
            kind: 'vacuous',
            message: `no claim applies to ${formatScenario(scenario)}: it tests nothing`,
          });
      },
    };
  });
}

interface Settling {
  /** The test names this very claim, not a pattern that it fits. */
  readonly isNamed: boolean;
  readonly standsApart: boolean;
  readonly skip: (because: string) => void;
}

/** Passes, skips or fails. What is named and never applies is a mistake in the test. */
function settle(claim: string, judgement: Judgement, { isNamed, standsApart, skip }: Settling): void {
  const { kind, message } = judgement;
  if (kind === 'holds') return;
  const appliesNowhere = kind === 'vacuous' || kind === 'skipped';
  if (appliesNowhere && !isNamed) skip(message);
  else if (kind === 'violated' && standsApart)
    skip(`violated, but no rule of the specification: ${firstLine(judgement)}`);
  else throw new ClaimError(claim, judgement);
}

const firstLine = ({ message }: Judgement): string => message.split('\n')[2] ?? message;

/** How one claim is looked at. */
export type HoldOptions = Omit<
  CheckRequest,
  'scenarios' | 'claims' | 'levels' | 'run' | 'onProgress' | 'workers' | 'consequences'
>;

/** A scenario, or the names of one, of which the absent ones are the defaults. */
export type ScenarioLike = Scenario | Parameters<typeof scenarioOf>[0];

/** What one claim comes to on one scenario, explored in a thread. */
export async function judgeOne(
  scenario: ScenarioLike,
  claim: string,
  { signal, ...options }: HoldOptions = {},
): Promise<Judgement> {
  const whole = isWhole(scenario) ? scenario : scenarioOf(scenario);
  const jobs = await checkJobs({ ...options, scenarios: [whole], claims: [claim] }, loadModules);
  return judge(claim, await new Explorations(jobs, runChecksInWorkers, 1).resultOf(0, signal));
}

const isWhole = (scenario: ScenarioLike): scenario is Scenario =>
  scenario !== undefined &&
  [...DIMENSIONS, 'patches', 'features'].every((field) => Object.hasOwn(scenario, field));
