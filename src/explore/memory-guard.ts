/** Stops an exploration before memory runs out, so that what it found is not lost with the process. */
import { totalmem } from 'node:os';
import { getHeapStatistics } from 'node:v8';

/** Looking asks the kernel, which takes its time on a busy machine. */
const LOOK_EVERY_MS = 100;
/** Of what V8 allows itself for objects: beyond that it spends its time looking for more, and then gives up. */
const HEAP_SHARE_MAX = 0.85;

/** Three quarters of the machine's memory. */
export const MEMORY_BYTES_MAX: number = Math.floor(totalmem() * 0.75);

/** What is in use at the moment, in bytes. */
export interface MemoryUse {
  /** Of the whole process, all threads of it. */
  readonly process: number;
  /** Of this thread's heap, which has an end of its own. */
  readonly heap: number;
  readonly heapMax: number;
}

let lastUse: MemoryUse | undefined;
let lookedAt = Number.NEGATIVE_INFINITY;

/** As it is, or was a moment ago: short explorations come one after the other, and share a look. */
function memoryUse(now: number): MemoryUse {
  if (lastUse === undefined || now - lookedAt >= LOOK_EVERY_MS) {
    const { used_heap_size, heap_size_limit } = getHeapStatistics();
    lastUse = { process: process.memoryUsage.rss(), heap: used_heap_size, heapMax: heap_size_limit };
    lookedAt = now;
  }
  return lastUse;
}

export class MemoryGuard {
  readonly #bytesMax: number;
  readonly #use: (now: number) => MemoryUse;
  #lookedAt = Number.NEGATIVE_INFINITY;

  /** @param bytesMax for the whole process */
  constructor(bytesMax: number, use = memoryUse) {
    this.#bytesMax = bytesMax;
    this.#use = use;
  }

  /** Which limit is reached, for `stopped at …`; undefined while there is room. */
  reached(now: number): string | undefined {
    if (now - this.#lookedAt < LOOK_EVERY_MS) return undefined;
    this.#lookedAt = now;
    const use = this.#use(now);
    if (use.process > this.#bytesMax) return `the memory limit of ${Math.round(this.#bytesMax / 1e6)} MB`;
    return use.heap > use.heapMax * HEAP_SHARE_MAX
      ? `the end of Node's heap of ${Math.round(use.heapMax / 1e6)} MB (see node --max-old-space-size)`
      : undefined;
  }
}
