/** The bounds of a comparison: looked at every so often, and said when one is hit. */
import { EXPLORE_DEFAULTS, type ExploreOptions, type Progress } from '../explore/explorer.ts';
import { MemoryGuard } from '../explore/memory-guard.ts';

export interface CompareOptions
  extends Pick<ExploreOptions, 'statesMax' | 'timeMsMax' | 'memoryBytesMax' | 'onProgress'> {
  /** Stop at the first difference that somebody outside can see; inner ones are not looked at. */
  readonly stopWhenSeen?: boolean;
}

/** Looking takes time too: once for so many states. */
const LOOK_EVERY = 1024;

export class Bounds {
  readonly #options: CompareOptions & typeof EXPLORE_DEFAULTS;
  readonly #memory: MemoryGuard;
  readonly #started = performance.now();

  constructor(options: CompareOptions) {
    this.#options = { ...EXPLORE_DEFAULTS, ...options };
    this.#memory = new MemoryGuard(this.#options.memoryBytesMax);
  }

  /** Seconds since the beginning. */
  get seconds(): number {
    return (performance.now() - this.#started) / 1000;
  }

  /** Which bound is reached when the state with this number has its turn; undefined while there is room. */
  reached(index: number, progress: Progress): string | undefined {
    const { statesMax, timeMsMax, onProgress } = this.#options;
    if (progress.states > statesMax) return `the limit of ${statesMax} states`;
    if (index % LOOK_EVERY !== 0) return undefined;
    const now = performance.now();
    if (now - this.#started > timeMsMax) return `the time limit of ${timeMsMax / 1000} s`;
    if (onProgress?.(progress) === false) return 'an interruption';
    return this.#memory.reached(now);
  }
}
