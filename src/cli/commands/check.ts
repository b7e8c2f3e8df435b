/** `check`: explores scenarios and reports which properties hold. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { AlphabetChoice } from '../../../machines/drivers/adversary/alphabet.ts';
import { formatScenario, type Scenario } from '../../../machines/vocabulary/scenario.ts';
import { occurrenceKey } from '../../baseline/entry.ts';
import { occurrencesIn, scopeOf } from '../../baseline/of-check.ts';
import type { ScenarioResult } from '../../check/check.ts';
import type { CheckJob } from '../../jobs/check-job.ts';
import { buildModel } from '../../model/build-model.ts';
import type { Property } from '../../property/property.ts';
import type { Confirmations } from '../../replay/confirm.ts';
import { type BaselineReport, type CheckReport, standsApart } from '../../report/check/check-report.ts';
import { traceFile, traceFiles } from '../../report/check/trace-files.ts';
import { unsettledFile } from '../../report/check/unsettled-file.ts';
import { checkAgainCommand, commandLine, replayCommandOf } from '../../report/commands-to-paste.ts';
import { scenarioSlugs } from '../../report/scenario-slug.ts';
import { type ChosenScenarios, chooseScenarios } from '../../scenarios/choose.ts';
import { THREAD_SCENARIOS, threadAlphabet } from '../../scenarios/force-modern.ts';
import { TARGETS } from '../../targets/kinds/index.ts';
import type { TargetKind } from '../../targets/kinds/target-kind.ts';
import { TOOL } from '../../tool/tool.ts';
import { blameUserCode } from '../../user-files/blame.ts';
import { idlePatches } from '../../user-files/idle-patches.ts';
import { resolvePatches } from '../../user-files/patches.ts';
import { allProperties, selectProperties } from '../../user-files/properties.ts';
import { addAlphabetOptions, alphabetChoice } from '../options/alphabet.ts';
import {
  addCheckOptions,
  addScenarioOptions,
  addVerbosityOptions,
  asksForClaims,
  type CommonOptions,
  detailOf,
  jsonOption,
  limitsOf,
  qemuBinaryOption,
  type ReporterRequest,
  readCommonOptions,
  reporterOption,
  reporterRequests,
  workersOption,
} from '../options/common.ts';
import { addConfigOptions } from '../options/config.ts';
import { asksForScenario, scenarioRequest } from '../options/scenario.ts';
import { UsageError, unknownName } from '../options/usage-error.ts';
import {
  addBaselineOptions,
  applyBaseline,
  type BaselineRequest,
  dayOf,
  readBaseline,
} from '../output/baseline.ts';
import { CheckProgress } from '../output/check-progress.ts';
import { checkReporterNames, REPORTERS, renderReports } from '../output/check-reporters.ts';
import { EXIT, exitCodeOf } from '../output/exit-code.ts';
import type { Outcome, OutputFile } from '../output/outcome.ts';
import { placesOf } from '../output/places.ts';
import type { CommandSpec } from './command-spec.ts';
import { type Context, checkBinaries, openerOf, userFiles } from './context.ts';

export const check: CommandSpec = {
  usage: 'check',
  summary: 'check which properties hold, with a shortest trace for each that does not',
  configure,
  run: async (_args, raw, context) => {
    const options = readCommonOptions(raw);
    const baseline = readBaseline(raw, context.cwd);
    const requests = reporterRequests(options);
    checkReporterNames(requests);
    if (options.confirm === undefined && requests.some(({ name }) => name === 'findings'))
      throw new UsageError('--reporter findings tells what a real target confirmed; add --confirm qemu');
    const plan = await makePlan(options, context);
    const found = await runPlan(plan, options, context);
    const results = found.filter((result) => result !== undefined);
    const notBegun = plan.scenarios.filter((_, at) => found[at] === undefined);
    const confirmations = await confirm(results, options, context);
    const applied = baseline === undefined ? undefined : applyTo(baseline, results, options, context);
    return report({ results, notBegun, confirmations, applied }, plan, options, requests, context);
  },
};

function configure(command: Command): void {
  addScenarioOptions(command);
  addCheckOptions(command);
  addAlphabetOptions(command);
  command
    .addOption(workersOption())
    .addOption(jsonOption())
    .addOption(reporterOption(REPORTERS.map(({ name }) => name)))
    .option(
      '--confirm <target>',
      'play each violation on a real one: qemu (for the base qemu-7.2, unpatched)',
    )
    .addOption(qemuBinaryOption())
    .option('--coverage', 'say which transitions and guards of the machines no scenario exercised')
    .option('--first', 'look for the first violation of each property only, not for one of each cause')
    .option('--out <dir>', 'write the trace of each violation to a file in this folder');
  addBaselineOptions(command);
  addConfigOptions(command);
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
  /** Patches that change nothing, with the scenarios where that is so. */
  readonly idle: ReadonlyMap<string, readonly Scenario[]>;
  /** What the user chose of it; undefined if nothing. */
  readonly alphabet: AlphabetChoice | undefined;
}

