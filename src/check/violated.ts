/** A violated verdict, from what an engine found of a property. */
import type { BuiltModel } from '../model/build-model.ts';
import type { CauseFound } from '../property/cause.ts';
import type { Property } from '../property/property.ts';
import { traceOf } from './build-trace.ts';
import type { Outcome, VerdictCause } from './verdict.ts';

/** What an engine found of one property, and the second scenario when the claim is about two. */
export interface FoundOf {
  readonly causes: readonly CauseFound[];
  readonly causesCut: boolean;
  readonly applied: number;
  readonly other?: Parameters<typeof traceOf>[2];
}

/** @throws RangeError when nothing was found */
export function violatedOutcome(
  { claim, seenBy: seenByClaim }: Property,
  { model }: BuiltModel,
  { causes, causesCut, applied, other }: FoundOf,
): Outcome {
  const told = causes.map((found): VerdictCause => {
    const [first] = found.causes;
    const seenBy = first?.seenBy ?? seenByClaim;
    return {
      variant: first?.variant ?? '',
      operation: first?.operation ?? '',
      fields: found.causes.flatMap(({ field }) => (field === '' ? [] : [field])),
      ...(seenBy === undefined ? {} : { seenBy }),
      trace: { ...traceOf(model, found.finding, other), claim },
    };
  });
  const [shortest] = told;
  if (shortest === undefined) throw new RangeError('violatedOutcome: there must be a violation');
  return {
    verdict: 'violated',
    trace: shortest.trace,
    applied,
    causes: told,
    ...(causesCut ? { causesCut } : {}),
  };
}
