/** How much of V8's memory an exploration lives in. */
import { setFlagsFromString } from 'node:v8';

/**
 * Keeps the young generation of every thread at the size with which it starts, each half 1 MB, where V8 would let a
 * half grow to 16. An exploration keeps its states in typed arrays outside of it; what it makes besides is either
 * gone at once or stays for good, so more room would hold more garbage and save next to nothing. To be called before
 * an exploration.
 */
export function keepYoungGenerationSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}
