/** What a sampling says of a property: a violation is one, and the lack of it proves nothing. */
import type { BuiltModel } from '../model/build-model.ts';
import type { Property } from '../property/property.ts';
import type { Sampling, SamplingCoverage } from '../sample/sample.ts';
import type { Shortest } from '../sample/shortest.ts';
import type { Outcome } from './verdict.ts';
import { violatedOutcome } from './violated.ts';

/** A sampling as a scenario's result records it; the traces are with the verdicts. */
export interface SamplingSummary extends SamplingCoverage {
  readonly findings: readonly {
    readonly property: string;
    readonly path: string;
    readonly shortest: Shortest;
  }[];
}

/** Which properties a sampling found violated, and where to find the runs again. */
export const summaryOf = ({ coverage, findings }: Sampling): SamplingSummary => ({
  ...coverage,
  findings: [...findings.values()].map(({ property, path, shortest }) => ({ property, path, shortest })),
});

/** The outcome for a property that was sampled only. */
export function sampledOutcome(property: Property, built: BuiltModel, sampling: Sampling): Outcome {
  const applied = sampling.applied.get(property.id) ?? 0;
  const causes = sampling.causes.get(property.id);
  if (causes !== undefined) {
    const causesCut = sampling.causesCut.has(property.id);
    return violatedOutcome(property, built, { causes, causesCut, applied });
  }
  const { runs, maxLength, seed } = sampling.coverage;
  const what = applied === 0 ? 'the claim never applied' : 'no violation';
  return {
    verdict: 'inconclusive',
    because: `${what} in ${runs} runs of up to ${maxLength} operations, seed ${seed} (sampled only)`,
  };
}
