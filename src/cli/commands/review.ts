/** `review`: what a patch mends, breaks and shows, compared with a base. */
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { z } from 'zod';
import { formatScenario } from '../../../machines/vocabulary/scenario.ts';
import type { Progress } from '../../explore/explorer.ts';
import type { ReviewJob } from '../../jobs/review-job.ts';
import { makeReview } from '../../jobs/review-jobs.ts';
import { runReviewHere } from '../../jobs/review-pool.ts';
import { commandLine, replayCommandOf } from '../../report/commands-to-paste.ts';
import { type ReviewReport, rowStandsApart } from '../../report/review/review-report.ts';
import { traceFile, traceFiles } from '../../report/review/trace-files.ts';
import { planReview, type ReviewPlan } from '../../review/plan.ts';
import { boundsHit, type Review } from '../../review/review.ts';
import { defaultFeatures } from '../../scenarios/choices.ts';
import { SCENARIO_DEFAULTS } from '../../scenarios/choose.ts';
import { TOOL } from '../../tool/tool.ts';
import type { Trace } from '../../trace/trace.ts';
import { allProperties, selectProperties } from '../../user-files/properties.ts';
import { loadModules } from '../../workers/modules.ts';
import { readAgainst, readOthers, readRivals } from '../options/against.ts';
import {
  addCheckOptions,
  addScenarioOptions,
  addVerbosityOptions,
  asksForClaims,
  type CommonOptions,
  detailOf,
  jsonOption,
  limitsOf,
  readCommonOptions,
  reporterOption,
  reporterRequests,
  workersOption,
} from '../options/common.ts';
import { addConfigOptions } from '../options/config.ts';
import { scenarioRequest } from '../options/scenario.ts';
import { asksForBinaries } from '../options/two-binaries.ts';
import { UsageError } from '../options/usage-error.ts';
import { addBaselineOptions, type BaselineRequest, readBaseline } from '../output/baseline.ts';
import { EXIT } from '../output/exit-code.ts';
import { type Held, holdAgainst, occurrencesOfRow, scopeOfRows } from '../output/other-baselines.ts';
import type { Outcome, OutputFile } from '../output/outcome.ts';
import { checkReviewReporters, REVIEW_REPORTERS, renderRequests } from '../output/review-reporters.ts';
import type { CommandSpec } from './command-spec.ts';
import { type Context, userFiles } from './context.ts';
import { linkedMail, mailOption } from './new-patch.ts';
import { reviewBinaries } from './review-binaries.ts';

export const review: CommandSpec = {
  usage: 'review',
  summary: 'judge a patch: what it mends and breaks, who sees a difference, twice, and with other patches',
  configure,
  run: async (_args, raw, context) => {
    const options = readCommonOptions(raw);
    const baseline = readBaseline(raw, context.cwd);
    const own = ownOptions.parse(raw);
    const requests = reporterRequests(options);
    checkReviewReporters(requests);
    const plan = asksForBinaries(own) ? undefined : makePlan(options, own);
    const discussed = own.mail === undefined ? undefined : await linkedMail(own.mail, context.cwd);
    if (plan === undefined && baseline !== undefined)
      throw new UsageError(
        '--baseline accepts what a patch breaks in the model; two binaries are compared without one',
      );
    if (plan === undefined)
      return reviewBinaries(
        { options, own, requests, mail: own.mail, ...(discussed === undefined ? {} : { discussed }) },
        context,
      );
    const claims = selectProperties(
      await allProperties(options.properties, userFiles(context)),
      options.property,
      options.level,
    );
    const properties = claims.map(({ id }) => id);
    const made = await doReview(plan, properties, options, context);
    if (made === undefined)
      return { exitCode: EXIT.interrupted, stdout: '', error: 'interrupted before the review began' };
    const report: ReviewReport = {
      tool: TOOL,
      review: made,
      everyLevelCounts: asksForClaims(options),
      claimOf: (id) => claims.find((claim) => claim.id === id)?.claim ?? '',
      showAgain: showAgainCommands(options),
      command: commandOf(options, own, plan),
      ...(discussed === undefined ? {} : { discussed }),
      detail: detailOf(options),
    };
    const rendered = renderRequests(requests, context.color, ({ render }, { color }) =>
      render(report, { color }),
    );
    const held = baseline === undefined ? undefined : holdReview(baseline, made, options, context);
    const files = [...(held?.files ?? []), ...rendered.files, ...traceFiles(made, options.out)];
    return outcomeOf(made, plan, options, {
      held,
      stdout: rendered.stdout,
      files: files.map(({ path, text }) => ({ path: resolve(context.cwd, path), text })),
    });
  },
};