/** Everything that can be wrong with what the user asked for is found here, before any exploration. */
async function makePlan(options: CommonOptions, context: Context): Promise<Plan> {
  const isThread = !asksForScenario(options);
  const chosen = isThread
    ? { scenarios: THREAD_SCENARIOS, leftOut: [] }
    : chooseScenarios(scenarioRequest(options));
  const files = userFiles(context);
  const properties = selectProperties(
    await allProperties(options.properties, files),
    options.property,
    options.level,
  );
  if (options.confirm !== undefined) {
    const kind = checkConfirmable(options.confirm, chosen.scenarios, options.patch);
    await checkBinaries(context, kind, [options.qemuBinary]);
  }
  if (options.qemuBinary !== undefined && options.confirm === undefined)
    throw new UsageError('--qemu-binary has a meaning only with --confirm qemu');
  if (options.coverage && options.engine === 'sampled')
    throw new UsageError(
      '--coverage tells what an exploration exercised; it needs --engine exhaustive or both',
    );
  const idle = await idleIn(chosen.scenarios, options, context);
  return { ...chosen, isThread, properties, idle, alphabet: alphabetChoice(options, context.cwd) };
}

/** Which patches change nothing, by scenario. What is shipped fits together; that a patch fits is seen on the way. */
async function idleIn(
  scenarios: readonly Scenario[],
  { patch: references }: CommonOptions,
  context: Context,
): Promise<ReadonlyMap<string, readonly Scenario[]>> {
  const idle = new Map<string, readonly Scenario[]>();
  if (references.length === 0) return idle;
  const patches = await resolvePatches(references, userFiles(context));
  try {
    for (const scenario of scenarios)
      for (const name of idlePatches(patches, buildModel(scenario, { patches })))
        idle.set(name, [...(idle.get(name) ?? []), scenario]);
  } catch (error) {
    throw blameUserCode(error, references, context.cwd);
  }
  return idle;
}

/** A verdict on a patch that is not there is one on the base. */
const idleNotes = ({ idle, scenarios }: Plan): readonly string[] =>
  [...idle].map(([patch, where]) => {
    const [first] = where;
    if (where.length === scenarios.length || first === undefined)
      return `${patch} changes nothing in ${scenarios.length === 1 ? 'this scenario' : `any of the ${scenarios.length} scenarios`}: the verdicts are those of the base`;
    return `${patch} changes nothing in ${where.length} of ${scenarios.length} scenarios, such as ${formatScenario(first)}`;
  });

/** @throws UsageError when what was asked for is not what any binary does */
function checkConfirmable(
  confirm: string,
  scenarios: readonly Scenario[],
  patches: readonly string[],
): TargetKind {
  const kind = TARGETS.get(confirm);
  if (kind === undefined) throw unknownName('--confirm', confirm, [...TARGETS.keys()]);
  const { semantics, title } = kind;
  const other = scenarios.find((each) => each.semantics !== semantics);
  if (other !== undefined)
    throw new UsageError(
      `--confirm ${confirm} plays what was found on the model of ${semantics}; a binary says nothing of ${other.semantics}`,
    );
  if (patches.length > 0)
    throw new UsageError(
      `--confirm ${confirm} and --patch do not go together: the installed ${title} has no such patch`,
    );
  return kind;
}

async function confirm(
  results: readonly ScenarioResult[],
  { confirm: target = '', qemuBinary }: CommonOptions,
  context: Context,
): Promise<Confirmations> {
  const kind = TARGETS.get(target);
  const { interruption } = context;
  if (kind === undefined || interruption.isRequested) return NOTHING_CONFIRMED;
  const { confirmViolations } = await import('../../replay/confirm.ts');
  return interruption.during(() =>
    confirmViolations(results, {
      open: openerOf(context, kind),
      binary: qemuBinary,
      onProgress: (property) => context.showProgress?.(`confirming ${property}`),
      isInterrupted: () => interruption.isRequested,
    }),
  );
}

/** More scenarios than this are a survey; what follows from a violation is asked of one or a few. */
const CONSEQUENCES_MAX = 4;

