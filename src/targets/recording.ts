/** What a target did, as a trace, and such a trace as a target that does the same again. */

import type { Observation, Operation } from '../../machines/vocabulary/operation.ts';
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import { flatKey } from '../numbering/interner.ts';
import type { Trace, TraceStep } from '../trace/trace.ts';
import { type Target, TargetError } from './target.ts';

/** Plays operations from power-on; what the trace says is what the target showed, not what a model says. */
export async function record(
  target: Target,
  scenario: Scenario,
  operations: readonly Operation[],
): Promise<Trace> {
  await target.reset();
  const initialState = await target.observe();
  const steps: TraceStep[] = [];
  for (const operation of operations) {
    const observations = await target.apply(operation);
    steps.push({ operation, observations, state: await target.observe() });
  }
  return { schemaVersion: 1, scenario, initialState, steps };
}

/**
 * A target that knows one run only.
 * @param sees the kinds of observation that the recorded target could see
 */
export function recording(trace: Trace, sees: ReadonlySet<Observation['kind']>): Target {
  let played = 0;
  const name = 'a recording';
  return {
    name,
    sees,
    reset: async () => {
      played = 0;
    },
    apply: async (operation) => {
      const step = trace.steps[played];
      if (step === undefined || flatKey(step.operation) !== flatKey(operation))
        throw new TargetError(name, `step ${played + 1} of the recording is another operation, or none`);
      played++;
      return step.observations;
    },
    observe: async () => trace.steps[played - 1]?.state ?? trace.initialState,
    close: async () => {},
  };
}
