/** The shape of `check --json`, which other programs rely on, as zod and as JSON Schema. */
import { z } from 'zod';
import { ONLOOKERS } from '../../../machines/vocabulary/onlooker.ts';
import { LEVELS } from '../../property/level.ts';
import { observationSchema, operationSchema, traceSchema } from '../../trace/trace-schema.ts';

const count = z.int().min(0);
const scenario = traceSchema.shape.scenario;

const seconds = z.number().min(0).meta({
  description: 'How long it took: the one field that differs between runs of the same check.',
});

const stoppedBy = z.exactOptional(
  z.string().meta({ description: 'What ended it before it was done, such as "the limit of 50 states".' }),
);

const coverage = z
  .strictObject({
    states: count,
    transitions: count,
    depth: count,
    complete: z.boolean(),
    seconds,
    stoppedBy,
  })
  .meta({ id: 'Coverage' });

const sampling = z
  .strictObject({ runs: count, operations: count, seed: z.int(), maxLength: count, seconds, stoppedBy })
  .meta({ id: 'Sampling', description: 'There only if the engine was "sampled" or "both".' });

const base = {
  property: z.string(),
  rule: z.string(),
  level: z.enum(LEVELS).meta({
    description:
      'What follows from a violation. Those of the levels "choice", "thread" and "inner" do not make the exit code.',
  }),
  assumes: z.exactOptional(
    z.array(z.string()).meta({
      description: 'Rules for drivers without which the claim says nothing.',
    }),
  ),
  kind: z.enum(['state', 'step', 'monitor', 'relational', 'reachability', 'agreement']),
};
const because = z.string().meta({ description: 'Why there is no answer, in words.' });

const confirmation = z
  .strictObject({
    outcome: z.enum(['confirmed', 'not reproduced', 'not playable']),
    on: z.string().meta({ description: 'The target, with its version; empty if none could be opened.' }),
    because: z.exactOptional(because),
  })
  .meta({ id: 'Confirmation', description: 'There only with --confirm: what a real target did.' });

/** A cause, as other reports hold it too. */
export const causeSchema = z
  .strictObject({
    variant: z.string().meta({
      description: 'The variant of the claim, the script, or what the claim says without the values.',
    }),
    operation: z.string().meta({ description: 'The kind of the guilty operation.' }),
    fields: z.array(z.string()).meta({
      description:
        'What the guilty step changed of what the claim looks at, or what two runs show or leave otherwise.',
    }),
    seenBy: z.exactOptional(z.enum([...ONLOOKERS, 'nobody'])),
  })
  .meta({ id: 'Cause', description: 'A way in which a claim fails; the first has the shortest trace.' });

const consequence = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('seen'),
      by: z.enum(ONLOOKERS),
      operations: z.array(operationSchema),
      is: z.array(observationSchema),
      shouldBe: z.array(observationSchema),
    }),
    z.strictObject({ kind: z.literal('unseen'), compared: count, complete: z.boolean() }),
    z.strictObject({ kind: z.literal('untold'), because: z.string() }),
  ])
  .meta({
    id: 'Consequence',
    description:
      'Of a cause that nobody sees: the shortest continuation of the trace at which somebody does, with what shows and what should; or that there is none.',
  });

const causesCut = z.literal(true).meta({
  description: 'There only if there are so many causes that no more were looked for.',
});

const verdict = z
  .discriminatedUnion('verdict', [
    z.strictObject({ ...base, verdict: z.literal('holds') }),
    z.strictObject({
      ...base,
      verdict: z.literal('violated'),
      confirmation: z.exactOptional(confirmation),
      trace: traceSchema,
      causes: z.array(
        z.strictObject({
          cause: causeSchema,
          consequence: z.exactOptional(consequence),
          baseline: z.exactOptional(
            z.enum(['known', 'new', 'shorter', 'expired']).meta({
              description: 'There only with --baseline; all but "known" count.',
            }),
          ),
          trace: traceSchema,
        }),
      ),
      causesCut: z.exactOptional(causesCut),
    }),
    z.strictObject({ ...base, verdict: z.literal('inconclusive'), because }),
    z.strictObject({ ...base, verdict: z.literal('skipped'), because }),
    z.strictObject({ ...base, verdict: z.literal('vacuous'), because }),
  ])
  .meta({ id: 'Verdict' });

const names = z.array(z.string());
const machine = z
  .strictObject({
    machine: z.string(),
    part: z.string(),
    transitions: z.strictObject({
      total: count,
      neverTaken: z.array(
        z.strictObject({
          state: z.string().meta({ description: 'The path of the state; empty for the machine itself.' }),
          on: z.string(),
          place: count.meta({ description: 'Among the transitions of the state on that event, from 0.' }),
          guards: names,
          actions: names,
        }),
      ),
    }),
    guards: z.strictObject({ total: count, neverTrue: names, neverFalse: names }),
    operations: z.strictObject({
      total: count,
      neverDrawn: names.meta({
        description: 'Events from outside that it takes, and that no operation brought.',
      }),
    }),
  })
  .meta({ id: 'Machine', description: 'What of a machine no scenario of the check exercised.' });

export const checkSchema = z.strictObject({
  schemaVersion: z.literal(1),
  command: z.literal('check'),
  tool: z.strictObject({ name: z.string(), version: z.string() }),
  interrupted: z.boolean().meta({
    description:
      'True if an interruption or a time limit ended it: verdicts may be inconclusive, and scenarios not begun.',
  }),
  scenarios: z.array(
    z.strictObject({ scenario, coverage, sampling: z.exactOptional(sampling), verdicts: z.array(verdict) }),
  ),
  notBegun: z.exactOptional(
    z
      .array(scenario)
      .meta({ description: 'Scenarios that were asked for, and left out by an interruption.' }),
  ),
  baseline: z
    .exactOptional(
      z.strictObject({
        file: z.string(),
        known: count,
        new: count,
        shorter: count,
        expired: count,
        gone: z.array(
          z.strictObject({
            claim: z.string(),
            scenario: z.string(),
            cause: causeSchema.omit({ seenBy: true }),
          }),
        ),
      }),
    )
    .meta({ description: 'There only with --baseline: what is accepted, counted by causes.' }),
  machines: z.exactOptional(z.array(machine)).meta({ description: 'There only with --coverage.' }),
});

/** The same shape for other tools, as docs/check.schema.json holds it. */
export function checkJsonSchema(): string {
  const schema = { title: 'virtio-verify check --json', ...z.toJSONSchema(checkSchema) };
  return `${JSON.stringify(schema, null, 2)}\n`;
}
