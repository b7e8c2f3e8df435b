/** `replay`: plays a stored trace again, on the model or on a real target, or only writes it in another form. */
import { type Command, Option } from 'commander';
import { z } from 'zod';
import type { Scenario } from '../../../machines/vocabulary/scenario.ts';
import type { PlayedLitmus } from '../../litmus/play.ts';
import type { Property } from '../../property/property.ts';
import { litmusJson, litmusText } from '../../replay/litmus-report.ts';
import { type ModelReplay, replayOnModel } from '../../replay/on-model.ts';
import { replayOnTarget, verdictOf } from '../../replay/on-target.ts';
import {
  modelReplayJson,
  modelReplayText,
  targetReplayJson,
  targetReplayText,
} from '../../replay/replay-report.ts';
import { SUITE_REPORTS } from '../../replay/suite-report.ts';
import { replayCommandOf } from '../../report/commands-to-paste.ts';
import type { TraceFormat } from '../../report/trace/trace-format.ts';
import { TARGETS } from '../../targets/kinds/index.ts';
import { TOOL } from '../../tool/tool.ts';
import type { Trace } from '../../trace/trace.ts';
import { blameUserCode } from '../../user-files/blame.ts';
import { resolvePatches } from '../../user-files/patches.ts';
import { allProperties } from '../../user-files/properties.ts';
import {
  addVerbosityOptions,
  type CommonOptions,
  detailOf,
  jsonOption,
  patchOption,
  propertiesOption,
  readCommonOptions,
  reporterOption,
} from '../options/common.ts';
import { UsageError, unknownName } from '../options/usage-error.ts';
import { FORMATS } from '../output/check-reporters.ts';
import { EXIT } from '../output/exit-code.ts';
import type { Outcome } from '../output/outcome.ts';
import type { CommandSpec } from './command-spec.ts';
import { type Context, checkBinaries, openerOf, userFiles } from './context.ts';
import { patchesToPlay, readFileToReplay, unknownProperty } from './replay-file.ts';
import { isSuite, replaySuite } from './replay-suite.ts';

const MODEL = 'model';

const ownOptions = z.object({
  on: z.string().default(MODEL),
  qemuBinary: z.string().optional(),
  format: z.string().optional(),
});

export const replay: CommandSpec = {
  usage: 'replay <file...>',
  summary: 'play a trace again: on the model, or on a real QEMU; several, or a folder, as a suite',
  configure,
  run: async (paths, raw, context): Promise<Outcome> => {
    const options = readCommonOptions(raw);
    const { on, qemuBinary, format } = ownOptions.parse(raw);
    const kind = TARGETS.get(on);
    if (kind === undefined && qemuBinary !== undefined)
      throw new UsageError('--qemu-binary has a meaning only with --on qemu');
    if (kind !== undefined && (options.patch.length > 0 || options.semantics !== undefined))
      throw new UsageError(`--patch and --semantics change the model; a ${kind.title} binary is as it is`);
    const play = (file: string) => replayFile(file, raw, context);
    if (!isSuite(paths, options, context.cwd)) return play(paths[0] ?? '');
    if (format !== undefined)
      throw new UsageError('--format writes one trace in another form; give one file');
    return replaySuite(paths, options, context, (file) => replayFile(file, plain(raw), context));
  },
};

/** Of a suite each file is told as text, whatever report the suite has. */
const plain = (raw: unknown): object => ({ ...(raw as object), json: false, reporter: [] });

async function replayFile(file: string, raw: unknown, context: Context): Promise<Outcome> {
  const options = readCommonOptions(raw);
  const { on, qemuBinary, format } = ownOptions.parse(raw);
  const kind = TARGETS.get(on);
  const { trace, played } = await readFileToReplay(file, options, context);
  if (format !== undefined) {
    const known = formatNamed(format);
    const { color } = context;
    const stdout = known.render(trace, { color, replayCommand: replayCommandOf(file, options) });
    return { exitCode: EXIT.holds, stdout };
  }
  if (kind === undefined && played !== undefined && trace.property === undefined)
    return litmusOutcome(played, options);
  if (kind === undefined) return onModel(trace, file, options, context);
  await checkBinaries(context, kind, [qemuBinary]);
  const compared = await replayOnTarget(trace, openerOf(context, kind), qemuBinary);
  const stdout = options.json
    ? targetReplayJson(compared, kind, TOOL)
    : targetReplayText(compared, kind, { detail: detailOf(options) });
  return { exitCode: ON_TARGET[verdictOf(compared).kind], stdout };
}

