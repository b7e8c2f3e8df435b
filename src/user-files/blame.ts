/** Errors that came from a user's patch or property, said to be theirs. */
import { UserCodeError } from '../errors/errors.ts';
import { fileOf, isFileReference } from './file-reference.ts';

/** Errors that say themselves what a user did wrong. By name: those from other threads have lost their class. */
const SAID_ALREADY: ReadonlySet<string> = new Set([
  'RequestError',
  'UnknownNameError',
  'UserCodeError',
  'OutOfMemoryError',
  'BadFileError',
  'LitmusError',
  'MailError',
  'ScenarioError',
  'ImpureClaimError',
  'UndeclaredReadError',
  'BadHistoryError',
  'MissingHistoryError',
  'TargetError',
]);

/**
 * The error to throw in place of `error`: a compile error names the file, and whatever else a user's code threw is
 * theirs too if their file is on the stack.
 *
 * @param references of the patches and properties that took part; those that are no files are ignored
 */
export function blameUserCode(error: unknown, references: readonly string[], cwd: string): unknown {
  const files = references.filter(isFileReference);
  if (files.length === 0) return error;
  // What is no error is nothing that we throw.
  if (!(error instanceof Error))
    return new UserCodeError(files.join(', '), `the code threw ${saidOf(error)}`);
  if (error.name === 'CompileError') {
    const named = files.some((file) => error.message.includes(file));
    return named ? error : new UserCodeError(files.join(', '), error.message, { cause: error });
  }
  if (SAID_ALREADY.has(error.name)) return error;
  const guilty = files.find((file) => error.stack?.includes(fileOf(file, cwd)));
  if (guilty === undefined) return error;
  const [, line] = new RegExp(`${literal(fileOf(guilty, cwd))}:(\\d+)`).exec(error.stack ?? '') ?? [];
  const where = line === undefined ? guilty : `${guilty}, line ${line}`;
  return new UserCodeError(where, `the code threw ${saidOf(error)}`, { cause: error });
}

/** True if the message of an error says already what is wrong, and with what. */
export const isSaid = (error: unknown): boolean =>
  error instanceof Error && (SAID_ALREADY.has(error.name) || error.name === 'CompileError');

/** A value that was thrown, in words; its own methods may throw in turn. */
export function saidOf(error: unknown): string {
  try {
    return (
      (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).split('\n', 1)[0] ?? ''
    );
  } catch {
    return 'something that cannot be printed';
  }
}

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
