/** From the plan of a review to its jobs, and from their answers to the review. */

import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import { TRANSPORT_TRAITS } from '../../machines/vocabulary/transports.ts';
import type { ScenarioResult } from '../check/check.ts';
import type { Progress } from '../explore/explorer.ts';
import { interactionRows } from '../review/combinations.ts';
import type { ReviewPlan } from '../review/plan.ts';
import type { Combination, RepeatedIn, Review, ScenarioReview } from '../review/review.ts';
import { verdictRows } from '../review/verdict-rows.ts';
import type { ReviewAnswer, ReviewJob, SurveyAnswer, SurveyJob } from './review-job.ts';
import type { ReviewRunHooks, RunReview } from './review-pool.ts';

type Common = Omit<SurveyJob, 'kind' | 'scenarios' | 'others' | 'combined'>;

const commonOf = (plan: ReviewPlan, cwd: string, limits: SurveyJob['limits']): Common => ({
  cwd,
  under: plan.against.patches,
  reviewed: plan.reviewed,
  insteadOf: plan.insteadOf,
  limits,
  alphabet: plan.alphabet,
});

const surveyJob = (plan: ReviewPlan, cwd: string, limits: SurveyJob['limits']): SurveyJob => ({
  ...commonOf(plan, cwd, limits),
  kind: 'survey',
  scenarios: plan.scenarios,
  others: plan.others,
  combined: plan.combined,
});

/** Which properties, and from which files. */
export interface Claims {
  readonly properties: readonly string[];
  readonly propertyFiles: readonly string[];
}

/** Everything but the survey. The longest pieces come first, so that no thread is left alone with one. */
function reviewJobs(
  plan: ReviewPlan,
  { touched, uncombinable }: SurveyAnswer,
  claims: Claims,
  common: { readonly cwd: string; readonly limits: SurveyJob['limits'] },
): readonly ReviewJob[] {
  const base = commonOf(plan, common.cwd, common.limits);
  const { patches: under } = plan.against;
  const other = [...under, ...plan.insteadOf];
  const check = (scenario: Scenario, patches: readonly string[]): ReviewJob => ({
    ...base,
    ...claims,
    kind: 'check',
    scenario: { ...scenario, patches },
  });
  const isTouched = (scenario: Scenario) => touched.includes(plan.scenarios.indexOf(scenario));
  const jobs = [
    ...plan.scenarios.flatMap((scenario) => [check(scenario, other), check(scenario, scenario.patches)]),
    ...plan.scenarios
      .filter(isTouched)
      .map((scenario): ReviewJob => ({ ...base, kind: 'compare', scenario })),
    ...repeatScenarios(plan.scenarios.filter(isTouched)).map(
      (scenario): ReviewJob => ({ ...base, kind: 'repeat', scenario }),
    ),
    ...plan.others
      .filter((other) => !uncombinable.has(other))
      .flatMap((other) =>
        plan.combined.flatMap((scenario) => [
          check(scenario, [...under, other]),
          check(scenario, [...scenario.patches, other]),
        ]),
      ),
  ];
  return jobs
    .map((job) => ({ job, weight: weightOf(job) }))
    .sort((a, b) => b.weight - a.weight)
    .map(({ job }) => job);
}

/** The adversary reaches every state that any driver does. */
function repeatScenarios(touched: readonly Scenario[]): readonly Scenario[] {
  const adversary = touched.filter(({ driver }) => driver === 'adversary');
  return adversary.length === 0 ? touched : adversary;
}

/** A rough guess at how long a piece takes. */
function weightOf(job: ReviewJob): number {
  if (job.kind === 'survey') return 0;
  const { driver, transport, flavour } = job.scenario;
  if (driver !== 'adversary') return driver === 'modern' ? 2 : 1;
  const isSmall = TRANSPORT_TRAITS[transport].hasFewStates || flavour === 'legacy';
  const size = isSmall ? 3 : flavour === 'transitional' ? 9 : 6;
  return job.kind === 'check' ? size : size / 2;
}

