/** Replay on the model: does the trace's property still fail on these operations? */

import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { formatScenario, type Scenario } from '../../machines/vocabulary/scenario.ts';
import { recordSteps, traceOf } from '../check/build-trace.ts';
import { type Reevaluation, reevaluate } from '../check/reevaluate.ts';
import { BadFileError } from '../errors/bad-file-error.ts';
import { type BuiltModel, buildModel } from '../model/build-model.ts';
import { powerOn } from '../model/perform.ts';
import { printable } from '../report/layout.ts';
import { TRACE_FORMATS } from '../report/trace/trace-formats.ts';
import type { Patch } from '../statechart/patch.ts';
import { sameObservations } from '../targets/replay.ts';
import type { Trace, TraceStep } from '../trace/trace.ts';
import type { Context } from './context.ts';
import { EXIT } from './exit-code.ts';
import { blameUserCode } from './failure.ts';
import { fileOf, isFileReference } from './file-reference.ts';
import type { CommonOptions } from './options.ts';
import type { Outcome } from './outcome.ts';
import { resolvePatches } from './patches.ts';
import { comparisonLines, type StepComparison } from './replay-steps.ts';
import { allProperties } from './selection.ts';
import { TOOL } from './tool.ts';

export async function replayOnModel(
  trace: Trace,
  file: string,
  options: CommonOptions,
  context: Context,
): Promise<Outcome> {
  const scenario = scenarioToPlay(trace, file, options, context.cwd);
  const patches = await resolvePatches(scenario.patches, context.cwd);
  const build = (each: Scenario): BuiltModel =>
    buildModel(each, { patches: patches.filter(({ name }: Patch) => each.patches.includes(name)) });
  try {
    const built = build(scenario);
    const differing = differingSteps(trace, built);
    if (trace.property === undefined) return withoutProperty(trace, scenario, differing, options);
    const property = (await allProperties(options.properties, context.cwd)).find(
      ({ id }) => id === trace.property,
    );
    if (property === undefined)
      throw new BadFileError({
        file,
        place: 'property',
        expected: 'the id of a property',
        found: `"${printable(trace.property)}"`,
        next: 'if it is one of your own, add --properties FILE',
      });
    const result = reevaluate(trace, property, scenario, built, build);
    const again = result.verdict === 'fails' ? findingTrace(result, built) : undefined;
    return outcome({ trace, again, scenario, result, differing }, options, context);
  } catch (error) {
    throw blameUserCode(error, [...scenario.patches, ...options.properties], context.cwd);
  }
}

/** The trace's scenario, with what the options replace. */
function scenarioToPlay(trace: Trace, file: string, options: CommonOptions, cwd: string): Scenario {
  const asked = options.patch.filter((each) => each !== 'none');
  const patches =
    options.patch.length > 0 ? asked : trace.scenario.patches.map((each) => findPatch(each, file, cwd));
  return { ...trace.scenario, semantics: options.semantics ?? trace.scenario.semantics, patches };
}

/** A patch file is named as seen from where the check ran; the trace may have been moved together with it. */
export function findPatch(reference: string, file: string, cwd: string): string {
  if (!isFileReference(reference) || existsSync(fileOf(reference, cwd))) return reference;
  const beside = join(dirname(resolve(cwd, file)), reference);
  return existsSync(fileOf(beside, cwd)) ? relative(cwd, beside) : reference;
}

/** Where the model shows something else than the trace has. */
function differingSteps(trace: Trace, { model }: BuiltModel): readonly StepComparison[] {
  const operations = trace.steps.map(({ operation }) => operation);
  const { steps } = recordSteps({ ...model, driver: undefined }, powerOn(model), operations);
  return compareSteps(trace.steps, steps).filter(({ same }) => !same);
}

const compareSteps = (stored: readonly TraceStep[], now: readonly TraceStep[]): readonly StepComparison[] =>
  stored.map(({ operation, observations: expected }, step) => {
    const observed = now[step]?.observations ?? [];
    return { step, operation, expected, observed, same: sameObservations(expected, observed) };
  });

