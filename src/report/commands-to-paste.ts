/** Commands to paste. */
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import { TOOL } from '../tool/tool.ts';

/** What of a command says how a violation was found. */
export interface FoundWith {
  readonly properties: readonly string[];
  readonly engine: 'exhaustive' | 'sampled' | 'both';
  readonly runs?: number | undefined;
  readonly maxStates?: number | undefined;
  readonly alphabet?: string | undefined;
  readonly operations?: string | undefined;
  readonly confirm?: string | undefined;
  readonly qemuBinary?: string | undefined;
}

/** A word as a POSIX shell reads it. */
export const shellWord = (word: string): string =>
  /^[\w@%+=:,./#-]+$/.test(word) && !word.startsWith('#') ? word : `'${word.replaceAll("'", `'\\''`)}'`;

/** A whole command, ready to paste. */
export const commandLine = (words: readonly string[]): string =>
  [TOOL.name, ...words].map(shellWord).join(' ');

/** Plays a stored trace again; its own patches and the users' properties come with it. */
export const replayCommandOf = (
  file: string,
  options: Pick<FoundWith, 'properties' | 'confirm' | 'qemuBinary'>,
): string =>
  commandLine([
    ...['replay', file, ...options.properties.flatMap((each) => ['--properties', each])],
    // What was confirmed on a binary of the user's own is to be seen there again.
    ...(options.confirm === undefined || options.qemuBinary === undefined
      ? []
      : ['--on', 'qemu', '--qemu-binary', options.qemuBinary]),
  ]);

/** Finds a violation again, where no file holds its trace. */
export function checkAgainCommand(
  scenario: Scenario,
  property: string,
  options: FoundWith,
  seed: number | undefined,
): string {
  const words = ['check', '--property', property];
  for (const [option, value] of [
    ['--semantics', scenario.semantics],
    ['--transport', scenario.transport],
    ['--flavour', scenario.flavour],
    ['--device', scenario.device],
    ['--backend', scenario.backend],
    ['--driver', scenario.driver],
    ['--byte-order', scenario.byteOrder],
    ['--features', scenario.features.join(',') || 'none'],
  ] as const)
    words.push(option, value);
  for (const patch of scenario.patches) words.push('--patch', patch);
  for (const file of options.properties) words.push('--properties', file);
  if (options.alphabet !== undefined) words.push('--alphabet', options.alphabet);
  if (options.operations !== undefined) words.push('--operations', options.operations);
  if (options.engine !== 'exhaustive') words.push('--engine', options.engine);
  if (seed !== undefined) words.push('--seed', String(seed));
  if (options.runs !== undefined) words.push('--runs', String(options.runs));
  if (options.maxStates !== undefined) words.push('--max-states', String(options.maxStates));
  if (options.confirm !== undefined) words.push('--confirm', options.confirm);
  if (options.qemuBinary !== undefined) words.push('--qemu-binary', options.qemuBinary);
  return commandLine(words);
}