const ownOptions = z.object({
  against: z.string().optional(),
  insteadOf: z.array(z.string()).default([]),
  with: z.array(z.string()).default([]),
  alphabet: z.enum(['small', 'full']).default('small'),
  mail: z.string().optional(),
  qemuBase: z.string().optional(),
  qemuPatched: z.string().optional(),
});

type OwnOptions = z.infer<typeof ownOptions>;

function configure(command: Command): void {
  addScenarioOptions(command)
    .addOption(
      new Option('--against <base[+patch...]>', 'what the patch is compared with (default: qemu-7.2)'),
    )
    .addOption(
      new Option(
        '--instead-of <name|file>',
        'compare with this rival of the patch, each by itself over the base; may be repeated',
      )
        .argParser<readonly string[]>((value, before) => [...before, value])
        .default([], 'none'),
    )
    .addOption(
      new Option('--with <name>', 'look at it together with this patch, or all shipped ones; may be repeated')
        .argParser<readonly string[]>((value, before) => [...before, value])
        .default([], 'none'),
    )
    .addOption(
      new Option('--alphabet <size>', 'how many feature words and status bytes the adversary knows')
        .choices(['small', 'full'])
        .default('small'),
    );
  addCheckOptions(command);
  command
    .addOption(new Option('--qemu-base <path>', 'compare two QEMU builds instead: the one without the patch'))
    .addOption(
      new Option('--qemu-patched <path>', 'and the one with it; --patch then says what it should do'),
    )
    .addOption(mailOption())
    .addOption(workersOption())
    .addOption(jsonOption())
    .addOption(reporterOption(REVIEW_REPORTERS))
    .option('--out <dir>', 'write the trace of each change and of each difference to a file in this folder');
  addBaselineOptions(command);
  addConfigOptions(command);
  addVerbosityOptions(command);
  command.addHelpText(
    'after',
    `
Absent scenario options mean: every transport, flavour and driver, net and blk, without vhost and with it, both
byte orders where they exist. The exit code is 1 if something that holds on the base no longer holds.

Examples:
  virtio-verify review --patch force-modern-v2 --against qemu-6.1
  virtio-verify review --patch ./my-fix.ts --transport pci --with all
  virtio-verify review --patch force-modern-v2 --instead-of force-modern-v1
  virtio-verify review --patch force-modern-v2 --reporter email > reply.txt
  virtio-verify review --qemu-base old/qemu-system-x86_64 --qemu-patched new/qemu-system-x86_64 --out found`,
  );
}

/** @throws UsageError for names that do not exist, or options that contradict each other */
function makePlan(options: CommonOptions, own: OwnOptions): ReviewPlan {
  if (options.patch.length === 0)
    throw new UsageError('expected at least one --patch NAME or FILE to review, but found none');
  if (own.insteadOf.length > 0 && own.with.length > 0)
    throw new UsageError(
      '--instead-of compares two rivals, and --with looks at a patch beside others; give one of them',
    );
  return planReview({
    against: readAgainst(options.semantics, own.against),
    reviewed: options.patch,
    insteadOf: readRivals(own.insteadOf, options.patch),
    others: readOthers(own.with),
    scenarios: scenarioRequest({ ...options, semantics: undefined, patch: [] }),
    alphabet: own.alphabet,
  });
}

function doReview(
  plan: ReviewPlan,
  properties: readonly string[],
  options: CommonOptions,
  context: Context,
): Promise<Review | undefined> {
  const { interruption, cwd } = context;
  const claims = { properties, propertyFiles: options.properties };
  return interruption.during(() =>
    makeReview(
      plan,
      claims,
      { cwd, limits: limitsOf(options) },
      context.runReview ?? runReviewHere(loadModules),
      {
        onProgress: (jobs, job, progress) => context.showProgress?.(progressLine(jobs, job, progress)),
        isInterrupted: () => interruption.isRequested,
        workers: options.workers,
      },
    ),
  );
}