/** The violation as it is now, which may come earlier and read differently than the stored one. */
function findingTrace(
  { finding }: Extract<Reevaluation, { readonly verdict: 'fails' }>,
  built: BuiltModel,
): Trace | undefined {
  return finding.branch?.after === 'powerOn' || finding.operations.length === 0
    ? undefined
    : traceOf(built.model, finding);
}

interface Replayed {
  readonly trace: Trace;
  readonly again: Trace | undefined;
  readonly scenario: Scenario;
  readonly result: Reevaluation;
  readonly differing: readonly StepComparison[];
}

const CODES = { fails: EXIT.violated, passes: EXIT.holds, notApplicable: EXIT.inconclusive } as const;

function outcome(replayed: Replayed, options: CommonOptions, { color }: Context): Outcome {
  const { trace, scenario, result, differing, again } = replayed;
  const exitCode = CODES[result.verdict];
  if (options.json) {
    const words = { fails: 'stillFails', passes: 'noLongerFails', notApplicable: 'notApplicable' } as const;
    return {
      exitCode,
      stdout: replayJson(scenario, trace.property, words[result.verdict], differing, {
        ...(result.verdict === 'fails' ? { violation: result.finding.message } : {}),
        ...(result.verdict === 'notApplicable' ? { because: result.because } : {}),
      }),
    };
  }
  const lines = [verdictLine(trace, result)];
  lines.push(`on        ${printable(formatScenario(scenario))}`);
  if (differing.length > 0)
    lines.push(
      '',
      'The model now shows something else than the trace:',
      ...comparisonLines(differing, trace),
    );
  else if (result.verdict !== 'fails') lines.push('', 'Every observation is as the trace has it.');
  if (options.verbose && again !== undefined)
    lines.push('', TRACE_FORMATS.text.render(again, { color }).trimEnd());
  return { exitCode, stdout: `${lines.join('\n')}\n` };
}

function verdictLine(trace: Trace, result: Reevaluation): string {
  const property = printable(trace.property ?? '');
  switch (result.verdict) {
    case 'fails': {
      const { guiltyStep, message } = result.finding;
      const where = guiltyStep < 0 ? 'at power-on' : `at step ${guiltyStep + 1}`;
      return `${property} still fails ${where}: ${printable(message)}`;
    }
    case 'passes':
      return `${property} no longer fails on this trace${result.because === undefined ? '.' : `: ${result.because}`}`;
    case 'notApplicable':
      return `${property} says nothing about this trace here: ${printable(result.because)}`;
  }
}

/** A trace without a property is a recording: the question is only whether the model shows the same. */
function withoutProperty(
  trace: Trace,
  scenario: Scenario,
  differing: readonly StepComparison[],
  { json }: CommonOptions,
): Outcome {
  const exitCode = differing.length === 0 ? EXIT.holds : EXIT.violated;
  const verdict = differing.length === 0 ? 'reproduced' : 'notReproduced';
  if (json) return { exitCode, stdout: replayJson(scenario, undefined, verdict, differing, {}) };
  const first = differing[0];
  const head = first === undefined ? 'reproduced' : `not reproduced at step ${first.step + 1}`;
  return { exitCode, stdout: `${[head, ...comparisonLines(differing, trace)].join('\n')}\n` };
}

/** The object of `replay --json` on the model. */
export function replayJson(
  scenario: Scenario,
  property: string | undefined,
  verdict: string,
  differing: readonly StepComparison[],
  more: object,
): string {
  const differences = differing.map(({ step, expected, observed }) => ({ step, expected, observed }));
  const on = { on: 'model', scenario, ...(property === undefined ? {} : { property }) };
  const object = { schemaVersion: 1, command: 'replay', tool: TOOL, ...on, verdict, ...more, differences };
  return `${JSON.stringify(object, null, 2)}\n`;
}
