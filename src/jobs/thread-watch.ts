/**
 * Watches a thread that runs a user's code: says when one call of it takes too long, and why the thread ended before it
 * answered.
 */
import { pathToFileURL } from 'node:url';
import type { Worker } from 'node:worker_threads';
import { UserCodeError } from '../errors/errors.ts';
import type { UserCodeNote } from '../user-files/user-code-note.ts';
import { OutOfMemoryError } from './out-of-memory.ts';
import { ThreadClock } from './thread-clock.ts';

/** How much one call of a user's function may take. */
export interface CallLimits {
  /** Milliseconds of processor time of its own thread. It takes microseconds. */
  readonly processorMs: number;
  /** Milliseconds for which its thread may wait for something, asleep. */
  readonly waitingMs: number;
  /** Bytes by which the process may grow meanwhile. */
  readonly bytes: number;
}

export const CALL_LIMITS: CallLimits = { processorMs: 10_000, waitingMs: 10_000, bytes: 1e9 };

/** What had been used when a piece began. */
interface Spent {
  readonly processorMs: number;
  readonly waitingMs: number;
  readonly bytes: number;
}

export class ThreadWatch {
  readonly #note: UserCodeNote;
  readonly #limits: CallLimits;
  readonly #clock: ThreadClock;
  #number = -1;
  #before: Spent | undefined;

  constructor(note: UserCodeNote, worker: Worker, limits: CallLimits = CALL_LIMITS) {
    this.#note = note;
    this.#limits = limits;
    this.#clock = new ThreadClock(() => note.threadId, worker);
  }

  /** To be called again and again: the error to end the thread with, once one call has taken too much. */
  look(): UserCodeError | undefined {
    const running = this.#note.running();
    if (running === undefined || running.number !== this.#number) {
      this.#number = running?.number ?? -1;
      this.#before = undefined;
      return undefined;
    }
    // The clocks are read only of a call that was seen before: most calls are over by then.
    const spent = this.#spent();
    if (this.#before === undefined) {
      this.#before = spent;
      return undefined;
    }
    const problem = this.#problem(this.#before, spent);
    return problem === undefined ? undefined : new UserCodeError(running.place, problem);
  }

  /** Why the thread ended before it answered: a user's file ended it, or it is a fault of ours. */
  ended(code: number): Error {
    const { exitCode } = this.#note;
    const running = this.#note.running();
    const place = running?.place ?? 'a user’s file';
    if (exitCode !== undefined)
      return new UserCodeError(
        place,
        `expected code that leaves the program running, but it called process.exit(${exitCode}); throw an error instead`,
      );
    if (running === undefined) return new Error(`a thread ended with code ${code} before it answered`);
    return new UserCodeError(
      place,
      'expected code that comes to an end, but it waits for something that never comes; look for an "await" that is never settled',
    );
  }

  /** What to say of an error that nothing in the thread caught. */
  failed(error: unknown): unknown {
    const place = this.#note.running()?.place ?? foreignFrame(error);
    if (place === undefined) return error;
    if (isOutOfMemory(error))
      return new UserCodeError(place, 'expected a call that needs little memory, but it took all');
    const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return new UserCodeError(place, `an error that nothing catches: ${said.split('\n', 1)[0]}`);
  }

  #problem(before: Spent, now: Spent): string | undefined {
    const { processorMs, waitingMs, bytes } = this.#limits;
    if (now.processorMs - before.processorMs > processorMs)
      return `expected to return at once, but it was still running after ${processorMs / 1000} s of processor time; look for a loop that never ends`;
    if (now.waitingMs - before.waitingMs > waitingMs)
      return `expected to come to an end, but it was still waiting for something after ${waitingMs / 1000} s; look for what it waits for`;
    if (now.bytes - before.bytes > bytes)
      return `expected a call that needs little memory, but the program grew by more than ${bytes / 1e6} MB during it`;
    return undefined;
  }

  #spent(): Spent {
    return { ...this.#clock.read(), bytes: process.memoryUsage.rss() };
  }
}

/** Where this package lies; a user's file lies elsewhere. */
const OURS = new URL('../..', import.meta.url).href;

/** Where an error came from, if that is no code of ours: a promise that is rejected when nothing runs any more. */
function foreignFrame(error: unknown): string | undefined {
  if (!(error instanceof Error)) return 'a user’s file';
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const [, place] =
    /\(?((?:file:\/\/)?\/[^()]*):\d+\)?$/.exec(frames.find((each) => !each.includes('node:')) ?? '') ?? [];
  if (place === undefined || place.includes('/node_modules/')) return undefined;
  const url = place.startsWith('file:') ? place : pathToFileURL(place).href;
  return url.startsWith(OURS) ? undefined : place.replace(/^file:\/\//, '').replace(/:(\d+)$/, ', line $1');
}

export const isOutOfMemory = (error: unknown): boolean =>
  error instanceof OutOfMemoryError ||
  (error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY');
