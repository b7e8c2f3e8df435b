/** `replay` of several files, or of a folder: each is a test, which passes if what it stores no longer fails. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isLitmus } from '../../litmus/parse.ts';
import { SUITE_REPORTS, type SuiteCase } from '../../replay/suite-report.ts';
import { TOOL } from '../../tool/tool.ts';
import type { CommonOptions } from '../options/common.ts';
import { reporterRequests } from '../options/common.ts';
import { UsageError, unknownName } from '../options/usage-error.ts';
import { EXIT } from '../output/exit-code.ts';
import { outcomeOfError } from '../output/failure.ts';
import type { Outcome } from '../output/outcome.ts';
import type { Context } from './context.ts';

/** A folder, several files, or a report of a suite asked for: one file alone is told in full. */
export const isSuite = (paths: readonly string[], { reporter }: CommonOptions, cwd: string): boolean =>
  paths.length > 1 || reporter.length > 0 || paths.some((path) => isFolder(resolve(cwd, path)));

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

/**
 * Plays one file after the other; one that cannot be read does not keep the others from being played.
 * @param playOne what `replay` of one file does
 * @throws UsageError when there is nothing to play, or for a report that a suite does not have
 */
export async function replaySuite(
  paths: readonly string[],
  options: CommonOptions,
  context: Context,
  playOne: (file: string) => Promise<Outcome>,
): Promise<Outcome> {
  const requests = reporterRequests(options);
  for (const { name } of requests)
    if (!SUITE_REPORTS.has(name)) throw unknownName('--reporter', name, [...SUITE_REPORTS.keys()]);
  const files = paths.flatMap((path) =>
    isFolder(resolve(context.cwd, path)) ? filesIn(path, context.cwd) : [path],
  );
  if (files.length === 0)
    throw new UsageError(`there is no .json file and no litmus test in ${paths.join(', ')}`);
  const cases: SuiteCase[] = [];
  for (const [at, file] of files.entries()) {
    context.showProgress?.(`${at + 1}/${files.length} ${file}`);
    cases.push(await caseOf(file, playOne));
  }
  const written = requests.map(({ name, file }) => ({
    file,
    text: SUITE_REPORTS.get(name)?.(cases, TOOL) ?? '',
  }));
  return {
    exitCode: exitCodeOf(cases),
    stdout: written.map(({ file, text }) => (file === undefined ? text : '')).join(''),
    files: written.flatMap(({ file, text }) =>
      file === undefined ? [] : [{ path: resolve(context.cwd, file), text }],
    ),
  };
}

/** In the order of their names; a `.txt` may be any text, and counts if it begins as a litmus test. */
const filesIn = (folder: string, cwd: string): readonly string[] =>
  readdirSync(resolve(cwd, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(json|litmus|txt)$/.test(name))
    .sort()
    .map((name) => join(folder, name))
    .filter((path) => !path.endsWith('.txt') || isLitmusFile(resolve(cwd, path)));

/** A pipe that nobody writes to must not be waited for. */
const isLitmusFile = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isFile() === true && isLitmus(readFileSync(path, 'utf8'));

async function caseOf(file: string, playOne: (file: string) => Promise<Outcome>): Promise<SuiteCase> {
  const {
    exitCode,
    stdout,
    error = '',
  } = await playOne(file).catch((thrown: unknown) => outcomeOfError(thrown, false));
  // A fault of ours is no property of the file.
  if (exitCode === EXIT.fault) throw new Error(error);
  return { file, result: RESULTS.get(exitCode) ?? 'unreadable', text: stdout === '' ? error : stdout };
}

const RESULTS: ReadonlyMap<number, SuiteCase['result']> = new Map([
  [EXIT.holds, 'passes'],
  [EXIT.violated, 'fails'],
  [EXIT.inconclusive, 'inconclusive'],
]);

/** A failure outweighs a file that cannot be read, and that outweighs what could not be decided. */
function exitCodeOf(cases: readonly SuiteCase[]): number {
  const has = (result: SuiteCase['result']): boolean => cases.some((each) => each.result === result);
  if (has('fails')) return EXIT.violated;
  if (has('unreadable')) return EXIT.misuse;
  return has('inconclusive') ? EXIT.inconclusive : EXIT.holds;
}
