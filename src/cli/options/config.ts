/**
 * `--config`, `--no-config` and `--profile`: what a configuration file says stands where no option says otherwise. Each
 * field is an option in the file's words, and is read as the option is.
 */
import { existsSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import { BadFileError } from '../../errors/errors.ts';
import type { Config, Settings } from '../../user-files/config.ts';
import { isFileReference } from '../../user-files/file-reference.ts';
import type { UserFiles } from '../../user-files/user-files.ts';
import { UsageError, unknownName } from './usage-error.ts';

/** The names that are looked for where the command runs. */
const USUAL = ['ts', 'mts', 'js', 'mjs'].map((ending) => `virtio-verify.config.${ending}`);

/** For commands that check, review or hold a model against a target. */
export const addConfigOptions = (command: Command): Command =>
  command
    .addOption(
      new Option(
        '--config <file>',
        'what holds where no option says otherwise (default: virtio-verify.config.ts)',
      ),
    )
    .addOption(new Option('--no-config', 'read no configuration file'))
    .addOption(new Option('--profile <name>', 'the profile of the configuration file to use'));

const ownOptions = z.object({
  config: z.union([z.string(), z.boolean()]).optional(),
  profile: z.string().optional(),
});

/** The words of one field, as they would stand on the command line; a path is then seen from where the command runs. */
type Words = (settings: Settings, path: (file: string) => string) => readonly string[] | undefined;

const scenario =
  (name: keyof NonNullable<Settings['scenarios']>): Words =>
  ({ scenarios }) => {
    const asked = scenarios?.[name];
    if (asked === undefined) return undefined;
    const list = typeof asked === 'string' ? [asked] : asked;
    return [list.length === 0 ? 'none' : list.join(',')];
  };

const word =
  (
    name: 'alphabet' | 'engine' | 'seed' | 'runs' | 'maxStates' | 'timeLimit' | 'maxMemory' | 'workers',
  ): Words =>
  (settings) => {
    const value = settings[name];
    return value === undefined ? undefined : [String(value)];
  };

const joined = (list: readonly string[] | undefined) => (list === undefined ? undefined : [list.join(',')]);

/** By the option's name in code, which commander makes of its flags: where in the file it comes from, and its words. */
const FIELDS = new Map<string, readonly [place: string, words: Words]>([
  ...(
    ['semantics', 'transport', 'flavour', 'device', 'backend', 'driver', 'byteOrder', 'features'] as const
  ).map((name) => [name, [`scenarios.${name}`, scenario(name)]] as const),
  [
    'patch',
    ['patches', ({ patches }, path) => patches?.map((each) => (isFileReference(each) ? path(each) : each))],
  ],
  ['properties', ['properties', ({ properties }, path) => properties?.map(path)]],
  ['property', ['claims', ({ claims }) => claims]],
  ['level', ['levels', ({ levels }) => joined(levels)]],
  ['operations', ['operations', ({ operations }) => joined(operations)]],
  ...(['alphabet', 'engine', 'seed', 'runs', 'maxStates', 'timeLimit', 'maxMemory', 'workers'] as const).map(
    (name) => [name, [name, word(name)]] as const,
  ),
  ['baseline', ['baseline', ({ baseline }, path) => (baseline === undefined ? undefined : [path(baseline)])]],
  ['out', ['out', ({ out }, path) => (out === undefined ? undefined : [path(out)])]],
  ['reporter', ['reporters', ({ reporters }, path) => reporters?.map((each) => withPath(each, path))]],
]);

/** `NAME=FILE`. */
function withPath(reporter: string, path: (file: string) => string): string {
  const at = reporter.indexOf('=');
  return at === -1 ? reporter : `${reporter.slice(0, at + 1)}${path(reporter.slice(at + 1))}`;
}

/** An option that is given takes the place of these fields too: each pair says the same thing in two ways. */
const INSTEAD: ReadonlyMap<string, readonly string[]> = new Map([
  ['operations', ['alphabet']],
  ['alphabet', ['operations']],
  ['json', ['reporter']],
  ['against', ['semantics']],
]);

/** What is compared there is the device, under any operation. */
const NOT_FOR: ReadonlyMap<string, readonly string[]> = new Map([['conform', ['driver']]]);

/**
 * Gives the command what its configuration file says, for each option that the user did not give.
 * @throws BadFileError or UsageError
 */
export async function applyConfig(command: Command, files: UserFiles): Promise<void> {
  if (!command.options.some((each) => each.attributeName() === 'profile')) return;
  const { config, profile } = ownOptions.parse(command.opts());
  const file = typeof config === 'string' ? config : config === false ? undefined : usualFile(files.cwd);
  if (file === undefined) {
    if (profile === undefined) return;
    throw new UsageError(`--profile ${profile} needs a configuration file; write virtio-verify.config.ts`);
  }
  const { loadConfig } = await import('../../user-files/load.ts');
  const settings = withProfile(await loadConfig(file, files), profile);
  const isGiven = (name: string): boolean => command.getOptionValueSource(name) === 'cli';
  const replaced = [...INSTEAD].flatMap(([given, others]) => (isGiven(given) ? others : []));
  const folder = dirname(resolve(files.cwd, file));
  for (const option of command.options) {
    const name = option.attributeName();
    const [place, words] = FIELDS.get(name) ?? [];
    const said = words?.(settings, (path) => seenFrom(files.cwd, resolve(folder, path)));
    if (place === undefined || said === undefined || isGiven(name)) continue;
    if (replaced.includes(name) || NOT_FOR.get(command.name())?.includes(name) === true) continue;
    command.setOptionValueWithSource(name, valueOfOption(option, said, { file, place }), 'config');
  }
}

const usualFile = (cwd: string): string | undefined => {
  const found = USUAL.find((name) => existsSync(resolve(cwd, name)));
  return found === undefined ? undefined : `./${found}`;
};

/** Each field that the profile has stands in place of the file's own. */
function withProfile({ profiles = {}, ...settings }: Config, profile: string | undefined): Settings {
  if (profile === undefined) return settings;
  const chosen = new Map(Object.entries(profiles)).get(profile);
  if (chosen === undefined) throw unknownName('--profile', profile, Object.keys(profiles));
  return { ...settings, ...chosen };
}

/** A path as a user there would write it, so that reports do not depend on where the folder lies. */
function seenFrom(cwd: string, path: string): string {
  const seen = relative(cwd, path);
  return isAbsolute(seen) || seen.startsWith('..') ? seen : `.${sep}${seen}`;
}

/** What the option makes of these words. */
function valueOfOption(
  option: Option,
  words: readonly string[],
  { file, place }: { readonly file: string; readonly place: string },
): unknown {
  const { parseArg } = option;
  if (parseArg === undefined) return words[0];
  try {
    return words.reduce<unknown>(
      (before, text) => parseArg(text, before),
      Array.isArray(option.defaultValue) ? [] : undefined,
    );
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    throw new BadFileError({
      file,
      place: `field ${place}`,
      expected: `what --${option.name()} takes`,
      found: `"${words.join(' ')}"`,
      next: error.message,
    });
  }
}
