/** Explores scenarios for tests: each in a thread of its own, begun when the first test of it runs. */
import type { ScenarioResult } from '../check/check.ts';
import type { CheckJob, RunChecks } from '../jobs/check-job.ts';

interface Running {
  readonly result: Promise<ScenarioResult | undefined>;
  readonly wish: { isWanted: boolean };
  isEnded: boolean;
}

/** Explorations of a list of scenarios; those that follow the one that is asked for begin ahead. */
export class Explorations {
  readonly #jobs: readonly CheckJob[];
  readonly #run: RunChecks;
  readonly #atOnce: number;
  readonly #running = new Map<number, Running>();

  constructor(jobs: readonly CheckJob[], run: RunChecks, atOnce: number) {
    this.#jobs = jobs;
    this.#run = run;
    this.#atOnce = Math.max(1, atOnce);
  }

  /**
   * The result of one scenario; undefined when it was ended before it began.
   * @param signal ends the exploration of this scenario for all tests: what is known by then is the result
   */
  async resultOf(index: number, signal?: AbortSignal): Promise<ScenarioResult | undefined> {
    const own = this.#start(index);
    if (own === undefined) return undefined;
    for (let next = index + 1; next < this.#jobs.length && this.#busy < this.#atOnce; next++)
      this.#start(next);
    const stop = () => {
      own.wish.isWanted = false;
    };
    if (signal?.aborted === true) stop();
    signal?.addEventListener('abort', stop, { once: true });
    try {
      return await own.result;
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  /** Ends what still runs. */
  async stop(): Promise<void> {
    for (const each of this.#running.values()) each.wish.isWanted = false;
    await Promise.allSettled([...this.#running.values()].map(({ result }) => result));
  }

  get #busy(): number {
    return [...this.#running.values()].filter(({ isEnded }) => !isEnded).length;
  }

  #start(index: number): Running | undefined {
    const begun = this.#running.get(index);
    const job = this.#jobs[index];
    if (begun !== undefined || job === undefined) return begun;
    const wish = { isWanted: true };
    const result = this.#run([job], {
      onProgress: () => undefined,
      isInterrupted: () => !wish.isWanted,
      workers: 1,
    }).then(([only]) => only);
    const running: Running = { result, wish, isEnded: false };
    const end = () => {
      running.isEnded = true;
    };
    // Who asks for the result hears of an error; one that began ahead may never be asked for.
    result.then(end, end);
    this.#running.set(index, running);
    return running;
  }
}