const ON_TARGET = {
  reproduced: EXIT.holds,
  notReproduced: EXIT.violated,
  nothingToCompare: EXIT.inconclusive,
  notShown: EXIT.inconclusive,
} as const;

const ON_MODEL = { fails: EXIT.violated, passes: EXIT.holds, notApplicable: EXIT.inconclusive } as const;

function modelExitCode({ result, differing }: ModelReplay): number {
  if (result !== undefined) return ON_MODEL[result.verdict];
  return differing.length === 0 ? EXIT.holds : EXIT.violated;
}

/** A test that names no property asks only whether all that it says shows. */
const litmusOutcome = (played: PlayedLitmus, { json }: CommonOptions): Outcome => ({
  exitCode: played.shown ? EXIT.holds : EXIT.violated,
  stdout: json ? litmusJson(played, TOOL) : litmusText(played),
});

function formatNamed(format: string): TraceFormat {
  const known = FORMATS.get(format);
  if (known === undefined) throw unknownName('--format', format, [...FORMATS.keys()]);
  return known;
}

async function onModel(
  trace: Trace,
  file: string,
  options: CommonOptions,
  context: Context,
): Promise<Outcome> {
  const files = userFiles(context);
  const scenario = scenarioToPlay(trace, file, options, context.cwd);
  const patches = await resolvePatches(scenario.patches, files);
  try {
    const property =
      trace.property === undefined
        ? undefined
        : propertyNamed(trace.property, await allProperties(options.properties, files), file);
    const replayed = replayOnModel(trace, { scenario, patches, property });
    const stdout = options.json
      ? modelReplayJson(trace, replayed, TOOL)
      : modelReplayText(trace, replayed, { color: context.color, detail: detailOf(options) });
    return { exitCode: modelExitCode(replayed), stdout };
  } catch (error) {
    throw blameUserCode(error, [...scenario.patches, ...options.properties], context.cwd);
  }
}

function propertyNamed(id: string, all: readonly Property[], file: string): Property {
  const property = all.find((each) => each.id === id);
  if (property === undefined) throw unknownProperty(id, file);
  return property;
}

/** The trace's scenario, with what the options replace. */
function scenarioToPlay(trace: Trace, file: string, options: CommonOptions, cwd: string): Scenario {
  const patches = patchesToPlay(trace.scenario.patches, file, options, cwd);
  return { ...trace.scenario, semantics: options.semantics ?? trace.scenario.semantics, patches };
}

function configure(command: Command): void {
  command
    .addOption(
      new Option('--on <target>', 'where to play it').choices([MODEL, ...TARGETS.keys()]).default(MODEL),
    )
    .option('--qemu-binary <path>', "the QEMU to play it on (default: the board's own)")
    .addOption(new Option('--format <name>', `only write it as ${[...FORMATS.keys()].join(', ')}`))
    .option('--semantics <name>', "another base than the trace's")
    .addOption(patchOption())
    .addOption(propertiesOption())
    .addOption(jsonOption())
    .addOption(reporterOption([...SUITE_REPORTS.keys()]));
  addVerbosityOptions(command);
  command.addHelpText(
    'after',
    `
On the model, the trace's operations are done again and its property is put to that run: exit code 1 if it
still fails, 0 if it no longer does. --patch replaces the trace's patches (--patch none: no patch), which
shows whether a patch mends this counterexample.
A litmus test (docs/litmus.md) is played the same way; one without a property gives 0 if what it says shows.
Several files, or a folder with its traces (.json) and litmus tests (.litmus, .txt), are a suite: a file
passes if a replay of it alone gives 0; --reporter text, json or junit, also to a file.
On QEMU, what the binary shows is compared with the trace: exit code 0 if it reproduces, 1 if not.`,
  );
}
