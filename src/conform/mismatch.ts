/** A mismatch as reports and files have it: a trace that any target can replay, and what differed. */
import type { Observation, Operation } from '../../machines/vocabulary/operation.ts';
import { recordSteps } from '../check/build-trace.ts';
import type { CompiledModel } from '../model/model.ts';
import { powerOn } from '../model/perform.ts';
import { innerState } from '../model/state-view.ts';
import type { InnerState, Trace } from '../trace/trace.ts';
import type { PlayMismatch } from './play.ts';

export interface Mismatch {
  readonly kind: PlayMismatch['where'];
  /** The model's run, up to the step on which the target differs. */
  readonly trace: Trace;
  /** Index of that step. */
  readonly step: number;
  /** What the model says of that step, as far as the target sees it. */
  readonly expected: readonly Observation[] | InnerState;
  /** What the target showed; the error's text of a target that failed. */
  readonly actual: readonly Observation[] | InnerState | string;
}

/** The mismatch that ends `operations`, which may go on after it. */
export function mismatchOf(
  model: CompiledModel,
  operations: readonly Operation[],
  mismatch: PlayMismatch,
  sees: ReadonlySet<Observation['kind']>,
): Mismatch {
  const start = powerOn(model);
  const { steps } = recordSteps(model, start, operations.slice(0, mismatch.step + 1));
  const expected =
    mismatch.where === 'inner state'
      ? mismatch.expected
      : mismatch.expected.filter(({ kind }) => sees.has(kind));
  return {
    kind: mismatch.where,
    trace: {
      schemaVersion: 1,
      scenario: model.scenario,
      initialState: innerState(model, start),
      steps,
      guiltyStep: mismatch.step,
      violation: sentence(mismatch),
    },
    step: mismatch.step,
    expected,
    actual: mismatch.actual,
  };
}

/** One sentence with the values in it. */
function sentence(mismatch: PlayMismatch): string {
  switch (mismatch.where) {
    case 'target failed':
      return `the target failed here: ${mismatch.actual}`;
    case 'inner state':
      return `the model is left with ${fieldsIn(mismatch.expected)}, the target with ${fieldsIn(mismatch.actual)}`;
    case 'observation':
      return `the model shows ${all(mismatch.expected)}, the target ${all(mismatch.actual)}`;
  }
}

const fieldsIn = (state: InnerState): string =>
  Object.entries(state)
    .flatMap(([part, fields]) =>
      Object.entries(fields).map(([field, value]) => `${part}.${field} = ${number(value)}`),
    )
    .join(', ');

const all = (observations: readonly Observation[]): string =>
  observations.length === 0 ? 'nothing' : observations.map(one).join(', ');

function one(observation: Observation): string {
  switch (observation.kind) {
    case 'read':
      return `${observation.register} = ${number(observation.value)}`;
    case 'config':
      return `config bytes ${observation.bytes} at offset ${observation.offset}`;
    case 'queueProcessed':
      return `queue ${observation.queue} looked at`;
    case 'message':
    case 'hostEvent':
      return observation.name;
    case 'commandReject':
      return 'a command reject';
    case 'configInterrupt':
      return 'a configuration interrupt';
  }
}

const number = (value: string | number | boolean): string =>
  typeof value === 'number' ? `0x${value.toString(16)}` : String(value);
