/** What to say of an error: one sentence for the user's, and for our own that it is ours. */
import { EXIT } from './exit-code.ts';
import { fileOf, isFileReference } from './file-reference.ts';
import type { Outcome } from './outcome.ts';
import { UsageError } from './usage-error.ts';

/** Errors of the user's, and their exit codes. By name: errors from worker threads have lost their class. */
const USER_ERRORS: Readonly<Record<string, number>> = {
  UsageError: EXIT.misuse,
  BadFileError: EXIT.misuse,
  LitmusError: EXIT.misuse,
  MailError: EXIT.misuse,
  ScenarioError: EXIT.misuse,
  CompileError: EXIT.misuse,
  ImpureClaimError: EXIT.misuse,
  UndeclaredReadError: EXIT.misuse,
  TargetError: EXIT.inconclusive,
};

/** Problems of the file system that the user can mend. */
const FILE_PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'it is a folder',
  ENOTDIR: 'part of the path is not a folder',
  EEXIST: 'something else is in its place',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
};

/** Turns whatever a command threw into an outcome. */
export function outcomeOfError(error: unknown, verbose: boolean): Outcome {
  if (!(error instanceof Error)) return fault(new Error(String(error)), verbose);
  const exitCode = USER_ERRORS[error.name];
  if (exitCode !== undefined) return { exitCode, stdout: '', error: error.message };
  const { code, path } = error as NodeJS.ErrnoException;
  const problem = FILE_PROBLEMS[code ?? ''];
  if (problem !== undefined && path !== undefined)
    return { exitCode: EXIT.misuse, stdout: '', error: `${path}: ${problem}` };
  return fault(error, verbose);
}

function fault(error: Error, verbose: boolean): Outcome {
  const more = verbose ? `\n${error.stack ?? ''}` : ' (run again with --verbose for the place)';
  return {
    exitCode: EXIT.fault,
    stdout: '',
    error: `this is a bug in virtio-verify: ${error.name}: ${error.message}${more}`,
  };
}

/**
 * An error that came from a user's patch or property, said to be theirs: a compile error names the file, and
 * whatever else their code threw is theirs too if their file is on the stack.
 */
export function blameUserCode(error: unknown, references: readonly string[], cwd: string): unknown {
  if (!(error instanceof Error)) return error;
  const files = references.filter(isFileReference);
  if (files.length === 0) return error;
  if (error.name === 'CompileError') {
    const named = files.some((file) => error.message.includes(file));
    return named ? error : new UsageError(`${files.join(', ')}: ${error.message}`);
  }
  if (USER_ERRORS[error.name] !== undefined) return error;
  const guilty = files.find((file) => error.stack?.includes(fileOf(file, cwd)));
  if (guilty === undefined) return error;
  const [, line] = new RegExp(`${literal(fileOf(guilty, cwd))}:(\\d+)`).exec(error.stack ?? '') ?? [];
  const where = line === undefined ? guilty : `${guilty}, line ${line}`;
  return new UsageError(`${where}: the code threw ${error.name}: ${error.message}`);
}

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
