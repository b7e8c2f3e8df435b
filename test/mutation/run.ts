/** Judges mutants in worker threads. */
import { availableParallelism } from 'node:os';
import { runInWorkers } from '../../src/jobs/worker-pool.ts';
import type { Judgement } from './judge.ts';
import { judgeOf, type MutationJob } from './mutation-job.ts';
import { isInPart, type Part } from './part.ts';

/** What became of one mutant. */
export interface Judged {
  readonly base: string;
  readonly name: string;
  readonly machine: string;
  /** Where it was looked at, or would have been. */
  readonly stages: readonly string[];
  readonly judgement: Judgement;
}

export interface RunOptions {
  readonly bases: readonly string[];
  /** Only mutants whose name has this in it. */
  readonly only?: string;
  readonly part?: Part;
  /** Hears how far it is. */
  readonly note: (line: string) => void;
  readonly isInterrupted: () => boolean;
}

/**
 * Judges every mutant that is asked for, in the order of bases and places; undefined after an interruption.
 */
export async function runMutants(options: RunOptions): Promise<readonly Judged[] | undefined> {
  const { bases, only = '', part, note, isInterrupted } = options;
  const jobs = bases.flatMap((base) =>
    judgeOf(base)
      .mutations.filter(({ name }) => name.includes(only))
      .filter(({ name }) => part === undefined || isInPart(`${base} ${name}`, part))
      .map(({ name }): MutationJob => ({ base, name })),
  );
  let done = 0;
  const answers = await runInWorkers<MutationJob, Judgement>(jobs, {
    worker: new URL('./mutation-worker.js', import.meta.url),
    atOnce: availableParallelism(),
    onProgress: () => {},
    onAnswer: () => {
      done++;
      if (done % 100 === 0) note(`${done} of ${jobs.length} mutants`);
    },
    isInterrupted,
  });
  if (isInterrupted()) return undefined;
  return jobs.flatMap((job, at) => {
    const judgement = answers[at];
    if (judgement === undefined) return [];
    const { machine, stages } = judgeOf(job.base).placeOf(job.name);
    return [{ ...job, machine, stages, judgement }];
  });
}