/** Puts the answers together; pieces that an interruption cut off are left out. */
function reviewOf(
  plan: ReviewPlan,
  survey: SurveyAnswer,
  jobs: readonly ReviewJob[],
  answers: readonly (ReviewAnswer | undefined)[],
  interrupted: boolean,
): Review {
  const table = new Answers(jobs, answers);
  const other = [...plan.against.patches, ...plan.insteadOf];
  const scenarios = plan.scenarios.flatMap((scenario, index): readonly ScenarioReview[] => {
    const base = table.check(scenario, other);
    const patched = table.check(scenario, scenario.patches);
    const compared = table.at('compare', scenario);
    const isWhole = compared !== undefined || !survey.touched.includes(index);
    if (base === undefined || patched === undefined || !isWhole) return [];
    return [{ scenario, base, patched, compared: compared?.kind === 'compare' ? compared : undefined }];
  });
  const repeated = plan.scenarios.flatMap((scenario): readonly RepeatedIn[] => {
    const answer = table.at('repeat', scenario);
    if (answer?.kind !== 'repeat') return [];
    const { steps, events, coverage } = answer;
    return [{ scenario, steps, events, coverage }];
  });
  return {
    against: plan.against,
    patches: survey.patches,
    insteadOf: survey.rivals,
    redefined: survey.redefined,
    alphabet: plan.alphabet,
    scenarios,
    rows: scenarios.flatMap(({ base, patched }) => verdictRows(base, patched)),
    inserted: survey.inserted,
    repeated,
    combinations: plan.others.map((other) => combinationWith(other, plan, survey, table)),
    interrupted,
  };
}

function combinationWith(other: string, plan: ReviewPlan, survey: SurveyAnswer, table: Answers): Combination {
  const impossible = survey.uncombinable.get(other);
  if (impossible !== undefined) return { other, impossible, scenarios: [], rows: [], isUndecided: false };
  const { patches: under } = plan.against;
  const found = plan.combined.flatMap((scenario) => {
    const base = table.check(scenario, under);
    const first = table.check(scenario, scenario.patches);
    const second = table.check(scenario, [...under, other]);
    const both = table.check(scenario, [...scenario.patches, other]);
    if (base === undefined || first === undefined || second === undefined || both === undefined) return [];
    return [{ scenario: both.scenario, results: { base, first, second, both } }];
  });
  return {
    other,
    scenarios: found.map(({ scenario }) => scenario),
    rows: found.flatMap(({ results }) => interactionRows(results)),
    isUndecided: found.some(({ results }) =>
      Object.values(results).some(({ coverage }) => !coverage.complete),
    ),
  };
}

/** Looks answers up by what was asked. */
class Answers {
  readonly #byKey = new Map<string, ReviewAnswer>();

  constructor(jobs: readonly ReviewJob[], answers: readonly (ReviewAnswer | undefined)[]) {
    for (const [index, job] of jobs.entries()) {
      const answer = answers[index];
      if (job.kind !== 'survey' && answer !== undefined)
        this.#byKey.set(keyOf(job.kind, job.scenario), answer);
    }
  }

  at(kind: 'compare' | 'repeat', scenario: Scenario): ReviewAnswer | undefined {
    return this.#byKey.get(keyOf(kind, scenario));
  }

  check(scenario: Scenario, patches: readonly string[]): ScenarioResult | undefined {
    const answer = this.#byKey.get(keyOf('check', { ...scenario, patches }));
    return answer?.kind === 'check' ? answer.result : undefined;
  }
}

const keyOf = (kind: string, scenario: Scenario): string =>
  JSON.stringify([
    kind,
    scenario.patches,
    scenario.transport,
    scenario.flavour,
    scenario.device,
    scenario.backend,
    scenario.driver,
    scenario.byteOrder,
  ]);

export interface ReviewHooks {
  /** Hears how far a job is; `jobs` are those of its round. */
  readonly onProgress: (jobs: readonly ReviewJob[], job: number, progress: Progress) => void;
  readonly isInterrupted: () => boolean;
  /** Jobs at once, where they run in threads; without it one for each processor. */
  readonly workers?: number | undefined;
}

/**
 * Makes a review: a survey first, and then everything that it found worth doing.
 *
 * @param run does jobs: `runReviewHere`, or `runReviewInWorkers` of `virtio-verify/workers`
 * @returns undefined when it was interrupted before it began
 * @throws whatever is wrong with the patches or the properties
 */
export async function makeReview(
  plan: ReviewPlan,
  claims: Claims,
  common: { readonly cwd: string; readonly limits: SurveyJob['limits'] },
  run: RunReview,
  { onProgress, isInterrupted, workers }: ReviewHooks,
): Promise<Review | undefined> {
  const hooks = (jobs: readonly ReviewJob[]): ReviewRunHooks => ({
    onProgress: (job, progress) => onProgress(jobs, job, progress),
    isInterrupted,
    workers,
  });
  const first = [surveyJob(plan, common.cwd, common.limits)];
  const [survey] = await run(first, hooks(first));
  if (survey?.kind !== 'survey') return undefined;
  const jobs = reviewJobs(plan, survey, claims, common);
  const answers = await run(jobs, hooks(jobs));
  return reviewOf(plan, survey, jobs, answers, isInterrupted());
}
