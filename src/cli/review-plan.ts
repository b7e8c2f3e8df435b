/** From the options of `review` to what is to be done, and from the answers to a review. */

import { PATCHES } from '../../machines/semantics/index.ts';
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import type { ScenarioResult } from '../check/check.ts';
import { interactionRows } from '../review/combinations.ts';
import type { Combination, RepeatedIn, Review, ScenarioReview } from '../review/review.ts';
import { type AlphabetSize, forCombinations, isWorthwhile, unusual } from '../review/scope.ts';
import { verdictRows } from '../review/verdict-rows.ts';
import { CHOICES } from './choices.ts';
import { isFileReference } from './file-reference.ts';
import type { CommonOptions } from './options.ts';
import type { ReviewAnswer, ReviewJob, SurveyAnswer, SurveyJob } from './review-job.ts';
import { type ChosenScenarios, chooseScenarios } from './scenarios.ts';
import { UsageError, unknownName } from './usage-error.ts';

/** What `review` has beside the common options. */
export interface ReviewOptions {
  readonly against?: string | undefined;
  readonly with: readonly string[];
  readonly alphabet: AlphabetSize;
}

export interface ReviewPlan extends ChosenScenarios {
  readonly against: Review['against'];
  readonly reviewed: readonly string[];
  readonly others: readonly string[];
  /** The scenarios on which combinations are looked at. */
  readonly combined: readonly Scenario[];
  readonly alphabet: AlphabetSize;
}

/** In place of an absent option: wider than `check`, since a patch may show anywhere. */
const DEFAULTS = {
  transport: 'all',
  flavour: 'all',
  device: 'net,blk',
  backend: 'none,vhost-kernel,vhost-user',
  driver: 'all',
  byteOrder: 'little,big',
} as const;

const ASKED = ['transport', 'flavour', 'device', 'backend', 'driver', 'byteOrder'] as const;

/** @throws UsageError for names that do not exist, or options that contradict each other */
export function planReview(options: CommonOptions, own: ReviewOptions): ReviewPlan {
  if (options.patch.length === 0)
    throw new UsageError('expected at least one --patch NAME or FILE to review, but found none');
  const against = readAgainst(options.semantics, own.against);
  const chosen = chooseScenarios({
    ...options,
    ...Object.fromEntries(ASKED.map((key) => [key, options[key] ?? DEFAULTS[key]])),
    semantics: against.semantics,
    patch: [...against.patches, ...options.patch],
  });
  const isNarrowed = ASKED.some((key) => options[key] !== undefined);
  const open = {
    device: options.device === undefined,
    backend: options.backend === undefined,
    byteOrder: options.byteOrder === undefined,
  };
  const usual = chosen.scenarios.filter((each) => unusual(each) === undefined && isWorthwhile(each, open));
  const scenarios = isNarrowed && usual.length === 0 ? chosen.scenarios : usual;
  return {
    scenarios,
    leftOut: chosen.leftOut,
    against,
    reviewed: options.patch,
    others: readOthers(own.with, [...against.patches, ...options.patch]),
    combined: own.with.length === 0 ? [] : forCombinations(scenarios),
    alphabet: own.alphabet,
  };
}

/** `qemu-6.1+fence-legacy`; a file may have no `+` in its name. */
export function readAgainst(semantics: string | undefined, against: string | undefined): Review['against'] {
  if (semantics !== undefined && against !== undefined)
    throw new UsageError('--semantics and --against both name the base; give one of them');
  const [base = '', ...patches] = (against ?? semantics ?? 'qemu-7.2').split('+').map((each) => each.trim());
  const names = CHOICES.semantics.map(({ name }) => name);
  if (!names.includes(base))
    throw unknownName(against === undefined ? '--semantics' : '--against', base, names);
  for (const patch of patches) checkPatchName('--against', patch);
  return { semantics: base, patches };
}

function readOthers(asked: readonly string[], here: readonly string[]): readonly string[] {
  for (const each of asked) if (each !== 'all') checkPatchName('--with', each);
  const all = asked.flatMap((each) => (each === 'all' ? [...PATCHES.keys()] : [each]));
  return [...new Set(all)].filter((each) => !here.includes(each));
}

function checkPatchName(option: string, name: string): void {
  if (!PATCHES.has(name) && !isFileReference(name)) throw unknownName(option, name, [...PATCHES.keys()]);
}

type Common = Omit<SurveyJob, 'kind' | 'scenarios' | 'others' | 'combined'>;

const commonOf = (plan: ReviewPlan, cwd: string, limits: SurveyJob['limits']): Common => ({
  cwd,
  under: plan.against.patches,
  reviewed: plan.reviewed,
  limits,
  alphabet: plan.alphabet,
});

export const surveyJob = (plan: ReviewPlan, cwd: string, limits: SurveyJob['limits']): SurveyJob => ({
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
export function reviewJobs(
  plan: ReviewPlan,
  { touched, uncombinable }: SurveyAnswer,
  claims: Claims,
  common: { readonly cwd: string; readonly limits: SurveyJob['limits'] },
): readonly ReviewJob[] {
  const base = commonOf(plan, common.cwd, common.limits);
  const { patches: under } = plan.against;
  const check = (scenario: Scenario, patches: readonly string[]): ReviewJob => ({
    ...base,
    ...claims,
    kind: 'check',
    scenario: { ...scenario, patches },
  });
  const isTouched = (scenario: Scenario) => touched.includes(plan.scenarios.indexOf(scenario));
  const jobs = [
    ...plan.scenarios.flatMap((scenario) => [check(scenario, under), check(scenario, scenario.patches)]),
    ...plan.scenarios
      .filter(isTouched)
      .map((scenario): ReviewJob => ({ ...base, kind: 'compare', scenario })),
    ...repeatScenarios(plan.scenarios.filter(isTouched)).map(
      (scenario): ReviewJob => ({ ...base, kind: 'repeat', scenario }),
    ),
    ...plan.others
      .filter((other) => uncombinable[other] === undefined)
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
  const size = transport === 'ccw' || flavour === 'legacy' ? 3 : flavour === 'transitional' ? 9 : 6;
  return job.kind === 'check' ? size : size / 2;
}

/** Puts the answers together; pieces that an interruption cut off are left out. */
export function reviewOf(
  plan: ReviewPlan,
  survey: SurveyAnswer,
  jobs: readonly ReviewJob[],
  answers: readonly (ReviewAnswer | undefined)[],
  interrupted: boolean,
): Review {
  const table = new Answers(jobs, answers);
  const { patches: under } = plan.against;
  const scenarios = plan.scenarios.flatMap((scenario, index): readonly ScenarioReview[] => {
    const base = table.check(scenario, under);
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
  const impossible = survey.uncombinable[other];
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
