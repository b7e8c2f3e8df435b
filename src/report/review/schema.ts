/** The shape of `review --json`, which other programs rely on, as zod and as JSON Schema. */
import { z } from 'zod';
import { LEVELS } from '../../property/level.ts';
import { traceSchema } from '../../trace/trace-schema.ts';
import { binariesSchema } from '../binaries/schema.ts';
import { causeSchema } from '../check/schema.ts';

const count = z.int().min(0);
const scenario = traceSchema.shape.scenario;
const optional = z.exactOptional;

const coverage = z
  .strictObject({
    states: count,
    transitions: count,
    depth: count,
    complete: z.boolean(),
    seconds: z
      .number()
      .min(0)
      .meta({ description: 'The one field that differs between runs of the same review.' }),
    stoppedBy: optional(z.string().meta({ description: 'The bound that was hit.' })),
  })
  .meta({ id: 'Coverage' });

const verdict = z.enum(['holds', 'violated', 'inconclusive', 'skipped', 'vacuous']);
const visibleTo = z.enum(['driver', 'backend', 'internal']).meta({
  description:
    '"driver": what it reads, interrupts, rejects. "backend": messages to it, and events for the host. "internal": only inner state.',
});
const rule = { property: z.string(), rule: z.string() };

const row = z
  .strictObject({
    scenario,
    ...rule,
    level: z.enum(LEVELS),
    base: verdict,
    patched: verdict,
    change: z.enum(['broken', 'mended', 'lapsed', 'arises', 'undecided', 'same']),
    newCauses: optional(
      z.array(causeSchema).meta({
        description:
          'Of a claim that fails on the base already: what makes it broken. The trace is of the first.',
      }),
    ),
    trace: optional(traceSchema),
  })
  .meta({
    id: 'Row',
    description: 'The trace is of the patched device if it violates, otherwise of the base.',
  });

const difference = z.strictObject({ scenario, visibleTo, trace: traceSchema }).meta({
  id: 'Difference',
  description: 'A shortest one. The trace is the patched run; its branch is the same run on the base.',
});

const interaction = z
  .strictObject({
    scenario,
    ...rule,
    interaction: z.enum(['breaks', 'undoes', 'mends', 'shields']),
    violated: z.strictObject({
      base: z.boolean(),
      first: z.boolean(),
      second: z.boolean(),
      both: z.boolean(),
    }),
    trace: optional(traceSchema),
  })
  .meta({ id: 'Interaction', description: 'A verdict that neither patch alone makes one expect.' });

const repetition = z.strictObject({
  insertedSteps: z.array(z.string()),
  scenarios: z.array(
    z.strictObject({
      scenario,
      coverage,
      stepsTwice: optional(
        z.strictObject({ coverage, differences: z.array(z.strictObject({ visibleTo, trace: traceSchema })) }),
      ),
    }),
  ),
  events: z.array(
    z.strictObject({
      event: z.string(),
      part: z.string(),
      where: z.enum(['everyState', 'afterItsStep']),
      points: z.array(z.strictObject({ lifecycle: z.string(), states: count, secondActs: count })),
    }),
  ),
});

const patch = z.strictObject({
  name: z.string(),
  title: z.string(),
  source: z.string(),
  changes: z.array(z.string()),
});

export const reviewSchema = z.strictObject({
  schemaVersion: z.literal(1),
  command: z.literal('review'),
  tool: z.strictObject({ name: z.string(), version: z.string() }),
  against: z.strictObject({ semantics: z.string(), patches: z.array(z.string()) }),
  patches: z.array(patch),
  insteadOf: optional(
    z.array(patch).meta({
      description:
        'Rivals: `base` is then the base with these over it, and `patched` the base with `patches`.',
    }),
  ),
  redefined: optional(
    z
      .array(
        z.strictObject({ machine: z.string(), what: z.string(), patches: z.tuple([z.string(), z.string()]) }),
      )
      .meta({
        description: 'What two patches that lie over one another both define; the second one counts.',
      }),
  ),
  functions: optional(
    z.array(
      z.strictObject({
        name: z.string(),
        file: z.string(),
        places: z.array(
          z.strictObject({
            caller: z.string(),
            machine: z.string(),
            steps: z.array(z.string()),
            events: z.array(z.string()),
            hooked: z.boolean(),
          }),
        ),
      }),
    ),
  ).meta({
    description:
      'With --mail: the C functions that the mails change and the machines have, where the machines carry each out, and whether the patches set in there. A function with one place has no caller.',
  }),
  alphabet: z.enum(['small', 'full']),
  interrupted: z.boolean(),
  scenarios: z.array(
    z.strictObject({
      scenario,
      coverage: z.strictObject({
        base: coverage,
        patched: coverage,
        pairs: optional(coverage).meta({
          description: 'Not there if the patch changes no machine of the scenario.',
        }),
      }),
    }),
  ),
  rows: z.array(row),
  differences: z.array(difference),
  repetition,
  combinations: z.array(
    z.strictObject({
      with: z.string(),
      impossible: optional(z.string()),
      scenarios: z.array(scenario),
      interactions: z.array(interaction),
    }),
  ),
});

/** The same shape, and that of a review of two binaries, for other tools, as docs/review.schema.json holds it. */
export function reviewJsonSchema(): string {
  const either = z.union([reviewSchema, binariesSchema]).meta({
    description: 'With --qemu-base and --qemu-patched, the shape that has "binaries".',
  });
  const schema = { title: 'virtio-verify review --json', ...z.toJSONSchema(either) };
  return `${JSON.stringify(schema, null, 2)}\n`;
}
