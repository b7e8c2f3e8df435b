/** The file that `replay` is given: a trace, or a litmus test with what the model says of the rest. */
import { BadFileError } from '../../errors/errors.ts';
import type { Litmus } from '../../litmus/litmus.ts';
import { type PlayedLitmus, UnknownPropertyError } from '../../litmus/play.ts';
import { fillLitmus } from '../../replay/fill-litmus.ts';
import { readReplayable } from '../../replay/replayable.ts';
import { printable } from '../../report/layout.ts';
import type { Trace } from '../../trace/trace.ts';
import { blameUserCode } from '../../user-files/blame.ts';
import { findBeside } from '../../user-files/file-reference.ts';
import { resolvePatches } from '../../user-files/patches.ts';
import { allProperties } from '../../user-files/properties.ts';
import { readUserFile } from '../../user-files/read-file.ts';
import type { CommonOptions } from '../options/common.ts';
import { type Context, userFiles } from './context.ts';

export interface FileToReplay {
  readonly trace: Trace;
  /** For a litmus test that leaves something to the model: what the model showed of it. */
  readonly played?: PlayedLitmus;
}

/** Of a trace file: about a thousand bytes for each of the most steps. */
const TRACE_BYTES_MAX = 50_000_000;
/** A shortest counterexample has some ten; the longest walks that are played have hundreds. */
const STEPS_MAX = 50_000;

function refuseLong({ steps, branch }: Trace, file: string): void {
  const count = steps.length + (branch?.steps.length ?? 0);
  if (count > STEPS_MAX)
    throw new BadFileError({
      file,
      place: 'steps',
      expected: `at most ${STEPS_MAX} steps`,
      found: `${count}`,
      next: 'cut it into shorter traces',
    });
}

/** @throws BadFileError, LitmusError, and what building a litmus test's scenario may throw */
export async function readFileToReplay(
  file: string,
  options: CommonOptions,
  context: Context,
): Promise<FileToReplay> {
  const read = readReplayable(readUserFile(file, context.cwd, TRACE_BYTES_MAX).toString('utf8'), file);
  if (read.kind === 'trace') {
    refuseLong(read.trace, file);
    return { trace: read.trace };
  }
  const played = await fill(read.litmus, file, options, context);
  return { trace: played.trace, played };
}

/** Plays a test on the model that its text names, or the options. */
async function fill(
  given: Litmus,
  file: string,
  options: CommonOptions,
  context: Context,
): Promise<PlayedLitmus> {
  const files = userFiles(context);
  const litmus = withOtherPatches(given, (each) => findBeside(each, file, context.cwd));
  const patchNames = patchesToPlay(litmus.scenario.patches, file, options, context.cwd);
  const named = [...new Set([...patchNames, ...(litmus.other?.scenario?.patches ?? [])])];
  const patches = await resolvePatches(named, files);
  try {
    const properties = await allProperties(options.properties, files);
    return fillLitmus(litmus, { semantics: options.semantics, patchNames, patches, properties });
  } catch (error) {
    if (error instanceof UnknownPropertyError) throw unknownProperty(error.id, file);
    throw blameUserCode(error, [...named, ...options.properties], context.cwd);
  }
}

/** The second run has patches of its own where it has a scenario of its own. */
function withOtherPatches(litmus: Litmus, find: (reference: string) => string): Litmus {
  const { other } = litmus;
  if (other?.scenario === undefined) return litmus;
  const scenario = { ...other.scenario, patches: other.scenario.patches.map(find) };
  return { ...litmus, other: { ...other, scenario } };
}

/** A file's own patches, or those that the options name in their place. */
export const patchesToPlay = (
  own: readonly string[],
  file: string,
  { patch }: CommonOptions,
  cwd: string,
): readonly string[] =>
  patch.length > 0 ? patch.filter((each) => each !== 'none') : own.map((each) => findBeside(each, file, cwd));

/** A file speaks of a property that nobody has. */
export const unknownProperty = (id: string, file: string): BadFileError =>
  new BadFileError({
    file,
    place: 'property',
    expected: 'the id of a property',
    found: `"${printable(id)}"`,
    next: 'if it is one of your own, add --properties FILE',
  });
