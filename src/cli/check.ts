/** `check`: explores scenarios and reports which properties hold. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { ScenarioResult } from '../check/check.ts';
import { buildModel } from '../model/build-model.ts';
import type { Property } from '../property/property.ts';
import type { CheckReport } from '../report/check/check-report.ts';
import { THREAD_SCENARIOS, threadAlphabet } from '../scenarios/force-modern.ts';
import type { CheckJob } from './check-job.ts';
import { CheckProgress } from './check-progress.ts';
import type { CommandSpec } from './command-spec.ts';
import type { Confirmations } from './confirm.ts';
import type { Context } from './context.ts';
import { EXIT, exitCodeOf } from './exit-code.ts';
import { blameUserCode } from './failure.ts';
import {
  addCheckOptions,
  addScenarioOptions,
  addVerbosityOptions,
  type CommonOptions,
  jsonOption,
  qemuBinaryOption,
  type ReporterRequest,
  readCommonOptions,
  reporterRequests,
  workersOption,
} from './options.ts';
import type { Outcome } from './outcome.ts';
import { resolvePatches } from './patches.ts';
import { checkAgainCommand, replayCommandOf, scenarioSlugs } from './replay-command.ts';
import { checkReporterNames, REPORTERS, renderReports } from './reporters.ts';
import { asksForScenario, type ChosenScenarios, chooseScenarios } from './scenarios.ts';
import { allProperties, selectProperties } from './selection.ts';
import { TOOL } from './tool.ts';
import { traceFile, traceFiles } from './trace-files.ts';
import { UsageError } from './usage-error.ts';

export const check: CommandSpec = {
  usage: 'check',
  summary: 'check which properties hold, with a shortest trace for each that does not',
  configure,
  run: async (_args, raw, context) => {
    const options = readCommonOptions(raw);
    const requests = reporterRequests(options);
    checkReporterNames(requests);
    if (options.confirm === undefined && requests.some(({ name }) => name === 'findings'))
      throw new UsageError('--reporter findings tells what a real target confirmed; add --confirm qemu');
    const plan = await makePlan(options, context);
    const results = await runPlan(plan, options, context);
    const confirmations =
      options.confirm === undefined || context.interruption.isRequested
        ? NOTHING_CONFIRMED
        : await (await import('./confirm.ts')).confirmViolations(results, options.qemuBinary, context);
    return report({ results, confirmations }, plan, options, requests, context);
  },
};

function configure(command: Command): void {
  addScenarioOptions(command);
  addCheckOptions(command);
  command
    .addOption(workersOption())
    .addOption(jsonOption())
    .option(
      '--reporter <name[=file]>',
      `one of ${REPORTERS.map(({ name }) => name).join(', ')}; may be repeated`,
      (value: string, before: readonly string[]) => [...before, value],
      [] as readonly string[],
    )
    .option(
      '--confirm <target>',
      'play each violation on a real one: qemu (for the base qemu-7.2, unpatched)',
    )
    .addOption(qemuBinaryOption())
    .option('--out <dir>', 'write the trace of each violation to a file in this folder');
  addVerbosityOptions(command);
  command.addHelpText(
    'after',
    `
Without scenario options, the scenarios of the thread are checked. With some, the absent ones take their
default, and the scenarios are the product of the given ones: each takes several names (pci,ccw) or all.

Examples:
  virtio-verify check
  virtio-verify check --transport ccw --property 'modernConfig*' --out traces
  virtio-verify check --semantics qemu-7.2,spec-1.4 --transport all --json`,
  );
}

const NOTHING_CONFIRMED: Confirmations = new Map();

interface Plan extends ChosenScenarios {
  /** The thread's scenarios come with the thread's smaller alphabet. */
  readonly isThread: boolean;
  readonly properties: readonly Property[];
}

/** Everything that can be wrong with what the user asked for is found here, before any exploration. */
async function makePlan(options: CommonOptions, { cwd }: Context): Promise<Plan> {
  const isThread = !asksForScenario(options);
  const chosen = isThread ? { scenarios: THREAD_SCENARIOS, leftOut: [] } : chooseScenarios(options);
  const properties = selectProperties(await allProperties(options.properties, cwd), options.property);
  if (options.confirm !== undefined) {
    const { checkConfirmable } = await import('./confirm.ts');
    checkConfirmable(options.confirm, chosen.scenarios, options.patch);
  }
  if (options.qemuBinary !== undefined && options.confirm === undefined)
    throw new UsageError('--qemu-binary has a meaning only with --confirm qemu');
  for (const scenario of chosen.scenarios) {
    // What is shipped fits together; only a patch may not fit.
    if (scenario.patches.length === 0) continue;
    const patches = await resolvePatches(scenario.patches, cwd);
    try {
      buildModel(scenario, { patches });
    } catch (error) {
      throw blameUserCode(error, scenario.patches, cwd);
    }
  }
  return { ...chosen, isThread, properties };
}

