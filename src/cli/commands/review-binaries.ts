/** `review --qemu-base --qemu-patched`: two QEMU builds, the same operations on both. */
import { resolve } from 'node:path';
import { formatScenario } from '../../../machines/vocabulary/scenario.ts';
import type { LinkedPatch } from '../../mail/linked-patch.ts';
import type { BinariesReport, ShowAgain } from '../../report/binaries/binaries-report.ts';
import { fileOfFound, foundFiles } from '../../report/binaries/found-files.ts';
import { binariesQtest } from '../../report/binaries/qtest.ts';
import { commandLine, shellWord } from '../../report/commands-to-paste.ts';
import { type BinariesPlan, MissingBinaryError, planBinaries } from '../../review/binaries/plan.ts';
import { agreements, type BinariesReview, type FoundIn, playedOn } from '../../review/binaries/review.ts';
import { runBinaries } from '../../review/binaries/run.ts';
import { QEMU } from '../../targets/kinds/qemu.ts';
import { TOOL } from '../../tool/tool.ts';
import { resolvePatches } from '../../user-files/patches.ts';
import { type CommonOptions, detailOf, type ReporterRequest } from '../options/common.ts';
import { BINARY_OPTIONS, type BinariesOptions, binariesRequest } from '../options/two-binaries.ts';
import { UsageError } from '../options/usage-error.ts';
import { EXIT } from '../output/exit-code.ts';
import type { Outcome } from '../output/outcome.ts';
import { renderRequests } from '../output/review-reporters.ts';
import { type Context, openerOf, userFiles } from './context.ts';

export interface BinariesCommand {
  readonly options: CommonOptions;
  readonly own: BinariesOptions;
  readonly requests: readonly ReporterRequest[];
  readonly discussed?: readonly LinkedPatch[];
  /** `--mail`, to be repeated in the command. */
  readonly mail: string | undefined;
}

export async function reviewBinaries(request: BinariesCommand, context: Context): Promise<Outcome> {
  const { options, requests, discussed } = request;
  const plan = await makePlan(request, context);
  const review = await play(plan, options, context);
  const folder = options.out;
  const report: BinariesReport = {
    tool: TOOL,
    review,
    showAgain: (group) => (folder === undefined ? undefined : showAgain(group.shortest, review, folder)),
    command: commandOf(request, plan),
    ...(discussed === undefined ? {} : { discussed }),
    detail: detailOf(options),
  };
  const rendered = renderRequests(requests, context.color, ({ renderBinaries }, { color }) =>
    renderBinaries(report, { color }),
  );
  const files = [...rendered.files, ...(folder === undefined ? [] : foundFiles(review, folder))];
  return {
    exitCode: exitCodeOf(review),
    stdout: rendered.stdout,
    notes: options.verbose ? plan.leftOut.map((each) => `left out: ${each}`) : [],
    files: files.map(({ path, text }) => ({ path: resolve(context.cwd, path), text })),
    ...errorOf(review),
  };
}

async function makePlan({ options, own }: BinariesCommand, { openTarget }: Context): Promise<BinariesPlan> {
  // Targets given from outside stand for the binaries, which then need not be there.
  const ask = openTarget === undefined ? undefined : async () => ({ kind: 'unknown' }) as const;
  try {
    return await planBinaries(binariesRequest(options, own), ask);
  } catch (error) {
    if (!(error instanceof MissingBinaryError)) throw error;
    const { which, binary, because } = error;
    throw new UsageError(
      `${BINARY_OPTIONS[which]} ${binary}: ${because}; name a QEMU binary, such as build/qemu-system-x86_64`,
    );
  }
}

async function play(plan: BinariesPlan, options: CommonOptions, context: Context): Promise<BinariesReview> {
  const files = userFiles(context);
  const patches = {
    under: await resolvePatches(plan.against.patches, files),
    reviewed: await resolvePatches(options.patch, files),
  };
  const { interruption, showProgress } = context;
  const { scenarios } = plan;
  return interruption.during(() =>
    runBinaries(plan, {
      patches,
      reviewedNames: options.patch,
      // A scenario has hundreds of migrations, and a fresh process for each would take most of the time.
      open: openerOf(context, QEMU, { migration: 'mixed' }),
      seed: options.seed,
      runs: options.runs,
      timeMsMax: options.timeLimit,
      onProgress: (index, { phase, operations, differences }) => {
        const scenario = scenarios[index];
        if (scenario === undefined) return;
        showProgress?.(
          `${index + 1}/${scenarios.length} ${formatScenario(scenario)}: ${phase}, ${operations} operations, ${differences} differences`,
        );
      },
      isInterrupted: () => interruption.isRequested,
    }),
  );
}

/** A finding outweighs what could not be played, or not be answered. */
function exitCodeOf(review: BinariesReview): number {
  if (review.interrupted) return EXIT.interrupted;
  const played = playedOn(review);
  const answers = agreements(review);
  if (played.some(({ differences }) => differences.length > 0) || answers.includes('differ'))
    return EXIT.violated;
  const isWhole = played.every(
    ({ operations, failed, notHeld }) => operations > 0 && failed === undefined && notHeld === undefined,
  );
  const isAnswered = answers.every((each) => each === 'agree');
  const isAll = played.length > 0 && played.length === review.scenarios.length;
  return isAll && isWhole && isAnswered ? EXIT.holds : EXIT.inconclusive;
}

/** With nothing played there is no result to hide the reason in. */
function errorOf(review: BinariesReview): Pick<Outcome, 'error'> {
  const [first] = review.scenarios;
  if (first?.kind !== 'not opened' || playedOn(review).length > 0) return {};
  return { error: `the ${first.which} binary: ${first.because}` };
}

/** The script where qtest shows it; otherwise the runs, which can be replayed with their inner state. */
function showAgain(found: FoundIn, review: BinariesReview, folder: string): ShowAgain {
  const file = fileOfFound(found, review, folder);
  const qtest = binariesQtest(found, review.binaries);
  if ('script' in qtest && found.difference.visibleTo !== 'internal')
    return { command: `sh ${shellWord(`${file}.qtest.sh`)}` };
  const replay = (which: 'base' | 'patched') => {
    const { path } = review.binaries[which];
    return commandLine(['replay', `${file}.${which}.json`, '--on', 'qemu', '--qemu-binary', path]);
  };
  const remark = 'On the base binary likewise, with .base.json.';
  return {
    command: replay('patched'),
    remark: 'script' in qtest ? remark : `${remark} No script: ${qtest.because}.`,
  };
}

/** What was asked for, to ask again; how it is reported is left out. */
function commandOf({ options, mail }: BinariesCommand, { binaries, against }: BinariesPlan): string {
  const words = ['review', '--qemu-base', binaries.base, '--qemu-patched', binaries.patched];
  for (const each of options.patch) words.push('--patch', each);
  words.push('--against', [against.semantics, ...against.patches].join('+'));
  for (const [option, value] of [
    ['--transport', options.transport],
    ['--flavour', options.flavour],
    ['--device', options.device],
    ['--byte-order', options.byteOrder],
    ['--features', options.features],
    ['--seed', options.seed?.toString()],
    ['--runs', options.runs?.toString()],
    ['--time-limit', options.timeLimit === undefined ? undefined : durationText(options.timeLimit)],
    ['--mail', mail],
  ] as const)
    if (value !== undefined) words.push(option, value);
  return commandLine(words);
}

/** As `--time-limit` takes it. */
const durationText = (ms: number): string => (ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`);
