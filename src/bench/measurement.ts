/** What one process is asked to measure, and what it answers. */
import { z } from 'zod';

/** Written and read by the benchmark itself. */
export type Request =
  | { readonly kind: 'engine'; readonly size: string; readonly counts: boolean }
  | { readonly kind: 'slowCount' | 'xstateGraph' | 'xstateSearch'; readonly size: string }
  | { readonly kind: 'sampled' | 'commands'; readonly size: string; readonly runs: number }
  | { readonly kind: 'stepping'; readonly size: string; readonly steps: number }
  | { readonly kind: 'firstCounterexample' };

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
