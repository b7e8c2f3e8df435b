/** `--alphabet` and `--operations`: what the adversary and the host may do. */
import { type Command, Option } from 'commander';
import type { AlphabetChoice } from '../../../machines/drivers/adversary/alphabet.ts';
import {
  ALL_OPERATIONS,
  OPERATION_NAMES,
  type OperationName,
} from '../../../machines/drivers/adversary/operation-names.ts';
import { BadFileError } from '../../errors/errors.ts';
import { readUserFile } from '../../user-files/read-file.ts';
import type { CommonOptions } from './common.ts';
import { UsageError, unknownName } from './usage-error.ts';

export const addAlphabetOptions = (command: Command): Command =>
  command
    .addOption(
      new Option(
        '--alphabet <size>',
        'which kinds of operations are drawn: all (full, the default), or a driver’s own steps (small)',
      ).choices(['small', 'full']),
    )
    .addOption(
      new Option(
        '--operations <list>',
        'draw only these kinds (list operations), or those named in @FILE',
      ).conflicts('alphabet'),
    );

/**
 * What was asked for; undefined when nothing was.
 * @throws UsageError for a name that is in no list, and for a file that cannot be read
 */
export function alphabetChoice(
  { alphabet, operations }: Pick<CommonOptions, 'alphabet' | 'operations'>,
  cwd: string,
): AlphabetChoice | undefined {
  if (operations === undefined) return alphabet;
  const text = operations.startsWith('@') ? fileText(operations.slice(1), cwd) : operations;
  const given = text.split(/[\s,]+/).filter((name) => name !== '');
  if (given.length === 0)
    throw new UsageError('--operations names no operation; `virtio-verify list operations` has the names');
  return { operations: given.map(knownOperation) };
}

function knownOperation(given: string): OperationName {
  const found = OPERATION_NAMES.find(({ name }) => name === given);
  if (found === undefined) throw unknownName('operation', given, ALL_OPERATIONS);
  return found.name;
}

/** A list in a file: names separated by commas or white space; what follows # on a line is a comment. */
function fileText(file: string, cwd: string): string {
  try {
    return readUserFile(file, cwd, 1_000_000).toString('utf8').replace(/#.*$/gm, '');
  } catch (error) {
    if (error instanceof BadFileError) throw error;
    throw new UsageError(`--operations @${file}: there is no such file that can be read`);
  }
}
