/** How much processor time a thread has had, and how long it slept, seen from another thread. */
import { readFileSync } from 'node:fs';
import type { Worker } from 'node:worker_threads';

interface ThreadTimes {
  /** Milliseconds on a processor. */
  readonly processorMs: number;
  /** Milliseconds asleep: waiting for something, not for a processor. */
  readonly waitingMs: number;
}

/** Linux counts in hundredths of a second, whatever the kernel's own clock. */
const MS_PER_TICK = 10;

/** Between two looks no more than this counts: a look that comes late, because the machine is loaded, counts little. */
const LOOK_MS_MAX = 40;

/**
 * Linux tells the processor time of each thread, and whether it sleeps. Elsewhere the time of our own looks stands for
 * the first, and that of an idle event loop for the second.
 */
export class ThreadClock {
  readonly #threadId: () => number;
  readonly #worker: Worker;
  #last = performance.now();
  #looked = 0;
  #asleep = 0;

  /** @param threadId the system's number of the thread; 0 while, or where, that is not known */
  constructor(threadId: () => number, worker: Worker) {
    this.#threadId = threadId;
    this.#worker = worker;
  }

  /** To be called again and again: what counts are differences between two readings. */
  read(): ThreadTimes {
    const now = performance.now();
    const passed = Math.min(now - this.#last, LOOK_MS_MAX);
    this.#last = now;
    this.#looked += passed;
    const told = toldBySystem(this.#threadId());
    if (told?.isAsleep) this.#asleep += passed;
    return told === undefined
      ? { processorMs: this.#looked, waitingMs: this.#worker.performance.eventLoopUtilization().idle }
      : { processorMs: told.processorMs, waitingMs: this.#asleep };
  }
}

function toldBySystem(
  threadId: number,
): { readonly processorMs: number; readonly isAsleep: boolean } | undefined {
  if (threadId === 0) return undefined;
  try {
    const text = readFileSync(`/proc/self/task/${threadId}/stat`, 'utf8');
    // After a name in parentheses, which may hold anything: the state, and as 12th and 13th user and system time.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const processorMs = (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK;
    return { processorMs, isAsleep: fields[0] !== 'R' };
  } catch {
    return undefined;
  }
}
