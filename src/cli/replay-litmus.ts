/** `replay` of a litmus test: what its text leaves open is filled in by the model. */
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import { formatScenario } from '../../machines/vocabulary/scenario.ts';
import { BadFileError } from '../errors/bad-file-error.ts';
import { traceOfRecorded } from '../litmus/from-trace.ts';
import type { Litmus } from '../litmus/litmus.ts';
import { isLitmus, parseLitmus } from '../litmus/parse.ts';
import { type PlayedLitmus, type PlayedStep, playLitmus, UnknownPropertyError } from '../litmus/play.ts';
import { type BuiltModel, buildModel } from '../model/build-model.ts';
import { printable } from '../report/layout.ts';
import type { Trace } from '../trace/trace.ts';
import { parseTrace } from '../trace/trace-file.ts';
import type { Context } from './context.ts';
import { EXIT } from './exit-code.ts';
import { blameUserCode } from './failure.ts';
import type { CommonOptions } from './options.ts';
import type { Outcome } from './outcome.ts';
import { resolvePatches } from './patches.ts';
import { findPatch, replayJson } from './replay-model.ts';
import { comparisonLines, type RunStart, type StepComparison } from './replay-steps.ts';
import { allProperties } from './selection.ts';

/** What a test is played on that names no semantics. */
const USUAL_SEMANTICS = 'qemu-7.2';

/** A file to replay: a trace, or a litmus test that leaves something to the model. */
export type Replayable =
  | { readonly trace: Trace; readonly litmus?: undefined }
  | { readonly litmus: Litmus; readonly trace?: undefined };

/**
 * Reads a file to replay, by what it holds: JSON, or a litmus test, which begins with the word `litmus`.
 * @throws BadFileError or LitmusError
 */
export function readReplayable(text: string, file: string): Replayable {
  const isText = isLitmus(text) || (file.endsWith('.txt') && !/^\s*[{["]/.test(text));
  if (!isText) return { trace: parseTrace(text, file) };
  const litmus = parseLitmus(text, file);
  const trace = traceOfRecorded(litmus);
  return trace === undefined ? { litmus } : { trace };
}

/** Plays a litmus test on the model that the text names, or the options. */
export async function fillLitmus(
  litmus: Litmus,
  file: string,
  options: CommonOptions,
  { cwd }: Context,
): Promise<PlayedLitmus> {
  const own = [...litmus.scenario.patches, ...(litmus.other?.scenario?.patches ?? [])];
  const found = new Map(own.map((each) => [each, findPatch(each, file, cwd)]));
  const patches =
    options.patch.length > 0
      ? options.patch.filter((each) => each !== 'none')
      : litmus.scenario.patches.map((each) => found.get(each) ?? each);
  const semantics = options.semantics ?? litmus.scenario.semantics ?? USUAL_SEMANTICS;
  const resolved = await resolvePatches([...new Set([...patches, ...found.values()])], cwd);
  const build = (each: Scenario): BuiltModel =>
    buildModel(each, { patches: resolved.filter(({ name }) => each.patches.includes(name)) });
  try {
    const properties = await allProperties(options.properties, cwd);
    return playLitmus(litmus, { semantics, patches }, build, properties);
  } catch (error) {
    if (error instanceof UnknownPropertyError)
      throw new BadFileError({
        file,
        place: 'property',
        expected: 'the id of a property',
        found: `"${printable(error.id)}"`,
        next: 'if it is one of your own, add --properties FILE',
      });
    throw blameUserCode(error, [...patches, ...options.properties], cwd);
  }
}

/** What the model shows of a test that names no property to be violated: exit code 0 if all that it says. */
export function litmusOutcome(played: PlayedLitmus, { json }: CommonOptions): Outcome {
  const { trace, differences, notKept, shown } = played;
  const exitCode = shown ? EXIT.holds : EXIT.violated;
  const main = differences.filter(({ run }) => run === 'first').flatMap(comparisonOf);
  if (json) {
    const verdict = shown ? 'reproduced' : 'notReproduced';
    return { exitCode, stdout: replayJson(trace.scenario, undefined, verdict, main, {}) };
  }
  const lines = [headOf(played), `on        ${printable(formatScenario(trace.scenario))}`];
  const atStart = differences.find(({ step }) => step < 0)?.wrong ?? [];
  lines.push(...atStart.map((each) => `at power-on: ${sayField(each)}`));
  if (main.length > 0) lines.push('', ...comparisonLines(main, trace));
  const other = differences.filter(({ run }) => run === 'other').flatMap(comparisonOf);
  if (other.length > 0 && trace.branch !== undefined) {
    const { after, steps, scenario = trace.scenario } = trace.branch;
    const start: RunStart = { before: after === 'powerOn' ? [] : trace.steps.slice(0, after), mark: "'" };
    lines.push('', 'The other run:', ...comparisonLines(other, { scenario, steps }, start));
  }
  lines.push(...notKept.map(({ id, because }) => printable(`${id} is not kept: ${because}`)));
  return { exitCode, stdout: `${lines.join('\n')}\n` };
}

function headOf({ differences: [first], notKept: [broken], trace }: PlayedLitmus): string {
  if (first !== undefined) {
    if (first.step < 0) return 'not reproduced at power-on';
    const after = first.run === 'other' ? trace.branch?.after : 0;
    const number = first.step + 1 + (typeof after === 'number' ? after : 0);
    return `not reproduced at step ${number}${first.run === 'other' ? ' of the other run' : ''}`;
  }
  return broken === undefined ? 'reproduced' : 'not reproduced';
}

const NO_FIELD = 'no such field';

const sayField = ({ name, expected, observed = NO_FIELD }: PlayedStep['wrong'][number]): string =>
  printable(`${name}: expected ${String(expected)}, is ${String(observed)}`);

function comparisonOf({ step, operation, expected, observed, wrong }: PlayedStep): StepComparison[] {
  if (operation === undefined) return [];
  const inner = wrong.map((each) => ({ ...each, observed: each.observed ?? NO_FIELD, same: false }));
  return [{ step, operation, expected, observed, same: false, inner }];
}
