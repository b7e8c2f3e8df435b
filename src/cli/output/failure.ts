/** What to say of an error: one sentence for the user's, and for our own that it is ours. */
import { type NameKind, type UnknownNameError, unknownNameText } from '../../errors/unknown-name.ts';
import { TOOL } from '../../tool/tool.ts';
import { EXIT } from './exit-code.ts';
import type { Outcome } from './outcome.ts';

/** Errors of the user's, and their exit codes. By name: errors from worker threads have lost their class. */
const USER_ERRORS: ReadonlyMap<string, number> = new Map([
  ['UsageError', EXIT.misuse],
  ['RequestError', EXIT.misuse],
  ['UnknownNameError', EXIT.misuse],
  ['UserCodeError', EXIT.misuse],
  ['OutOfMemoryError', EXIT.misuse],
  ['BadFileError', EXIT.misuse],
  ['LitmusError', EXIT.misuse],
  ['MailError', EXIT.misuse],
  ['ScenarioError', EXIT.misuse],
  ['CompileError', EXIT.misuse],
  ['ImpureClaimError', EXIT.misuse],
  ['UndeclaredReadError', EXIT.misuse],
  ['BadHistoryError', EXIT.misuse],
  ['MissingHistoryError', EXIT.misuse],
  ['TargetError', EXIT.inconclusive],
]);

/** The option that a name was given with. */
const OPTIONS: Readonly<Record<NameKind, string>> = {
  semantics: '--semantics',
  patch: '--patch',
  property: '--property',
  transport: '--transport',
  flavour: '--flavour',
  device: '--device',
  backend: '--backend',
  driver: '--driver',
  'byte order': '--byte-order',
  feature: '--features:',
  target: '--on',
  machine: 'machine',
};

const optionOf = ({ kind, where }: UnknownNameError): string =>
  where === '' ? OPTIONS[kind] : `${OPTIONS[kind]} ${where}${kind}`;

/** In the words of the command line, where the library's own would be others. */
const SAID_HERE: ReadonlyMap<string, (error: Error) => string> = new Map([
  [
    'UnknownNameError',
    (error: Error) => {
      const unknown = error as UnknownNameError;
      return unknownNameText(optionOf(unknown), unknown.given, unknown.known);
    },
  ],
  [
    'OutOfMemoryError',
    () =>
      'a thread ran out of memory; give it less to explore with --max-states, or more memory with NODE_OPTIONS=--max-old-space-size=8000',
  ],
]);

/** Problems of the file system that the user can mend. */
const FILE_PROBLEMS: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'there is no such file or folder'],
  ['EACCES', 'permission denied'],
  ['EPERM', 'permission denied'],
  ['EISDIR', 'it is a folder'],
  ['ENOTDIR', 'part of the path is not a folder'],
  ['EEXIST', 'something else is in its place'],
  ['EROFS', 'the file system is read-only'],
  ['ENOSPC', 'the disk is full'],
  ['EDQUOT', 'the disk quota is used up'],
  ['EFBIG', 'the file would be too large'],
  ['EIO', 'the disk failed'],
  ['ENAMETOOLONG', 'the name is too long'],
  ['ELOOP', 'the path is a loop of links'],
  ['ENXIO', 'nobody reads from that pipe'],
  ['ETXTBSY', 'it is a program that runs'],
  ['EMFILE', 'too many files are open'],
]);

/** Turns whatever a command threw into an outcome. */
export function outcomeOfError(error: unknown, verbose: boolean): Outcome {
  if (!(error instanceof Error)) return fault(new Error(String(error)), verbose);
  const exitCode = USER_ERRORS.get(error.name);
  if (exitCode !== undefined)
    return { exitCode, stdout: '', error: SAID_HERE.get(error.name)?.(error) ?? error.message };
  const { code, path } = error as NodeJS.ErrnoException;
  const problem = FILE_PROBLEMS.get(code ?? '');
  if (problem !== undefined && path !== undefined)
    return { exitCode: EXIT.misuse, stdout: '', error: `${path}: ${problem}` };
  return fault(error, verbose);
}

/** What a report needs, so that the fault can be seen again. */
const REPORT = `Please report it with the command, the files that it was given, and these versions: ${TOOL.name} ${TOOL.version}, Node ${process.versions.node}, ${process.platform} ${process.arch}.`;

function fault(error: Error, verbose: boolean): Outcome {
  const more = verbose ? `\n${error.stack ?? ''}` : ' (run again with --verbose for the place)';
  return {
    exitCode: EXIT.fault,
    stdout: '',
    error: `this is a bug in virtio-verify: ${error.name}: ${error.message}${more}\n${REPORT}`,
  };
}
