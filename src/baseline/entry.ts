/** What a team has accepted: violations that are known, each with who answers for it and until when. */
import { z } from 'zod';

const causeSchema = z.strictObject({
  variant: z.string(),
  operation: z.string(),
  fields: z.array(z.string()),
});

const entrySchema = z.strictObject({
  claim: z.string(),
  cause: causeSchema,
  /** As reports name it. */
  scenario: z.string(),
  /** Operations of the shortest trace. */
  steps: z.int().min(0),
  /** The kinds of these operations, and of those of the second run. */
  shape: z.array(z.string()),
  reason: z.string().default(''),
  owner: z.string().default(''),
  /** The last day on which it is accepted; without one it is accepted for good. */
  until: z.exactOptional(z.string()),
});

export const baselineSchema = z.strictObject({
  schemaVersion: z.literal(1),
  accepted: z.array(entrySchema),
});

/** A violation, as it is recorded and as it is found again. */
export interface Occurrence {
  readonly claim: string;
  readonly cause: {
    readonly variant: string;
    readonly operation: string;
    readonly fields: readonly string[];
  };
  readonly scenario: string;
  readonly steps: number;
  readonly shape: readonly string[];
}

export interface Entry extends Occurrence {
  readonly reason: string;
  readonly owner: string;
  /** `2027-01-31`. */
  readonly until?: string;
}

export interface Baseline {
  readonly accepted: readonly Entry[];
}

/** Equal for the same cause of the same claim in the same scenario; the order of a file follows it. */
export const occurrenceKey = ({
  claim,
  cause,
  scenario,
}: Pick<Occurrence, 'claim' | 'cause' | 'scenario'>): string =>
  JSON.stringify([claim, scenario, cause.operation, cause.variant, cause.fields]);
