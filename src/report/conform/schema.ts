/** The shape of `conform --json`, which other programs rely on, as zod and as JSON Schema. */
import { z } from 'zod';
import { traceSchema } from '../../trace/trace-schema.ts';

const count = z.int().min(0);
const { scenario, steps, initialState: innerState } = traceSchema.shape;
const observations = steps.element.shape.observations;

const mismatch = z
  .strictObject({
    kind: z.enum(['observation', 'inner state', 'target failed']),
    step: count.meta({ description: "Index into the trace's steps of the one on which the two differ." }),
    expected: z.union([observations, innerState]).meta({ description: 'What the model says.' }),
    actual: z
      .union([observations, innerState, z.string()])
      .meta({ description: 'What the target showed; in words for a target that failed.' }),
    trace: traceSchema,
  })
  .meta({ id: 'Mismatch' });

/** One scenario's. */
export const conformanceSchema = z
  .strictObject({
    scenario,
    target: z.string().meta({ description: 'The target, with its version.' }),
    steps: count.meta({ description: 'Operations played and compared.' }),
    transitionsCovered: count,
    transitionsTotal: count,
    cover: z
      .exactOptional(
        z.strictObject({
          kind: z.enum(['transitions', 'entries']),
          because: z.string(),
          complete: z.boolean(),
        }),
      )
      .meta({ description: 'What counts as a transition; not there if no directed paths were played.' }),
    mismatches: z.array(mismatch),
    runs: count.meta({ description: 'Random walks played.' }),
    seed: z.int(),
    unobserved: z
      .strictObject({ observations: z.array(z.string()), state: z.array(z.string()) })
      .meta({ description: 'What the model has and this target does not show.' }),
    seconds: z.number().min(0),
    operationsPerSecond: count,
    stoppedBy: z.exactOptional(z.string()).meta({ description: 'Why not everything was played.' }),
  })
  .meta({ id: 'Conformance' });

const notOpened = z
  .strictObject({ scenario, error: z.string() })
  .meta({ id: 'NotOpened', description: 'The target is missing, or refused to start.' });

export const conformSchema = z.strictObject({
  schemaVersion: z.literal(1),
  command: z.literal('conform'),
  tool: z.strictObject({ name: z.string(), version: z.string() }),
  interrupted: z.boolean().meta({ description: 'True if the user stopped it.' }),
  scenarios: z.array(z.union([conformanceSchema, notOpened])),
  notBegun: z.exactOptional(
    z
      .array(scenario)
      .meta({ description: 'Scenarios that were asked for, and left out by an interruption.' }),
  ),
});

/** The same shape for other tools, as docs/conform.schema.json holds it. */
export function conformJsonSchema(): string {
  const schema = { title: 'virtio-verify conform --json', ...z.toJSONSchema(conformSchema) };
  return `${JSON.stringify(schema, null, 2)}\n`;
}
