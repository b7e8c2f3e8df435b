/**
 * The options that commands share. An option means the same in every command that has it; a command takes
 * the groups that concern it.
 */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import type { CheckJob } from '../../jobs/check-job.ts';
import { LEVELS, type Level } from '../../property/level.ts';
import { UsageError } from './usage-error.ts';

/** A scenario option as typed: one name, several separated by commas, or `all`. */
const SCENARIO_OPTIONS: readonly (readonly [flags: string, help: string])[] = [
  ['--semantics <name>', 'how the implementation behaves (default: qemu-7.2)'],
  ['--transport <name>', 'pci, mmio, ccw or all (default: pci)'],
  ['--flavour <name>', 'legacy, transitional or modern (default: modern)'],
  ['--device <name>', 'the device class (default: net)'],
  ['--backend <name>', 'who serves the queues (default: none)'],
  ['--driver <name>', 'who issues the operations (default: adversary)'],
  ['--byte-order <order>', "the guest's byte order, little or big (default: big)"],
  ['--features <list>', "offered feature bits, by name or number (default: the device's own)"],
];

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

const repeatable = (flags: string, help: string): Option =>
  new Option(flags, help).argParser<readonly string[]>(collect).default([], 'none');

/** `--patch`, which every command that builds a model understands. */
export const patchOption = (): Option =>
  repeatable('--patch <name|file>', 'lay a patch over the semantics; may be repeated');

export const propertiesOption = (): Option =>
  repeatable('--properties <file>', 'a file with properties of your own; may be repeated');

/** `--level`: the claims of these levels only. */
const levelOption = (): Option =>
  new Option(
    '--level <list>',
    `check only the claims of these levels: ${LEVELS.join(', ')}; then each violation counts`,
  ).argParser<readonly Level[]>(parseLevels);

/** Names of levels, separated by commas. */
export function parseLevels(text: string): readonly Level[] {
  const names = text.split(',').map((name) => name.trim());
  const levels = LEVELS.filter((level) => names.includes(level));
  if (names.every((name) => LEVELS.some((level) => level === name))) return levels;
  throw new InvalidArgumentError(`It must be one or more of ${LEVELS.join(', ')}, separated by commas.`);
}

/** What fixes the scenarios. */
export function addScenarioOptions(command: Command): Command {
  for (const [flags, help] of SCENARIO_OPTIONS) command.addOption(new Option(flags, help));
  return command.addOption(patchOption());
}

/** Which claims are checked, and how thoroughly. */
export function addCheckOptions(command: Command): Command {
  return addLimitOptions(
    command
      .addOption(repeatable('--property <glob>', 'check only these properties; may be repeated'))
      .addOption(levelOption())
      .addOption(propertiesOption())
      .addOption(
        new Option('--engine <name>', 'how to search')
          .choices(['exhaustive', 'sampled', 'both'])
          .default('exhaustive'),
      )
      .addOption(seedOption())
      .addOption(runsOption()),
  );
}

export const seedOption = (): Option =>
  new Option('--seed <n>', 'where sampling starts').argParser(integer('--seed', -(2 ** 31)));

export const runsOption = (): Option =>
  new Option('--runs <n>', 'how many runs to sample').argParser(integer('--runs', 1));

export const timeLimitOption = (): Option =>
  new Option(
    '--time-limit <time>',
    'time per scenario after which to stop: 500ms, 30s, 2m',
  ).argParser<number>(parseDuration);

/** How many explorations run side by side. */
export const workersOption = (): Option =>
  new Option(
    '--workers <n>',
    'scenarios explored side by side, each in a thread of its own (default: one per processor)',
  ).argParser(integer('--workers', 1));

/** Which QEMU plays, for commands that may start one. */
export const qemuBinaryOption = (): Option =>
  new Option('--qemu-binary <path>', 'the QEMU to play on, in place of the installed one');

/** Bounds of an exploration. */
export const addLimitOptions = (command: Command): Command =>
  command
    .addOption(
      new Option('--max-states <n>', 'states per scenario after which to stop').argParser(
        integer('--max-states', 1),
      ),
    )
    .addOption(timeLimitOption())
    .addOption(
      new Option(
        '--max-memory <size>',
        "memory of the process at which to stop: 500MB, 4GB (default: three quarters of the machine's)",
      ).argParser<number>(parseSize),
    );

