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
import { UsageError } from '../options/usage-error.ts';

export interface Context {
  /** The words of the command line, to be repeated in commands to paste. */
  readonly argv?: readonly string[];
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
  /** @defaultValue the real thing */
  readonly openTarget?: OpenTarget;
}

/** How a command opens targets of this kind. */
export const openerOf = (
  { openTarget }: Context,
  kind: TargetKind,
  options: Omit<OpenOptions, 'binary'> = {},
): OpenTarget => openTarget ?? opener(kind, options);

/**
 * Asks the programs that the user named before anything is played on them.
 * @throws UsageError for one on which nothing can be played, whatever it is asked
 */
export async function checkBinaries(
  { openTarget }: Pick<Context, 'openTarget'>,
  { whyUnusable }: TargetKind,
  binaries: readonly (string | undefined)[],
): Promise<void> {
  // Targets given from outside stand for the binaries, which then need not be there.
  if (openTarget !== undefined) return;
  for (const binary of new Set(binaries)) {
    const because = binary === undefined ? undefined : await whyUnusable(binary);
    if (because !== undefined) throw new UsageError(`--qemu-binary ${because}`);
  }
}

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
