/** `review`: what a patch mends, breaks and shows, compared with a base. */
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { z } from 'zod';
import { formatScenario } from '../../machines/vocabulary/scenario.ts';
import type { Progress } from '../explore/explorer.ts';
import type { ReviewReport } from '../report/review/document.ts';
import { groupsOf } from '../review/groups.ts';
import { boundsHit, type Review } from '../review/review.ts';
import type { Trace } from '../trace/trace.ts';
import { stringifyTrace } from '../trace/trace-file.ts';
import { defaultFeatures } from './choices.ts';
import type { CommandSpec } from './command-spec.ts';
import type { Context } from './context.ts';
import { EXIT } from './exit-code.ts';
import { linkedMail, mailOption } from './new-patch.ts';
import {
  addCheckOptions,
  addScenarioOptions,
  addVerbosityOptions,
  type CommonOptions,
  jsonOption,
  readCommonOptions,
  reporterRequests,
} from './options.ts';
import type { Outcome, OutputFile } from './outcome.ts';
import { commandLine, replayCommandOf, scenarioSlug } from './replay-command.ts';
import { asksForBinaries, reviewBinaries } from './review-binaries.ts';
import type { ReviewJob } from './review-job.ts';
import { planReview, type ReviewPlan, reviewJobs, reviewOf, surveyJob } from './review-plan.ts';
import { runReviewHere } from './review-pool.ts';
import { checkReviewReporters, REVIEW_REPORTERS, renderReview } from './review-reporters.ts';
import { SCENARIO_DEFAULTS } from './scenarios.ts';
import { allProperties, selectProperties } from './selection.ts';
import { TOOL } from './tool.ts';

export const review: CommandSpec = {
  usage: 'review',
  summary: 'judge a patch: what it mends and breaks, who sees a difference, twice, and with other patches',
  configure,
  run: async (_args, raw, context) => {
    const options = readCommonOptions(raw);
    const own = ownOptions.parse(raw);
    const requests = reporterRequests(options);
    checkReviewReporters(requests);
    const plan = asksForBinaries(own) ? undefined : planReview(options, own);
    const discussed = own.mail === undefined ? undefined : await linkedMail(own.mail, context.cwd);
    if (plan === undefined)
      return reviewBinaries(
        { options, own, requests, mail: own.mail, ...(discussed === undefined ? {} : { discussed }) },
        context,
      );
    const claims = selectProperties(await allProperties(options.properties, context.cwd), options.property);
    const made = await makeReview(
      plan,
      claims.map(({ id }) => id),
      options,
      context,
    );
    if (made === undefined)
      return { exitCode: EXIT.interrupted, stdout: '', error: 'interrupted before the review began' };
    const report: ReviewReport = {
      tool: TOOL,
      review: made,
      claimOf: (id) => claims.find((claim) => claim.id === id)?.claim ?? '',
      showAgain: showAgainCommands(options),
      command: commandOf(options, own, plan),
      ...(discussed === undefined ? {} : { discussed }),
      detail: options.quiet ? 'broken' : options.verbose ? 'all' : 'usual',
    };
    const rendered = renderReview(report, requests, context.color);
    const files = [...rendered.files, ...traceFiles(made, options.out)];
    return outcomeOf(made, plan, options, {
      stdout: rendered.stdout,
      files: files.map(({ path, text }) => ({ path: resolve(context.cwd, path), text })),
    });
  },
};

const ownOptions = z.object({
  against: z.string().optional(),
  with: z.array(z.string()).default([]),
  alphabet: z.enum(['small', 'full']).default('small'),
  mail: z.string().optional(),
  qemuBase: z.string().optional(),
  qemuPatched: z.string().optional(),
});

