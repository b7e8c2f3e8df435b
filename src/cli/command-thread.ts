/**
 * A command in a thread of its own, watched from here: for commands that load a user's file. Such a file may end, block or
 * litter the thread, and the program still says which file it was.
 */
import { Worker } from 'node:worker_threads';
import { OutOfMemoryError } from '../jobs/out-of-memory.ts';
import { type CallLimits, isOutOfMemory, ThreadWatch } from '../jobs/thread-watch.ts';
import { UserCodeNote } from '../user-files/user-code-note.ts';
import type { Interruption, Surroundings } from './commands/context.ts';
import type { Outcome } from './output/outcome.ts';

/** What the thread gets when it starts. */
export interface ToCommand {
  readonly argv: readonly string[];
  readonly surroundings: Surroundings;
  /** Somebody watches the progress. */
  readonly showsProgress: boolean;
  /** Of an `Interruption`. */
  readonly interruption: SharedArrayBuffer;
  /** Of a `UserCodeNote`. */
  readonly note: SharedArrayBuffer;
  readonly limits?: CallLimits | undefined;
}

export type FromCommand =
  | { readonly kind: 'progress'; readonly line: string }
  | { readonly kind: 'outcome'; readonly outcome: Outcome };

export interface CommandThreadOptions {
  /** The module that the thread runs: src/cli/command-worker.ts, built. */
  readonly worker: URL;
  readonly surroundings: Surroundings;
  readonly showProgress?: ((line: string) => void) | undefined;
  readonly interruption: Interruption;
  /** What users' code prints, as far as it goes. */
  readonly onPrinted: (text: string) => void;
  /** Of one call of a user's function. */
  readonly limits?: CallLimits;
}

const LOOK_MS = 20;

/** More than this of what users' code prints is left out, in bytes. */
const PRINTED_MAX = 65_536;

/**
 * Runs a command in a thread.
 * @throws UserCodeError when a user's file ended the thread, or did not come back from a call
 */
export async function runInThread(
  argv: readonly string[],
  { worker: module, surroundings, showProgress, interruption, onPrinted, limits }: CommandThreadOptions,
): Promise<Outcome> {
  const note = new UserCodeNote();
  const workerData: ToCommand = {
    argv,
    surroundings,
    showsProgress: showProgress !== undefined,
    interruption: interruption.shared,
    note: note.buffer,
    limits,
  };
  // What it prints is kept from our own standard output: that is for the result.
  const worker = new Worker(module, { workerData, stdout: true, stderr: true });
  const watch = new ThreadWatch(note, worker, limits);
  const print = upTo(PRINTED_MAX, onPrinted);
  for (const stream of [worker.stdout, worker.stderr]) stream.setEncoding('utf8').on('data', print);
  let looking: NodeJS.Timeout | undefined;
  try {
    return await new Promise<Outcome>((resolve, reject) => {
      worker.on('message', (message: FromCommand) => {
        if (message.kind === 'progress') showProgress?.(message.line);
        else if (message.kind === 'outcome') resolve(message.outcome);
      });
      worker.on('error', (error) => {
        const failed = watch.failed(error);
        reject(isOutOfMemory(failed) ? new OutOfMemoryError() : failed);
      });
      worker.on('exit', (code) => reject(watch.ended(code)));
      looking = setInterval(() => {
        const error = watch.look();
        if (error !== undefined) reject(error);
      }, LOOK_MS);
    });
  } finally {
    clearInterval(looking);
    await worker.terminate();
  }
}

/** Passes text on until there has been too much of it, and then says so once. */
function upTo(max: number, pass: (text: string) => void): (text: string) => void {
  let left = max;
  return (text) => {
    if (left <= 0) return;
    left -= text.length;
    pass(
      left > 0
        ? text
        : `${text.slice(0, text.length + left)}\n… (what else users' files print is left out)\n`,
    );
  };
}