async function runPlan(
  { scenarios, properties, isThread }: Plan,
  options: CommonOptions,
  context: Context,
): Promise<readonly ScenarioResult[]> {
  const jobs = scenarios.map(
    (scenario): CheckJob => ({
      scenario,
      properties: properties.map(({ id }) => id),
      propertyFiles: options.properties,
      cwd: context.cwd,
      ...(options.workers === undefined ? {} : { workers: options.workers }),
      limits: { ...limitsOf(options), ...(isThread ? { alphabet: threadAlphabet(scenario) } : {}) },
    }),
  );
  const { interruption } = context;
  const far = new CheckProgress(scenarios, performance.now());
  const results = await interruption.during(() =>
    context.runChecks(jobs, {
      onProgress: (job, progress) => context.showProgress?.(far.line(job, progress, performance.now())),
      onResult: (job, result) => context.showProgress?.(far.finished(job, result, performance.now())),
      isInterrupted: () => interruption.isRequested,
    }),
  );
  return results.filter((result) => result !== undefined);
}

const limitsOf = ({
  engine,
  seed,
  runs,
  maxStates,
  timeLimit,
  maxMemory,
}: CommonOptions): CheckJob['limits'] => ({
  ...(engine === 'exhaustive' ? {} : { engine }),
  ...(seed === undefined ? {} : { seed }),
  ...(runs === undefined ? {} : { runs }),
  ...(maxStates === undefined ? {} : { statesMax: maxStates }),
  ...(timeLimit === undefined ? {} : { timeMsMax: timeLimit }),
  ...(maxMemory === undefined ? {} : { memoryBytesMax: maxMemory }),
});

interface Found {
  readonly results: readonly ScenarioResult[];
  readonly confirmations: Confirmations;
}

function report(
  { results, confirmations }: Found,
  plan: Plan,
  options: CommonOptions,
  requests: readonly ReporterRequest[],
  context: Context,
): Outcome {
  const interrupted = context.interruption.isRequested;
  const checkReport: CheckReport = {
    tool: TOOL,
    results,
    interrupted,
    replayCommand: replayCommands(results, options),
    confirmationOf: (verdict) => confirmations.get(verdict),
  };
  const reported = renderReports(checkReport, requests, {
    color: context.color,
    detail: options.quiet ? 'broken' : options.verbose ? 'all' : 'usual',
    claimOf: (id) => plan.properties.find((property) => property.id === id)?.claim,
  });
  const files = [...reported.files, ...traceFiles(results, options.out)];
  const wrong = [...confirmations.values()].filter(({ outcome }) => outcome === 'not reproduced').length;
  const left = options.verbose ? plan.leftOut.map((each) => `left out: ${each}`) : [];
  return {
    exitCode: interrupted ? EXIT.interrupted : exitCodeOf(results),
    stdout: reported.stdout,
    notes: [...left, ...reported.notes],
    ...(wrong === 0 ? {} : { error: modelIsWrong(wrong) }),
    files: files.map(({ path, text }) => ({ path: resolve(context.cwd, path), text })),
  };
}

/** On stderr, whatever the reporter: a violation that is none outweighs everything else that is said. */
const modelIsWrong = (count: number): string =>
  `THE MODEL IS WRONG: QEMU does not do what ${count === 1 ? 'a trace says' : `${count} traces say`}; look for "not reproduced"`;

/** With `--out` the trace is in a file that can be played; otherwise the check is what can be repeated. */
function replayCommands(
  results: readonly ScenarioResult[],
  options: CommonOptions,
): CheckReport['replayCommand'] {
  const slugs = scenarioSlugs(results);
  return (result, verdict) =>
    options.out === undefined
      ? checkAgainCommand(result.scenario, verdict.property, options, result.sampling?.seed)
      : replayCommandOf(traceFile(options.out, slugs.get(result) ?? '', verdict), options);
}
