/** What a command may know of its surroundings, given from outside so that tests can play them. */
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import type { Target } from '../targets/target.ts';
import type { RunChecks } from './check-job.ts';
import type { RunReview } from './review-pool.ts';

/** Opens the scenario's target, on this binary if one is named. */
export type OpenTarget = (scenario: Scenario, binary?: string) => Promise<Target>;

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
  /** @defaultValue a real QEMU */
  readonly openTarget?: OpenTarget;
}

export const openTarget = ({ openTarget: given }: Context): OpenTarget =>
  given ??
  (async (scenario, binary) => {
    const { openQemu } = await import('../targets/qemu/qemu-target.ts');
    return openQemu(scenario, binary === undefined ? {} : { binary });
  });

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