async function runPlan(
  { scenarios, properties, isThread, alphabet }: Plan,
  options: CommonOptions,
  context: Context,
): Promise<readonly (ScenarioResult | undefined)[]> {
  const drawing = (scenario: Scenario): Pick<CheckJob['limits'], 'alphabet'> => {
    if (alphabet !== undefined) return { alphabet };
    return isThread ? { alphabet: threadAlphabet(scenario) } : {};
  };
  const jobs = scenarios.map(
    (scenario): CheckJob => ({
      scenario,
      properties: properties.map(({ id }) => id),
      propertyFiles: options.properties,
      cwd: context.cwd,
      consequences: scenarios.length <= CONSEQUENCES_MAX,
      limits: {
        ...limitsOf(options),
        ...(options.first ? { causesMax: 1 } : {}),
        ...drawing(scenario),
        ...(options.coverage ? { exercised: true } : {}),
      },
    }),
  );
  const { interruption } = context;
  const far = new CheckProgress(scenarios, performance.now());
  const results = await interruption.during(() =>
    context.runChecks(jobs, {
      onProgress: (job, progress) => context.showProgress?.(far.line(job, progress, performance.now())),
      onResult: (job, result) => context.showProgress?.(far.finished(job, result, performance.now())),
      isInterrupted: () => interruption.isRequested,
      workers: options.workers,
    }),
  );
  return scenarios.map((_, job) => results[job]);
}

interface Found {
  readonly results: readonly ScenarioResult[];
  readonly notBegun: readonly Scenario[];
  readonly confirmations: Confirmations;
  readonly applied: Applied | undefined;
}

interface Applied {
  readonly report: BaselineReport;
  readonly files: readonly OutputFile[];
}

/** What stands apart makes no exit code, so that there is nothing to accept, but for what the file has already. */
function applyTo(
  request: BaselineRequest,
  results: readonly ScenarioResult[],
  options: CommonOptions,
  context: Context,
): Applied {
  const known = new Set(request.before.accepted.map(occurrenceKey));
  const everyLevelCounts = asksForClaims(options);
  const found = occurrencesIn(results).filter(
    (each) => !standsApart({ everyLevelCounts }, each.verdict) || known.has(occurrenceKey(each)),
  );
  const { comparison, files } = applyBaseline(
    request,
    found,
    scopeOf(results),
    context.today ?? dayOf(new Date()),
  );
  const judgements = new Map(found.map((each) => [each.of, comparison.judged.get(each)]));
  return {
    report: { file: request.file, comparison, judgementOf: (cause) => judgements.get(cause) },
    files,
  };
}

function report(
  { results, notBegun, confirmations, applied }: Found,
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
    notBegun,
    ...(applied === undefined ? {} : { baseline: applied.report }),
    everyLevelCounts: asksForClaims(options),
    replayCommand: replayCommands(results, options),
    commandWith: (words) => commandLine([...(context.argv ?? ['check']), ...words]),
    placeOf: placesOf(results, options, context.cwd),
    confirmationOf: (verdict) => confirmations.get(verdict),
  };
  const reported = renderReports(checkReport, requests, {
    color: context.color,
    detail: detailOf(options),
    claimOf: (id) => plan.properties.find((property) => property.id === id)?.claim,
  });
  const files = [
    ...(applied?.files ?? []),
    ...reported.files,
    ...traceFiles(results, options.out),
    ...unsettledFile(results, options.out),
  ];
  const wrong = [...confirmations.values()].filter(({ outcome }) => outcome === 'not reproduced').length;
  const left = options.verbose ? plan.leftOut.map((each) => `left out: ${each}`) : [];
  return {
    exitCode: interrupted ? EXIT.interrupted : wrong > 0 ? EXIT.violated : exitCodeOf(results, checkReport),
    stdout: reported.stdout,
    notes: [...left, ...idleNotes(plan), ...reported.notes, ...noPlace(requests, options)],
    ...(wrong === 0 ? {} : { error: modelIsWrong(wrong) }),
    files: files.map(({ path, text }) => ({ path: resolve(context.cwd, path), text })),
  };
}

/** Hosts show a result at a line of a file, and GitHub refuses a log with one that has none. */
function noPlace(
  requests: readonly ReporterRequest[],
  { out, patch, properties }: CommonOptions,
): readonly string[] {
  if (out !== undefined || patch.length > 0 || properties.length > 0) return [];
  return requests
    .filter(({ name }) => name === 'sarif' || name === 'gitlab')
    .map(
      ({ name }) => `--reporter ${name}: results have no file to point to; add --out DIR, as hosts want one`,
    );
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
  return (result, verdict, cause = 1) =>
    options.out === undefined
      ? checkAgainCommand(result.scenario, verdict.property, options, result.sampling?.seed)
      : replayCommandOf(traceFile(options.out, slugs.get(result) ?? '', verdict, cause), options);
}