/** How much is said. */
export const addVerbosityOptions = (command: Command): Command =>
  command
    .addOption(new Option('--quiet', 'say only what is wrong').conflicts('verbose'))
    .addOption(new Option('--verbose', 'say more'));

/** The user chose claims by name or by level, so that each violation counts, whatever its level. */
export const asksForClaims = ({ property, level }: Pick<CommonOptions, 'property' | 'level'>): boolean =>
  property.length > 0 || level !== undefined;

/** How much a report tells. */
export const detailOf = ({ quiet, verbose }: Pick<CommonOptions, 'quiet' | 'verbose'>) =>
  quiet ? 'broken' : verbose ? 'all' : 'usual';

export const jsonOption = (): Option => new Option('--json', 'print one JSON object');

function integer(_name: string, min: number): (text: string) => number {
  return (text) => {
    const value = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
    if (Number.isSafeInteger(value) && value >= min) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${min}.`);
  };
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };

/** `500ms`, `30s` or `2m` as milliseconds. */
export function parseDuration(text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(text) ?? [];
  const factor = UNITS[unit ?? ''];
  if (factor === undefined) throw new InvalidArgumentError('It must be a time such as 500ms, 30s or 2m.');
  return Number(number) * factor;
}

const SIZES: Readonly<Record<string, number>> = { MB: 1e6, GB: 1e9 };

/** `500MB` or `4GB` as bytes. */
export function parseSize(text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(MB|GB)$/.exec(text) ?? [];
  const factor = SIZES[unit ?? ''];
  if (factor === undefined) throw new InvalidArgumentError('It must be a size such as 500MB or 4GB.');
  return Number(number) * factor;
}

const name = z.string().optional();
const names = z.array(z.string()).default([]);
const count = z.number().optional();

/** Every common option as a command gets it from commander, whose own types say nothing. */
const commonSchema = z.object({
  semantics: name,
  transport: name,
  flavour: name,
  device: name,
  backend: name,
  driver: name,
  byteOrder: name,
  features: name,
  alphabet: z.enum(['small', 'full']).optional(),
  coverage: z.boolean().default(false),
  operations: name,
  patch: names,
  property: names,
  level: z.array(z.enum(LEVELS)).optional(),
  properties: names,
  engine: z.enum(['exhaustive', 'sampled', 'both']).default('exhaustive'),
  seed: count,
  runs: count,
  maxStates: count,
  timeLimit: count,
  maxMemory: count,
  workers: count,
  json: z.boolean().default(false),
  reporter: names,
  out: name,
  first: z.boolean().default(false),
  confirm: name,
  qemuBinary: name,
  quiet: z.boolean().default(false),
  verbose: z.boolean().default(false),
});

export type CommonOptions = z.infer<typeof commonSchema>;

export const readCommonOptions = (raw: unknown): CommonOptions => commonSchema.parse(raw);

/** The reporters asked for; `--json` is short for `--reporter json`. */
export interface ReporterRequest {
  readonly name: string;
  /** Undefined for stdout. */
  readonly file: string | undefined;
}

/** @throws UsageError when two of them would share stdout */
export function reporterRequests({ json, reporter }: CommonOptions): readonly ReporterRequest[] {
  const asked = reporter.map((text) => {
    const at = text.indexOf('=');
    return at === -1
      ? { name: text, file: undefined }
      : { name: text.slice(0, at), file: text.slice(at + 1) };
  });
  const unnamed = asked.find(({ file }) => file === '');
  if (unnamed !== undefined)
    throw new UsageError(`--reporter ${unnamed.name}= lacks the file; write --reporter ${unnamed.name}=FILE`);
  const requests = json ? [{ name: 'json', file: undefined }, ...asked] : asked;
  const onStdout = requests.filter(({ file }) => file === undefined);
  if (onStdout.length > 1) {
    throw new UsageError(
      `only one reporter can write to stdout, not ${onStdout.map((each) => each.name).join(' and ')}; give the others a file: --reporter NAME=FILE`,
    );
  }
  return onStdout.length === 1 ? requests : [{ name: 'text', file: undefined }, ...requests];
}

/** `--reporter`, of the reporters that a command has. */
export const reporterOption = (names: readonly string[]): Option =>
  new Option('--reporter <name[=file]>', `one of ${names.join(', ')}; may be repeated`)
    .argParser<readonly string[]>(collect)
    .default([]);

/** What bounds an exploration or a sampling, as far as options say. */
export const limitsOf = ({
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
