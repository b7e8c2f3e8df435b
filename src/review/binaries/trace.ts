/** What binaries showed, as traces: to be stored, rendered, and played again. */
import type { Scenario } from '../../../machines/vocabulary/scenario.ts';
import type { Visibility } from '../../compare/visibility.ts';
import type { Trace } from '../../trace/trace.ts';
import type { TargetDifference } from './compare-targets.ts';
import type { Run } from './play-both.ts';

/** A run as a trace of its own. */
export const traceOf = (scenario: Scenario, run: Run): Trace => ({ schemaVersion: 1, scenario, ...run });

const WHERE: Readonly<Record<Visibility, string>> = {
  driver: 'in what the driver sees',
  backend: 'in what the host sees',
  internal: 'in its inner state, which nobody sees at this step',
};

/** One binary's run. */
export function runTrace(
  scenario: Scenario,
  { runs, step, visibleTo }: TargetDifference,
  which: 'base' | 'patched',
): Trace {
  const count = step + 1;
  const when = count === 0 ? 'At power-on' : `After ${count} ${count === 1 ? 'operation' : 'operations'}`;
  return {
    ...traceOf(scenario, runs[which]),
    ...(step < 0 ? {} : { guiltyStep: step }),
    violation: `${when} the patched binary differs from the base binary ${WHERE[visibleTo]}.`,
  };
}

/** The patched binary's run, with the base binary's as its branch. Both were seen, not computed. */
export const differenceTrace = (scenario: Scenario, difference: TargetDifference): Trace => ({
  ...runTrace(scenario, difference, 'patched'),
  branch: { after: 'powerOn', steps: difference.runs.base.steps },
});
