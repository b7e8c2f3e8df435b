/**
 * Jobs in worker threads. What a job does is synchronous, so the thread that does it hears no signal: here the main
 * thread does, and tells the workers through shared memory, which they look at every few thousand states.
 */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Progress } from '../explore/explorer.ts';
import { UserCodeNote } from '../user-files/user-code-note.ts';
import { collectAlone } from './garbage-collection.ts';
import { OutOfMemoryError } from './out-of-memory.ts';
import { type CallLimits, isOutOfMemory, ThreadWatch } from './thread-watch.ts';

/** What a worker gets when it starts. */
export interface ToWorker {
  /** One 32-bit integer: not 0 once the user has interrupted the command. */
  readonly interrupted: SharedArrayBuffer;
  /** Of a `UserCodeNote`. */
  readonly note: SharedArrayBuffer;
}

export type FromWorker<Answer> =
  | { readonly kind: 'progress'; readonly index: number; readonly progress: Progress }
  | { readonly kind: 'answer'; readonly index: number; readonly answer: Answer }
  | {
      readonly kind: 'error';
      readonly index: number;
      readonly name: string;
      readonly message: string;
      readonly stack: string;
      /** Fields of the error's own, where it is one whose fields can be sent. */
      readonly data: object;
    };

export interface PoolOptions<Answer> {
  /** The module that a worker runs; it answers with `serveJobs`. */
  readonly worker: URL;
  /** Threads at once, at the most. */
  readonly atOnce: number;
  readonly onProgress: (job: number, progress: Progress) => void;
  readonly onAnswer?: ((job: number, answer: Answer) => void) | undefined;
  readonly isInterrupted: () => boolean;
  /** Of one call of a user's function. */
  readonly limits?: CallLimits | undefined;
}

const POLL_MS = 20;

/** Does jobs in order of their numbers; an answer is undefined when the interruption came before its job began. */
export async function runInWorkers<Job, Answer>(
  jobs: readonly Job[],
  { worker: module, atOnce, onProgress, onAnswer, isInterrupted, limits }: PoolOptions<Answer>,
): Promise<readonly (Answer | undefined)[]> {
  if (atOnce >= availableParallelism() && jobs.length >= atOnce) collectAlone();
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const answers: (Answer | undefined)[] = jobs.map(() => undefined);
  const workers: Worker[] = [];
  const looks: (() => void)[] = [];
  const poll = setInterval(() => {
    if (isInterrupted()) Atomics.store(flag, 0, 1);
    for (const look of looks) look();
  }, POLL_MS);
  let next = 0;
  const serve = (): Promise<void> => {
    const note = new UserCodeNote();
    const workerData: ToWorker = { note: note.buffer, interrupted: flag.buffer };
    const worker = new Worker(module, { workerData });
    const watch = new ThreadWatch(note, worker, limits);
    workers.push(worker);
    return new Promise((resolve, reject) => {
      const giveWork = () => {
        const job = isInterrupted() ? undefined : jobs[next];
        if (job === undefined) resolve();
        else worker.postMessage({ index: next++, job });
      };
      worker.on('message', (message: FromWorker<Answer>) => {
        switch (message.kind) {
          case 'progress':
            onProgress(message.index, message.progress);
            break;
          case 'answer':
            answers[message.index] = message.answer;
            onAnswer?.(message.index, message.answer);
            giveWork();
            break;
          case 'error': {
            const { name, message: text, stack, data } = message;
            reject(Object.assign(new Error(text), data, { name, stack }));
          }
        }
      });
      worker.on('error', (error) => {
        const failed = watch.failed(error);
        reject(isOutOfMemory(failed) ? new OutOfMemoryError() : failed);
      });
      // Where it has nothing left to do, or has been ended from here, this comes too late to count.
      worker.on('exit', (code) => reject(watch.ended(code)));
      looks.push(() => {
        const error = watch.look();
        if (error !== undefined) reject(error);
      });
      giveWork();
    });
  };
  try {
    await Promise.all(Array.from({ length: Math.min(jobs.length, atOnce) }, serve));
  } finally {
    clearInterval(poll);
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  return answers;
}