function configure(command: Command): void {
  addScenarioOptions(command)
    .addOption(
      new Option('--against <base[+patch...]>', 'what the patch is compared with (default: qemu-7.2)'),
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
    .addOption(jsonOption())
    .option(
      '--reporter <name[=file]>',
      `one of ${Object.keys(REVIEW_REPORTERS).join(', ')}; may be repeated`,
      (value: string, before: readonly string[]) => [...before, value],
      [] as readonly string[],
    )
    .option('--out <dir>', 'write the trace of each change and of each difference to a file in this folder');
  addVerbosityOptions(command);
  command.addHelpText(
    'after',
    `
Absent scenario options mean: every transport, flavour and driver, net and blk, without vhost and with it, both
byte orders where they exist. The exit code is 1 if something that holds on the base no longer holds.

Examples:
  virtio-verify review --patch force-modern-v2 --against qemu-6.1
  virtio-verify review --patch ./my-fix.ts --transport pci --with all
  virtio-verify review --patch force-modern-v2 --reporter email > reply.txt
  virtio-verify review --qemu-base old/qemu-system-x86_64 --qemu-patched new/qemu-system-x86_64 --out found`,
  );
}

async function makeReview(
  plan: ReviewPlan,
  properties: readonly string[],
  options: CommonOptions,
  context: Context,
): Promise<Review | undefined> {
  const run = context.runReview ?? runReviewHere;
  const { interruption, cwd } = context;
  const limits = limitsOf(options);
  return interruption.during(async () => {
    const hooks = (jobs: readonly ReviewJob[]) => ({
      onProgress: (job: number, progress: Progress) =>
        context.showProgress?.(progressLine(jobs, job, progress)),
      isInterrupted: () => interruption.isRequested,
    });
    const first = [surveyJob(plan, cwd, limits)];
    const [survey] = await run(first, hooks(first));
    if (survey?.kind !== 'survey') return undefined;
    const jobs = reviewJobs(plan, survey, { properties, propertyFiles: options.properties }, { cwd, limits });
    const answers = await run(jobs, hooks(jobs));
    return reviewOf(plan, survey, jobs, answers, interruption.isRequested);
  });
}

const limitsOf = ({
  engine,
  seed,
  runs,
  maxStates,
  timeLimit,
  maxMemory,
}: CommonOptions): ReviewJob['limits'] => ({
  ...(engine === 'exhaustive' ? {} : { engine }),
  ...(seed === undefined ? {} : { seed }),
  ...(runs === undefined ? {} : { runs }),
  ...(maxStates === undefined ? {} : { statesMax: maxStates }),
  ...(timeLimit === undefined ? {} : { timeMsMax: timeLimit }),
  ...(maxMemory === undefined ? {} : { memoryBytesMax: maxMemory }),
});

function progressLine(jobs: readonly ReviewJob[], index: number, { states, depth }: Progress): string {
  const job = jobs[index];
  if (job === undefined || job.kind === 'survey') return 'loading';
  return `${index + 1}/${jobs.length} ${job.kind} ${formatScenario(job.scenario)}: ${states} states, depth ${depth}`;
}

function outcomeOf(
  made: Review,
  plan: ReviewPlan,
  options: CommonOptions,
  { stdout, files }: Pick<Outcome, 'stdout'> & { readonly files: readonly OutputFile[] },
): Outcome {
  const isBroken = made.rows.some(({ change }) => change === 'broken');
  const isOpen = boundsHit(made).length > 0 || made.scenarios.length === 0;
  return {
    exitCode: made.interrupted
      ? EXIT.interrupted
      : isBroken
        ? EXIT.violated
        : isOpen
          ? EXIT.inconclusive
          : EXIT.holds,
    stdout,
    notes: options.verbose ? plan.leftOut.map((each) => `left out: ${each}`) : [],
    files,
  };
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

const traceFile = (folder: string, trace: Trace): string =>
  `${folder}/${scenarioSlug(trace.scenario)}.${trace.property ?? 'difference'}.json`;

/** The shortest trace of each group of changes, and every scenario's differences. */
function traceFiles(made: Review, folder: string | undefined): readonly OutputFile[] {
  if (folder === undefined) return [];
  const changes = (['broken', 'mended', 'lapsed'] as const).flatMap((change) =>
    groupsOf(made.rows, change).flatMap(({ shortest }) => shortest ?? []),
  );
  const differences = made.scenarios.flatMap(({ scenario, compared }) =>
    (compared?.differences ?? []).map(({ visibleTo, trace }) => ({
      path: `${folder}/${scenarioSlug(scenario)}.difference-${visibleTo}.json`,
      text: stringifyTrace(trace),
    })),
  );
  return [
    ...changes.map((trace) => ({ path: traceFile(folder, trace), text: stringifyTrace(trace) })),
    ...differences,
  ];
}

/** What was asked for, to ask again; how it is reported is left out. */
function commandOf(options: CommonOptions, own: z.infer<typeof ownOptions>, { against }: ReviewPlan): string {
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
  for (const each of own.with) words.push('--with', each);
  for (const each of options.property) words.push('--property', each);
  for (const each of options.properties) words.push('--properties', each);
  return commandLine(words);
}
