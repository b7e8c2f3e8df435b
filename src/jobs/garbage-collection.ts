/** How V8 frees memory while we explore: by what suits the work at hand, not by its defaults. */
import { setFlagsFromString } from 'node:v8';

/**
 * Has V8 keep to little memory, in every thread. To be called before an exploration.
 *
 * The young generation stays at the size with which it starts, each half 1 MB, where V8 would let a half grow to 16.
 * An exploration keeps its states in typed arrays outside of it; what it makes besides is either gone at once or stays
 * for good, so more room would hold more garbage and save next to nothing.
 *
 * The rest is swept when it has grown by half, not when it has grown several times over: a table that grows leaves its
 * former self behind, outside of the heap, and only sweeping frees that.
 */
export function keepMemorySmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--heap-growing-percent=50');
}

/**
 * Has each thread free its own young objects by itself. To be called before the threads start, where each processor
 * has one of ours: V8's helpers would then only take turns with them.
 */
export function collectAlone(): void {
  setFlagsFromString('--no-parallel-scavenge');
}
