/** What a command may know of its surroundings, given from outside so that tests can play them. */
import type { RunChecks } from '../../jobs/check-job.ts';
import type { RunReview } from '../../jobs/review-pool.ts';
import {
  type OpenOptions,
  type OpenTarget,
  opener,
  type TargetKind,
} from '../../targets/kinds/target-kind.ts';
import type { UserCodeNote } from '../../user-files/user-code-note.ts';
import type { LoadModules, UserFiles } from '../../user-files/user-files.ts';
import { loadModules } from '../../workers/modules.ts';
import { UsageError } from '../options/usage-error.ts';

/** The part of it that is data, for a command in a thread of its own. */
export interface Surroundings {
  /** Where relative paths start. */
  readonly cwd: string;
  /** Stdout is a terminal that wants colour. */
  readonly color: boolean;
}

export interface Context extends Surroundings {
  /** The words of the command line, to be repeated in commands to paste. */
  readonly argv?: readonly string[];
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
  /**
   * What the imports of users' files mean
   * @defaultValue what this package exports
   */
  readonly modules?: LoadModules;
  /** Where it is noted which of a user's functions runs, in a thread that another one watches. */
  readonly note?: UserCodeNote;
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
export const userFiles = ({
  cwd,
  modules = loadModules,
  note,
}: Pick<Context, 'cwd' | 'modules' | 'note'>): UserFiles => ({
  cwd,
  modules,
  ...(note === undefined ? {} : { note }),
});

/** The user's wish to stop. Whoever can stop early asks for it; without any such command the process ends. */
export class Interruption {
  /** For the same wish in another thread. */
  readonly shared: SharedArrayBuffer;
  readonly #cells: Int32Array;

  constructor(shared = new SharedArrayBuffer(8)) {
    this.shared = shared;
    this.#cells = new Int32Array(shared);
  }

  get isRequested(): boolean {
    return Atomics.load(this.#cells, 0) !== 0;
  }

  /** True while a command runs that looks at `isRequested`. */
  get isAwaited(): boolean {
    return Atomics.load(this.#cells, 1) !== 0;
  }

  request(): void {
    Atomics.store(this.#cells, 0, 1);
  }

  /** Runs something that looks at `isRequested` and stops by itself. */
  async during<T>(run: () => Promise<T>): Promise<T> {
    Atomics.store(this.#cells, 1, 1);
    try {
      return await run();
    } finally {
      Atomics.store(this.#cells, 1, 0);
    }
  }
}
