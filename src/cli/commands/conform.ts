/** `conform`: holds models against a real QEMU, step by step. */
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { z } from 'zod';
import { formatScenario } from '../../../machines/vocabulary/scenario.ts';
import { type ConformOutcome, isDifference, playedOf, scenarioOf } from '../../conform/outcome.ts';
import { playAll } from '../../conform/play-all.ts';
import { type ConformPlay, choosePlays } from '../../conform/plays.ts';
import type { ConformReport } from '../../report/conform/conform-report.ts';
import { renderConformJson } from '../../report/conform/json.ts';
import { mismatchFiles } from '../../report/conform/mismatch-files.ts';
import { renderConformText } from '../../report/conform/text.ts';
import { QEMU } from '../../targets/kinds/qemu.ts';
import { TOOL } from '../../tool/tool.ts';
import { resolvePatches } from '../../user-files/patches.ts';
import {
  addScenarioOptions,
  addVerbosityOptions,
  type CommonOptions,
  detailOf,
  jsonOption,
  readCommonOptions,
  runsOption,
  seedOption,
  timeLimitOption,
} from '../options/common.ts';
import { addConfigOptions } from '../options/config.ts';
import { asksForScenario, scenarioRequest } from '../options/scenario.ts';
import { UsageError } from '../options/usage-error.ts';
import { addBaselineOptions, readBaseline } from '../output/baseline.ts';
import { EXIT } from '../output/exit-code.ts';
import { type Held, holdAgainst, occurrencesOfConform, scopeOfConform } from '../output/other-baselines.ts';
import type { Outcome } from '../output/outcome.ts';
import type { CommandSpec } from './command-spec.ts';
import { type Context, checkBinaries, openerOf, userFiles } from './context.ts';

export const conform: CommandSpec = {
  usage: 'conform',
  summary: 'play the same operations on a model and on a real QEMU, and compare everything',
  configure,
  run: async (_args, raw, context) => {
    const { qemuBinary: binaries, ...others } = ownOptions.parse(raw);
    const options = readCommonOptions(others);
    const baseline = readBaseline(raw, context.cwd);
    if (options.driver !== undefined)
      throw new UsageError('conform takes no --driver: what is compared is the device, under any operation');
    const request = asksForScenario(options) ? scenarioRequest(options) : undefined;
    const { plays, leftOut } = choosePlays(QEMU, request, binaries);
    const patches = await resolvePatches(options.patch, userFiles(context));
    await checkBinaries(context, QEMU, binaries);
    const outcomes = await play(plays, { ...limitsOf(options), patches }, context);
    const begun = new Set(outcomes.map((each) => JSON.stringify(scenarioOf(each))));
    const notBegun = plays
      .map(({ scenario }) => scenario)
      .filter((scenario) => !begun.has(JSON.stringify(scenario)));
    const held =
      baseline === undefined
        ? undefined
        : holdAgainst(baseline, occurrencesOfConform(outcomes), scopeOfConform(outcomes), context.today);
    return report({ outcomes, notBegun, held }, leftOut, options, context);
  },
};

/** Here the option may be repeated, unlike elsewhere. */
const ownOptions = z.looseObject({ qemuBinary: z.array(z.string()).default([]) });

function configure(command: Command): void {
  addScenarioOptions(command)
    .addOption(
      new Option('--qemu-binary <path>', 'a QEMU to play on, in place of the installed ones; may be repeated')
        .argParser((path: string, before: readonly string[]) => [...before, path])
        .default([], 'the installed ones'),
    )
    .addOption(seedOption())
    .addOption(runsOption())
    .addOption(timeLimitOption())
    .addOption(jsonOption())
    .option('--out <dir>', 'write the trace of each mismatch to a file in this folder');
  addBaselineOptions(command);
  addConfigOptions(command);
  addVerbosityOptions(command);
  command.addHelpText(
    'after',
    `
Paths that cover the model come first, then --runs random walks (default: 200). Without scenario options, a
scenario for each transport, flavour and class that some QEMU machine has. With --qemu-binary, only those that
a binary of this name plays; given several times, each binary plays all that it can. Ctrl-C stops at the next
path and keeps what was found.

Examples:
  virtio-verify conform --time-limit 20s
  virtio-verify conform --transport mmio --flavour all --byte-order little --out mismatches
  virtio-verify conform --qemu-binary ~/qemu/build/qemu-system-x86_64 --json
  virtio-verify conform --qemu-binary qemu-system-x86_64 --qemu-binary ~/old/qemu-system-x86_64`,
  );
}

async function play(
  plays: readonly ConformPlay[],
  options: Parameters<typeof playAll>[1],
  context: Context,
): Promise<readonly ConformOutcome[]> {
  const { interruption, showProgress } = context;
  return interruption.during(() =>
    playAll(plays, options, {
      // A scenario has hundreds of migrations, and a fresh process for each would take most of the time.
      open: openerOf(context, QEMU, { migration: 'mixed' }),
      onProgress: (index, { steps, transitionsCovered, transitionsTotal, mismatches }) => {
        const scenario = plays[index]?.scenario;
        if (scenario === undefined) return;
        const covered = transitionsTotal === 0 ? '' : `, ${transitionsCovered}/${transitionsTotal} covered`;
        showProgress?.(
          `${index + 1}/${plays.length} ${formatScenario(scenario)}: ${steps} operations${covered}, ${mismatches} mismatches`,
        );
      },
      isInterrupted: () => interruption.isRequested,
    }),
  );
}

const limitsOf = ({ seed, runs, timeLimit }: CommonOptions) => ({
  ...(seed === undefined ? {} : { seed }),
  ...(runs === undefined ? {} : { runs }),
  ...(timeLimit === undefined ? {} : { timeMsMax: timeLimit }),
});

function report(
  {
    outcomes,
    notBegun,
    held,
  }: Pick<ConformReport, 'outcomes' | 'notBegun'> & { readonly held: Held | undefined },
  leftOut: readonly string[],
  options: CommonOptions,
  context: Context,
): Outcome {
  const interrupted = context.interruption.isRequested;
  const conformReport: ConformReport = {
    tool: TOOL,
    outcomes,
    interrupted,
    ...(notBegun === undefined ? {} : { notBegun }),
  };
  const files = options.out === undefined ? [] : mismatchFiles(outcomes, resolve(context.cwd, options.out));
  // With nothing played there is no result to hide the reason in.
  const [first] = outcomes;
  const nothing = first?.kind === 'not opened' && playedOf(outcomes).length === 0;
  return {
    exitCode: interrupted ? EXIT.interrupted : exitCodeOf(outcomes, held),
    stdout: options.json
      ? renderConformJson(conformReport)
      : renderConformText(conformReport, { color: context.color, detail: detailOf(options) }),
    notes: [...(options.verbose ? leftOut.map((each) => `left out: ${each}`) : []), ...(held?.notes ?? [])],
    files: [
      ...(held?.files ?? []).map(({ path, text }) => ({ path: resolve(context.cwd, path), text })),
      ...files,
    ],
    ...(nothing ? { error: first.because } : {}),
  };
}

/** A mismatch outweighs a target that is missing or failed, or a bound; those outweigh what agreed. */
function exitCodeOf(outcomes: readonly ConformOutcome[], held: Held | undefined): number {
  const played = playedOf(outcomes);
  if (held?.allKnown !== true && played.some(({ mismatches }) => mismatches.some(isDifference)))
    return EXIT.violated;
  const isWhole = played.length === outcomes.length && played.length > 0;
  return isWhole && played.every(({ stoppedBy }) => stoppedBy === undefined) ? EXIT.holds : EXIT.inconclusive;
}
