/** `conform`: holds models against a real QEMU, step by step. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { CONFORM_SCENARIOS } from '../../machines/conform-scenarios.ts';
import type { ConformOptions } from '../conform/conformance.ts';
import { renderConformJson } from '../report/conform-json.ts';
import { type ConformOutcome, isDifference, playedOf } from '../report/conform-report.ts';
import { renderConformText } from '../report/conform-text.ts';
import { isFor, whyUnplayable } from '../targets/qemu/playable.ts';
import { TargetError } from '../targets/target.ts';
import { stringifyTrace } from '../trace/trace-file.ts';
import type { CommandSpec } from './command-spec.ts';
import { runConformance } from './conform-run.ts';
import { type Context, openTarget } from './context.ts';
import { EXIT } from './exit-code.ts';
import {
  addScenarioOptions,
  addVerbosityOptions,
  type CommonOptions,
  jsonOption,
  qemuBinaryOption,
  readCommonOptions,
  runsOption,
  seedOption,
  timeLimitOption,
} from './options.ts';
import type { Outcome, OutputFile } from './outcome.ts';
import { resolvePatches } from './patches.ts';
import { scenarioSlug } from './replay-command.ts';
import { asksForScenario, type ChosenScenarios, chooseScenarios } from './scenarios.ts';
import { TOOL } from './tool.ts';
import { UsageError } from './usage-error.ts';

export const conform: CommandSpec = {
  usage: 'conform',
  summary: 'play the same operations on a model and on a real QEMU, and compare everything',
  configure,
  run: async (_args, raw, context) => {
    const options = readCommonOptions(raw);
    if (options.driver !== undefined)
      throw new UsageError('conform takes no --driver: what is compared is the device, under any operation');
    const chosen = playableOf(options);
    const patches = await resolvePatches(options.patch, context.cwd);
    const open: ConformOptions['open'] = (scenario) => openTarget(context)(scenario, options.qemuBinary);
    const outcomes = await runConformance(chosen.scenarios, { ...limitsOf(options), patches, open }, context);
    return report(outcomes, chosen, options, context);
  },
};

function configure(command: Command): void {
  addScenarioOptions(command)
    .addOption(qemuBinaryOption())
    .addOption(seedOption())
    .addOption(runsOption())
    .addOption(timeLimitOption())
    .addOption(jsonOption())
    .option('--out <dir>', 'write the trace of each mismatch to a file in this folder');
  addVerbosityOptions(command);
  command.addHelpText(
    'after',
    `
Paths that cover the model come first, then --runs random walks (default: 200). Without scenario options, a
scenario for each transport, flavour and class that some QEMU machine has; with --qemu-binary, only those that
a binary of this name plays. Ctrl-C stops at the next path and keeps what was found.

Examples:
  virtio-verify conform --time-limit 20s
  virtio-verify conform --transport mmio --flavour all --byte-order little --out mismatches
  virtio-verify conform --qemu-binary ~/qemu/build/qemu-system-x86_64 --json`,
  );
}

/** @throws TargetError when no QEMU machine plays any of the scenarios */
function playableOf(options: CommonOptions): ChosenScenarios {
  const { qemuBinary } = options;
  if (!asksForScenario(options)) {
    const own = CONFORM_SCENARIOS.filter((each) => qemuBinary === undefined || isFor(qemuBinary, each));
    // A binary with a name of its own tells nothing of its architecture: QEMU itself will say.
    return { scenarios: own.length === 0 ? CONFORM_SCENARIOS : own, leftOut: [] };
  }
  const { scenarios, leftOut } = chooseScenarios(options);
  const judged = scenarios.map((scenario) => ({ scenario, because: whyUnplayable(scenario) }));
  const playable = judged.flatMap(({ scenario, because }) => (because === undefined ? [scenario] : []));
  const reasons = judged.flatMap(({ because }) => because ?? []);
  if (playable.length === 0) throw new TargetError('QEMU', reasons[0] ?? 'there is nothing to play');
  return { scenarios: playable, leftOut: [...leftOut, ...reasons] };
}

const limitsOf = ({ seed, runs, timeLimit }: CommonOptions) => ({
  ...(seed === undefined ? {} : { seed }),
  ...(runs === undefined ? {} : { runs }),
  ...(timeLimit === undefined ? {} : { timeMsMax: timeLimit }),
});

function report(
  outcomes: readonly ConformOutcome[],
  { leftOut }: ChosenScenarios,
  options: CommonOptions,
  context: Context,
): Outcome {
  const interrupted = context.interruption.isRequested;
  const conformReport = { tool: TOOL, outcomes, interrupted };
  const detail = options.quiet ? 'broken' : options.verbose ? 'all' : 'usual';
  const files = options.out === undefined ? [] : traceFiles(outcomes, resolve(context.cwd, options.out));
  // With nothing played there is no result to hide the reason in.
  const [first] = outcomes;
  const nothing = first?.kind === 'not opened' && playedOf(outcomes).length === 0;
  return {
    exitCode: interrupted ? EXIT.interrupted : exitCodeOf(outcomes),
    stdout: options.json
      ? renderConformJson(conformReport)
      : renderConformText(conformReport, { color: context.color, detail }),
    notes: options.verbose ? leftOut.map((each) => `left out: ${each}`) : [],
    files,
    ...(nothing ? { error: first.because } : {}),
  };
}

/** A mismatch outweighs a target that is missing or failed, or a bound; those outweigh what agreed. */
function exitCodeOf(outcomes: readonly ConformOutcome[]): number {
  const played = playedOf(outcomes);
  if (played.some(({ mismatches }) => mismatches.some(isDifference))) return EXIT.violated;
  const isWhole = played.length === outcomes.length && played.length > 0;
  return isWhole && played.every(({ stoppedBy }) => stoppedBy === undefined) ? EXIT.holds : EXIT.inconclusive;
}

/** Numbered, as one scenario may have several, and scenarios may differ in what a slug leaves out. */
function traceFiles(outcomes: readonly ConformOutcome[], folder: string): readonly OutputFile[] {
  const uses = new Map<string, number>();
  return playedOf(outcomes).flatMap(({ scenario, mismatches }) =>
    mismatches.map(({ trace }) => {
      const slug = scenarioSlug(scenario);
      const number = (uses.get(slug) ?? 0) + 1;
      uses.set(slug, number);
      return { path: resolve(folder, `${slug}.mismatch-${number}.json`), text: stringifyTrace(trace) };
    }),
  );
}
