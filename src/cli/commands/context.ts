/** What a command may know of its surroundings, given from outside so that tests can play them. */
import type { RunChecks } from '../../jobs/check-job.ts';
import type { RunReview } from '../../jobs/review-pool.ts';
import {
  type OpenOptions,
  type OpenTarget,
  opener,
  type TargetKind,
} from '../../targets/kinds/target-kind.ts';
import type { UserFiles } from '../../user-files/user-files.ts';
import { loadModules } from '../../workers/modules.ts';

export interface Context {
  /** Where relative paths start. */
  readonly cwd: string;
  /** Stdout is a terminal that wants colour. */
  readonly color: boolean;
  /** Shows a line of progress in place of the one before; undefined where nobody watches. */
  readonly showProgress?: (line: string) => void;
  readonly runChecks: RunChecks;
  /** @defaultValue in this thread */
  readonly runReview?: RunReview;
  readonly interruption: Interruption;
  /** The day on which it runs, as `2027-01-31`. @defaultValue today, in UTC */
  readonly today?: string;
  /** @defaultValue the real thing */
  readonly openTarget?: OpenTarget;
}

/** How a command opens targets of this kind. */
export const openerOf = (
  { openTarget }: Context,
  kind: TargetKind,
  options: Omit<OpenOptions, 'binary'> = {},
): OpenTarget => openTarget ?? opener(kind, options);

/** Where a command looks for users' files. */
export const userFiles = ({ cwd }: Pick<Context, 'cwd'>): UserFiles => ({ cwd, modules: loadModules });

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
