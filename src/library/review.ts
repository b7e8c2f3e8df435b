/** `review` as a function: names and files in, the review out. */
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import type { Progress } from '../explore/explorer.ts';
import { makeReview } from '../jobs/review-jobs.ts';
import { type RunReview, runReviewHere } from '../jobs/review-pool.ts';
import type { Level } from '../property/level.ts';
import type { ReviewReport } from '../report/review/review-report.ts';
import { type ReviewRequest as PlanRequest, planReview } from '../review/plan.ts';
import type { Review } from '../review/review.ts';
import { TOOL } from '../tool/tool.ts';
import { allProperties, selectProperties } from '../user-files/properties.ts';
import type { LoadModules } from '../user-files/user-files.ts';
import type { CheckRequest } from './check.ts';
import { type ScenarioNames, scenarioRequestOf } from './scenario.ts';

export interface PatchReviewRequest
  extends Pick<
    CheckRequest,
    'statesMax' | 'timeMsMax' | 'memoryBytesMax' | 'engine' | 'seed' | 'runs' | 'signal' | 'workers' | 'cwd'
  > {
  /** The patches reviewed: names, or files. */
  readonly patches: readonly string[];
  /** The base, and patches that are laid under the ones reviewed. @defaultValue qemu-7.2 */
  readonly against?: Review['against'];
  /** Rivals that they are compared with, in place of the base alone. */
  readonly insteadOf?: readonly string[];
  /** Other patches to look at it together with. */
  readonly with?: readonly string[];
  /** Narrows the scenarios. @defaultValue what exists in practice */
  readonly scenarios?: Omit<ScenarioNames, 'semantics' | 'patches'>;
  /** @defaultValue 'small' */
  readonly alphabet?: PlanRequest['alphabet'];
  readonly claims?: readonly string[];
  readonly levels?: readonly Level[];
  readonly propertyFiles?: readonly string[];
  /** Hears how far a piece of the review is; the first pieces have no scenario. */
  readonly onProgress?: (scenario: Scenario | undefined, progress: Progress) => void;
  /** Where it runs: here, or `runReviewInWorkers` of `virtio-verify/workers`. @defaultValue this thread */
  readonly run?: RunReview;
}

/** `review`, for what imports in users' files mean. Undefined when it was ended before it began. */
export const reviewWith =
  (modules: LoadModules) =>
  async (request: PatchReviewRequest): Promise<Review | undefined> => {
    const { signal, cwd = process.cwd(), propertyFiles = [], workers } = request;
    const plan = planReview({
      against: request.against ?? { semantics: 'qemu-7.2', patches: [] },
      reviewed: request.patches,
      insteadOf: request.insteadOf ?? [],
      others: request.with ?? [],
      scenarios: scenarioRequestOf(request.scenarios ?? {}),
      alphabet: request.alphabet ?? 'small',
    });
    const all = await allProperties(propertyFiles, { cwd, modules });
    const properties = selectProperties(all, request.claims ?? [], request.levels).map(({ id }) => id);
    return makeReview(
      plan,
      { properties, propertyFiles },
      { cwd, limits: limitsOf(request) },
      request.run ?? runReviewHere(modules),
      {
        onProgress: (jobs, index, progress) => {
          const job = jobs[index];
          request.onProgress?.(
            job === undefined || !('scenario' in job) ? undefined : job.scenario,
            progress,
          );
        },
        isInterrupted: () => signal?.aborted === true,
        workers,
      },
    );
  };

function limitsOf({ statesMax, timeMsMax, memoryBytesMax, engine, seed, runs }: PatchReviewRequest): object {
  const limits = { statesMax, timeMsMax, memoryBytesMax, engine, seed, runs };
  return Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined));
}

/** A review as its reporters take it: `renderReviewText`, `renderReviewMarkdown`, `renderReviewEmail`, `renderReviewJson`. */
export const reviewReportOf = (
  review: Review,
  options: Partial<Omit<ReviewReport, 'tool' | 'review'>> = {},
): ReviewReport => ({
  tool: TOOL,
  review,
  claimOf: (property) => property,
  showAgain: ({ property = '' }) => `${TOOL.name} explain ${property}`,
  command: `${TOOL.name} review ${review.patches.map(({ name }) => `--patch ${name}`).join(' ')}`,
  detail: 'usual',
  ...options,
});
