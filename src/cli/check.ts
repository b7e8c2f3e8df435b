/** `check`: explores scenarios and reports which properties hold. */
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { buildModel } from '../../machines/model.ts';
import { formatScenario, type Scenario } from '../../machines/scenario.ts';
import { THREAD_SCENARIOS, threadAlphabet } from '../../machines/thread-scenarios.ts';
import type { ScenarioResult } from '../check/check.ts';
import type { Progress } from '../check/explore.ts';
import type { Property } from '../check/property.ts';
import { type CheckReport, type Violated, violationsOf } from '../report/check-report.ts';
import { stringifyTrace } from '../trace/trace-file.ts';
import type { CheckJob } from './check-job.ts';
import type { CommandSpec } from './command-spec.ts';
import type { Context } from './context.ts';
import { EXIT, exitCodeOf } from './exit-code.ts';
import { blameUserCode } from './failure.ts';
import {
  addCheckOptions,
  addScenarioOptions,
  addVerbosityOptions,
  type CommonOptions,
  jsonOption,
  type ReporterRequest,
  readCommonOptions,
  reporterRequests,
} from './options.ts';
import type { Outcome, OutputFile } from './outcome.ts';
import { resolvePatches } from './patches.ts';
import { checkAgainCommand, replayCommandOf, scenarioSlugs } from './replay-command.ts';
import { checkReporterNames, REPORTERS, renderReports } from './reporters.ts';
import { asksForScenario, type ChosenScenarios, chooseScenarios } from './scenarios.ts';
import { allProperties, selectProperties } from './selection.ts';
import { TOOL } from './tool.ts';

export const check: CommandSpec = {
  usage: 'check',
  summary: 'check which properties hold, with a shortest trace for each that does not',
  configure,
  run: async (_args, raw, context) => {
    const options = readCommonOptions(raw);
    const requests = reporterRequests(options);
    checkReporterNames(requests);
    const plan = await makePlan(options, context);
    const results = await runPlan(plan, options, context);
    return report(results, plan, options, requests, context);
  },
};

function configure(command: Command): void {
  addScenarioOptions(command);
  addCheckOptions(command);
  command
    .addOption(jsonOption())
    .option(
      '--reporter <name[=file]>',
      `one of ${REPORTERS.map(({ name }) => name).join(', ')}; may be repeated`,
      (value: string, before: readonly string[]) => [...before, value],
      [] as readonly string[],
    )
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
  for (const scenario of chosen.scenarios) {
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
      limits: { ...limitsOf(options), ...(isThread ? { alphabet: threadAlphabet(scenario) } : {}) },
    }),
  );
  const { interruption } = context;
  const results = await interruption.during(() =>
    context.runChecks(jobs, {
      onProgress: (job, progress) => context.showProgress?.(progressLine(scenarios, job, progress)),
      isInterrupted: () => interruption.isRequested,
    }),
  );
  return results.filter((result) => result !== undefined);
}

const limitsOf = ({ engine, seed, runs, maxStates, timeLimit }: CommonOptions): CheckJob['limits'] => ({
  ...(engine === 'exhaustive' ? {} : { engine }),
  ...(seed === undefined ? {} : { seed }),
  ...(runs === undefined ? {} : { runs }),
  ...(maxStates === undefined ? {} : { statesMax: maxStates }),
  ...(timeLimit === undefined ? {} : { timeMsMax: timeLimit }),
});

function progressLine(scenarios: readonly Scenario[], job: number, progress: Progress): string {
  const { states, transitions, depth } = progress;
  const scenario = scenarios[job];
  const name = scenario === undefined ? '' : formatScenario(scenario);
  const done = states === 0 ? `${transitions} operations sampled` : `${states} states, depth ${depth}`;
  return `${job + 1}/${scenarios.length} ${name}: ${done}`;
}

function report(
  results: readonly ScenarioResult[],
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
  };
  const reported = renderReports(checkReport, requests, {
    color: context.color,
    detail: options.quiet ? 'broken' : options.verbose ? 'all' : 'usual',
    claimOf: (id) => plan.properties.find((property) => property.id === id)?.claim,
  });
  const files = [...reported.files, ...traceFiles(results, options.out)];
  const left = options.verbose ? plan.leftOut.map((each) => `left out: ${each}`) : [];
  return {
    exitCode: interrupted ? EXIT.interrupted : exitCodeOf(results),
    stdout: reported.stdout,
    notes: [...left, ...reported.notes],
    files: files.map(({ path, text }) => ({ path: resolve(context.cwd, path), text })),
  };
}

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

const traceFile = (folder: string, slug: string, { property }: Violated): string =>
  join(folder, `${slug}.${property}.json`);

function traceFiles(results: readonly ScenarioResult[], folder: string | undefined): readonly OutputFile[] {
  if (folder === undefined) return [];
  const slugs = scenarioSlugs(results);
  return violationsOf(results).map(({ result, verdict }) => ({
    path: traceFile(folder, slugs.get(result) ?? '', verdict),
    text: stringifyTrace(verdict.trace),
  }));
}
