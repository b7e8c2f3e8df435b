/** In what two targets differ at one step. */
import type { Observation, Operation } from '../../../machines/vocabulary/operation.ts';
import { seenBy, VISIBILITIES, type Visibility } from '../../compare/visibility.ts';
import { signatureOf } from '../../conform/shrink.ts';
import { sameObservations } from '../../targets/replay.ts';
import type { InnerState } from '../../trace/trace.ts';

/** One way in which a step differs. */
export interface StepDifference {
  /** Index of the operation; -1 for the inner state at power-on. */
  readonly step: number;
  readonly visibleTo: Visibility;
  /** Equal for differences that are one finding: the same operation, or the same field of the inner state. */
  readonly key: string;
}

/** The ways in which a step's observations differ, by who sees them. */
export function observationDifferences(
  step: number,
  operation: Operation,
  base: readonly Observation[],
  patched: readonly Observation[],
): readonly StepDifference[] {
  return VISIBILITIES.flatMap((visibleTo): readonly StepDifference[] => {
    const of = (all: readonly Observation[]) => all.filter((each) => seenBy(each) === visibleTo);
    const [expected, actual] = [of(base), of(patched)];
    if (sameObservations(expected, actual)) return [];
    const key = signatureOf({ step, operation, where: 'observation', expected, actual });
    return [{ step, visibleTo, key: `${visibleTo}: ${key}` }];
  });
}

/** The fields, `core.started`, that both targets show and that differ. */
export function differingFields(base: InnerState, patched: InnerState): readonly string[] {
  return Object.entries(base).flatMap(([part, fields]) =>
    Object.entries(fields).flatMap(([field, value]) => {
      const other = patched[part]?.[field];
      return other === undefined || other === value ? [] : [`${part}.${field}`];
    }),
  );
}

/** The difference at the step on which a field, `core.started`, begins to differ. */
export const innerDifference = (step: number, field: string): StepDifference => ({
  step,
  visibleTo: 'internal',
  key: `internal: ${field}`,
});
