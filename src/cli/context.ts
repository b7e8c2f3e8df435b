/** What a command may know of its surroundings, given from outside so that tests can play them. */
import type { RunChecks } from './check-job.ts';

export interface Context {
  /** Where relative paths start. */
  readonly cwd: string;
  /** Stdout is a terminal that wants colour. */
  readonly color: boolean;
  /** Shows a line of progress in place of the one before; undefined where nobody watches. */
  readonly showProgress?: (line: string) => void;
  readonly runChecks: RunChecks;
  readonly interruption: Interruption;
}

/** The user's wish to stop. Whoever can stop early asks for it; without any such command the process ends. */
export class Interruption {
  #requested = false;
  #awaited = false;

  get isRequested(): boolean {
    return this.#requested;
  }

  /** True while a command runs that looks at `isRequested`. */
  get isAwaited(): boolean {
    return this.#awaited;
  }

  request(): void {
    this.#requested = true;
  }

  /** Runs something that looks at `isRequested` and stops by itself. */
  async during<T>(run: () => Promise<T>): Promise<T> {
    this.#awaited = true;
    try {
      return await run();
    } finally {
      this.#awaited = false;
    }
  }
}
