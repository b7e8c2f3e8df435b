/** The shape of `review --json` for two binaries, which other programs rely on, as zod. */
import { z } from 'zod';
import { traceSchema } from '../../trace/trace-schema.ts';
import { conformanceSchema } from '../conform/schema.ts';

const count = z.int().min(0);
const optional = z.exactOptional;
const { scenario, steps, initialState: state } = traceSchema.shape;
const observations = steps.element.shape.observations;

const binary = z.strictObject({
  path: z.string(),
  version: optional(z.string()).meta({ description: 'Not there if the binary was never opened.' }),
});

const shown = z.strictObject({ observations, state });

const difference = z
  .strictObject({
    scenario,
    visibleTo: z.enum(['driver', 'backend', 'internal']),
    key: z.string().meta({ description: 'Equal for differences that are one finding.' }),
    foundBy: z.enum(['directed', 'random']),
    step: z.int().min(-1).meta({
      description: "Index into the trace's steps of the one that differs; -1 for power-on.",
    }),
    base: shown.meta({ description: 'What the base binary showed of that step.' }),
    patched: shown,
    isMinimal: z.boolean().meta({ description: 'No operation can be left out.' }),
    isSteady: optional(z.boolean()).meta({ description: 'Played once more, it differed again.' }),
    predicted: optional(z.boolean()).meta({
      description: 'Both models show what their binaries showed. Only there with --patch.',
    }),
    trace: traceSchema.meta({ description: "The patched binary's run; its branch is the base binary's." }),
    qtest: optional(z.string()).meta({ description: 'A shell script that plays it on both.' }),
  })
  .meta({ id: 'BinaryDifference', description: 'A shortest sequence on which the binaries differ.' });

const played = z
  .strictObject({
    scenario,
    targets: z.strictObject({ base: z.string(), patched: z.string() }),
    operations: count.meta({ description: 'Played on each binary and compared.' }),
    sequences: z.strictObject({ directed: count, random: count }),
    transitionsCovered: count,
    transitionsTotal: count.meta({ description: 'Of the model that supplied the directed sequences.' }),
    cover: z.strictObject({ kind: z.enum(['transitions', 'entries']), complete: z.boolean() }),
    replays: count.meta({ description: 'Sequences played again to make differences short.' }),
    stoppedBy: optional(z.string()).meta({ description: 'Why not everything was played.' }),
    failed: optional(
      z.strictObject({
        which: z.enum(['base', 'patched', 'both']),
        because: z.string(),
        operations: z.array(steps.element.shape.operation),
      }),
    ).meta({ description: 'The target that failed, and what was played until then.' }),
    conformance: optional(z.strictObject({ base: conformanceSchema, patched: conformanceSchema })).meta({
      description: 'Each binary against its model. Only there with --patch.',
    }),
    notHeld: optional(z.string()).meta({ description: 'Why, in spite of --patch, there is none.' }),
  })
  .meta({ id: 'BinariesCompared' });

const notOpened = z
  .strictObject({ scenario, which: z.enum(['base', 'patched']), error: z.string() })
  .meta({ id: 'BinaryNotOpened' });

export const binariesSchema = z.strictObject({
  schemaVersion: z.literal(1),
  command: z.literal('review'),
  tool: z.strictObject({ name: z.string(), version: z.string() }),
  binaries: z.strictObject({ base: binary, patched: binary }),
  against: z.strictObject({ semantics: z.string(), patches: z.array(z.string()) }),
  patches: z.array(
    z.strictObject({ name: z.string(), title: z.string(), source: z.string(), changes: z.array(z.string()) }),
  ),
  seed: z.int(),
  interrupted: z.boolean(),
  scenarios: z.array(z.union([played, notOpened])),
  differences: z.array(difference),
});
