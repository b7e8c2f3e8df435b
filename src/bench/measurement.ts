/** What one process is asked to measure, and what it answers. */
import { z } from 'zod';

export const requestSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('engine'), size: z.string(), counts: z.boolean(), workers: z.number() }),
  z.object({ kind: z.literal('slowCount'), size: z.string() }),
  z.object({ kind: z.literal('xstateGraph'), size: z.string() }),
  z.object({ kind: z.literal('xstateSearch'), size: z.string() }),
  z.object({ kind: z.literal('sampled'), size: z.string(), runs: z.number() }),
  z.object({ kind: z.literal('commands'), size: z.string(), runs: z.number() }),
  z.object({ kind: z.literal('stepping'), size: z.string(), steps: z.number() }),
  z.object({ kind: z.literal('firstCounterexample') }),
]);

export type Request = z.infer<typeof requestSchema>;

export const answerSchema = z.object({
  counts: z
    .object({ states: z.number(), transitions: z.number(), violations: z.record(z.string(), z.number()) })
    .optional(),
  depth: z.number().optional(),
  /** Bytes of the visited set, and of what rebuilds a trace. */
  memory: z.object({ visited: z.number(), layers: z.number() }).optional(),
  /** Operations performed, or steps of single machines. */
  operations: z.number().optional(),
  buildSeconds: z.number(),
  runSeconds: z.number(),
  /** Of the whole process, its start included, and of all its threads. */
  processorSeconds: z.number(),
  peakKilobytes: z.number(),
});

export type Answer = z.infer<typeof answerSchema>;