function progressLine(jobs: readonly ReviewJob[], index: number, { states, depth }: Progress): string {
  const job = jobs[index];
  if (job === undefined || job.kind === 'survey') return 'loading';
  return `${index + 1}/${jobs.length} ${job.kind} ${formatScenario(job.scenario)}: ${states} states, depth ${depth}`;
}

function outcomeOf(
  made: Review,
  plan: ReviewPlan,
  options: CommonOptions,
  {
    stdout,
    files,
    held,
  }: Pick<Outcome, 'stdout'> & { readonly files: readonly OutputFile[]; readonly held: Held | undefined },
): Outcome {
  const everyLevelCounts = asksForClaims(options);
  const counted = made.rows.filter((row) => !rowStandsApart({ everyLevelCounts }, row));
  const isBroken = held?.allKnown !== true && counted.some(({ change }) => change === 'broken');
  const isOpen =
    boundsHit(made).length > 0 ||
    made.scenarios.length === 0 ||
    counted.some(({ change }) => change === 'undecided') ||
    // Where no claim says anything of any device, none was found to be kept.
    made.rows.every(({ patched }) => patched === 'vacuous' || patched === 'skipped');
  return {
    exitCode: made.interrupted
      ? EXIT.interrupted
      : isBroken
        ? EXIT.violated
        : isOpen
          ? EXIT.inconclusive
          : EXIT.holds,
    stdout,
    notes: [
      ...(options.verbose ? plan.leftOut.map((each) => `left out: ${each}`) : []),
      ...(held?.notes ?? []),
    ],
    files,
  };
}

/** What stands apart makes no exit code, so that there is nothing to accept. */
function holdReview(
  baseline: BaselineRequest,
  { rows }: Review,
  options: CommonOptions,
  { today }: Context,
): Held {
  const everyLevelCounts = asksForClaims(options);
  const counted = rows.filter((row) => !rowStandsApart({ everyLevelCounts }, row));
  return holdAgainst(baseline, counted.flatMap(occurrencesOfRow), scopeOfRows(counted), today);
}

/** With `--out` the trace is in a file that can be played; otherwise the check is what can be repeated. */
function showAgainCommands(options: CommonOptions): ReviewReport['showAgain'] {
  return (trace) =>
    options.out === undefined
      ? shortCheckCommand(trace, options)
      : replayCommandOf(traceFile(options.out, trace), options);
}

/** Only what differs from what `check` takes by default. */
function shortCheckCommand({ scenario, property }: Trace, options: CommonOptions): string {
  const words = ['check', '--semantics', scenario.semantics];
  for (const patch of scenario.patches) words.push('--patch', patch);
  const { transport, flavour, device, backend, driver, byteOrder } = scenario;
  const given = { transport, flavour, device, backend, driver, byteOrder };
  for (const [key, value] of Object.entries(given))
    if (SCENARIO_DEFAULTS[key as keyof typeof given] !== value)
      words.push(key === 'byteOrder' ? '--byte-order' : `--${key}`, value);
  if (scenario.features.join() !== defaultFeatures(device).join())
    words.push('--features', scenario.features.join(',') || 'none');
  if (property !== undefined) words.push('--property', property);
  for (const file of options.properties) words.push('--properties', file);
  return commandLine(words);
}

/** What was asked for, to ask again; how it is reported is left out. */
function commandOf(options: CommonOptions, own: OwnOptions, { against }: ReviewPlan): string {
  const words = ['review', ...options.patch.flatMap((each) => ['--patch', each])];
  words.push('--against', [against.semantics, ...against.patches].join('+'));
  for (const [option, value] of [
    ['--transport', options.transport],
    ['--flavour', options.flavour],
    ['--device', options.device],
    ['--backend', options.backend],
    ['--driver', options.driver],
    ['--byte-order', options.byteOrder],
    ['--features', options.features],
    ['--alphabet', own.alphabet === 'small' ? undefined : own.alphabet],
    ['--max-states', options.maxStates?.toString()],
    ['--mail', own.mail],
  ] as const)
    if (value !== undefined) words.push(option, value);
  for (const each of own.insteadOf) words.push('--instead-of', each);
  for (const each of own.with) words.push('--with', each);
  for (const each of options.property) words.push('--property', each);
  if (options.level !== undefined) words.push('--level', options.level.join());
  for (const each of options.properties) words.push('--properties', each);
  return commandLine(words);
}
