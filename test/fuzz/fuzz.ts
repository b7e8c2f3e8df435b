/** Gives many malformed inputs to the command line, in threads that are watched as those of the program are. */
import { Worker } from 'node:worker_threads';
import { outcomeOfError } from '../../src/cli/output/failure.ts';
import { type CallLimits, ThreadWatch } from '../../src/jobs/thread-watch.ts';
import { UserCodeNote } from '../../src/user-files/user-code-note.ts';
import { inputOf, type Kind } from './inputs.ts';

export interface ToFuzzWorker {
  readonly seed: number;
  readonly kinds: readonly Kind[];
  /** Of a `UserCodeNote`. */
  readonly note: SharedArrayBuffer;
}

export interface FromFuzzWorker {
  readonly number: number;
  readonly exitCode: number;
  readonly fault: string | undefined;
  /** Something that all code shares was changed: the thread has served. */
  readonly isDirty: boolean;
}

export interface Fault {
  readonly number: number;
  readonly kind: Kind;
  readonly argv: readonly string[];
  readonly problem: string;
}

export interface FuzzResult {
  readonly inputs: number;
  /** How often each exit code came. */
  readonly exitCodes: ReadonlyMap<number, number>;
  readonly faults: readonly Fault[];
  readonly hangs: number;
  /** The most memory that the process had, in bytes. */
  readonly bytesMax: number;
}

export interface FuzzOptions {
  readonly seed: number;
  /** Numbers of the first input, and of the one after the last. */
  readonly from: number;
  readonly to: number;
  readonly kinds: readonly Kind[];
  readonly threads: number;
  readonly onDone?: (done: number) => void;
  readonly isInterrupted?: () => boolean;
}

/** Smaller than the program's own, so that a loop costs a second. */
const LIMITS: CallLimits = { processorMs: 1_000, waitingMs: 300, bytes: 2e8 };
/** An input takes milliseconds; on a loaded machine longer. */
const HANG_MS = 120_000;
const LOOK_MS = 20;

export async function fuzz(options: FuzzOptions): Promise<FuzzResult> {
  const { seed, from, to, kinds, threads, onDone, isInterrupted } = options;
  const exitCodes = new Map<number, number>();
  const faults: Fault[] = [];
  let [next, inputs, hangs, bytesMax] = [from, 0, 0, 0];
  const serve = async (): Promise<void> => {
    let thread: FuzzThread | undefined;
    while (next < to && isInterrupted?.() !== true) {
      const number = next++;
      thread ??= new FuzzThread(seed, kinds);
      const { exitCode, fault, isDirty } = await thread.run(number);
      exitCodes.set(exitCode, (exitCodes.get(exitCode) ?? 0) + 1);
      if (fault === HANG) hangs++;
      if (fault !== undefined) {
        const { kind, argv } = inputOf(seed, number, kinds);
        faults.push({ number, kind, argv, problem: fault });
      }
      bytesMax = Math.max(bytesMax, process.memoryUsage.rss());
      onDone?.(++inputs);
      if (!isDirty) continue;
      await thread.end();
      thread = undefined;
    }
    await thread?.end();
  };
  await Promise.all(Array.from({ length: threads }, serve));
  return { inputs, exitCodes, faults, hangs, bytesMax };
}

const HANG = 'it hangs';

/** One thread, with what it takes to end it. */
class FuzzThread {
  readonly #worker: Worker;
  readonly #watch: ThreadWatch;

  constructor(seed: number, kinds: readonly Kind[]) {
    const note = new UserCodeNote();
    const workerData: ToFuzzWorker = { seed, kinds, note: note.buffer };
    const worker = new URL('./fuzz-worker.js', import.meta.url);
    this.#worker = new Worker(worker, { workerData, stdout: true, stderr: true });
    for (const stream of [this.#worker.stdout, this.#worker.stderr]) stream.resume();
    this.#watch = new ThreadWatch(note, this.#worker, LIMITS);
  }

  run(number: number): Promise<FromFuzzWorker> {
    return new Promise((resolve) => {
      const started = performance.now();
      const finish = (answer: Omit<FromFuzzWorker, 'number'>): void => {
        clearInterval(looking);
        for (const event of ['message', 'error', 'exit']) this.#worker.removeAllListeners(event);
        // An error after the end is of no interest.
        this.#worker.on('error', () => undefined);
        resolve({ number, ...answer });
      };
      const fail = (error: unknown): void => {
        const { exitCode, error: problem } = outcomeOfError(error, true);
        finish({ exitCode, fault: exitCode === 2 ? undefined : problem, isDirty: true });
      };
      const looking = setInterval(() => {
        const error = this.#watch.look();
        if (error !== undefined) fail(error);
        else if (performance.now() - started > HANG_MS) finish({ exitCode: -1, fault: HANG, isDirty: true });
      }, LOOK_MS);
      this.#worker.on('message', (answer: FromFuzzWorker) => finish(answer));
      this.#worker.on('error', (error) => fail(this.#watch.failed(error)));
      this.#worker.on('exit', (code) => fail(this.#watch.ended(code)));
      this.#worker.postMessage(number);
    });
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }
}
