#!/usr/bin/env node
/** The program: the only place that prints, writes files and hears signals. */
import { basename } from 'node:path';
import { TOOL } from '../tool/tool.ts';
import { runChecksInWorkers, runReviewInWorkers } from '../workers/pools.ts';
import { runInThread } from './command-thread.ts';
import { type Context, Interruption, type Surroundings } from './commands/context.ts';
import { EXIT } from './output/exit-code.ts';
import { outcomeOfError } from './output/failure.ts';
import type { Outcome } from './output/outcome.ts';
import { writeFiles } from './output/write-files.ts';
import { run } from './program.ts';

const argv = process.argv.slice(2);
const { env, stdout, stderr } = process;
const isSet = (name: string): boolean => env[name] !== undefined && env[name] !== '';

let isDelivered = false;
// `| head` closes the pipe: whoever reads no more wants no error either.
for (const stream of [stdout, stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    isDelivered = true;
    if (error.code === 'EPIPE') process.exit();
    cannotWrite(error);
  });

// Whatever nothing caught is a fault of ours, and ends the program: whoever started a QEMU ends it when we exit.
process.on('uncaughtException', (error) => {
  deliver(outcomeOfError(error, argv.includes('--verbose')));
  process.exit();
});
process.on('exit', (code) => {
  // Node ends where nothing is left to wait for, even if the command has not come to its end.
  if (isDelivered || code === EXIT.interrupted) return;
  deliver(outcomeOfError(new Error('the command did not come to its end'), argv.includes('--verbose')));
});

const interruption = new Interruption();
process.on('SIGINT', () => {
  // The second time, or where nothing stops by itself, the user does not want to wait.
  if (interruption.isRequested || !interruption.isAwaited) process.exit(EXIT.interrupted);
  interruption.request();
});

const watched = stderr.isTTY === true && !isSet('CI') && !argv.includes('--quiet');
let progressShown = false;
const surroundings: Surroundings = {
  cwd: process.cwd(),
  color: stdout.isTTY === true && !isSet('NO_COLOR') && !isSet('CI'),
};
let loadsUserFile = false;
const context: Context = {
  ...surroundings,
  ...(watched
    ? {
        showProgress: (line: string) => {
          progressShown = true;
          stderr.cursorTo(0);
          stderr.write(line.slice(0, (stderr.columns || 80) - 1));
          stderr.clearLine(1);
        },
      }
    : {}),
  runChecks: runChecksInWorkers,
  runReview: runReviewInWorkers,
  interruption,
  // A user's file could end, block or litter the program: the command begins again, in a thread that is watched.
  modules: () => {
    loadsUserFile = true;
    return Promise.reject(new Error('no user’s file is loaded in this thread'));
  },
};

const outcome = await run(argv, context);
deliver(loadsUserFile ? await runWatched() : outcome);
// Nothing that a fault left behind may keep the program.
if (process.exitCode === EXIT.fault) process.exit();

async function runWatched(): Promise<Outcome> {
  try {
    return await runInThread(argv, {
      worker: new URL('./command-worker.js', import.meta.url),
      surroundings,
      showProgress: context.showProgress,
      interruption,
      onPrinted: (text) => stderr.write(text),
    });
  } catch (error) {
    return outcomeOfError(error, argv.includes('--verbose'));
  }
}

function deliver(outcome: Outcome): void {
  isDelivered = true;
  if (progressShown) {
    stderr.cursorTo(0);
    stderr.clearLine(1);
  }
  const failure = writeFiles(outcome.files ?? []);
  const notes = argv.includes('--quiet') || failure !== undefined ? [] : (outcome.notes ?? []);
  for (const note of notes) stderr.write(`${TOOL.name}: ${note}\n`);
  process.exitCode = outcome.exitCode;
  // A result that names a file which is not there would mislead; one that does not is worth having.
  if (failure === undefined || !failure.unwritten.some(({ path }) => outcome.stdout.includes(basename(path))))
    writeOut(outcome.stdout);
  if (failure !== undefined) {
    const { exitCode, error = '' } = outcomeOfError(failure.error, argv.includes('--verbose'));
    const others = failure.unwritten.length - 1;
    const rest =
      others === 0 ? '' : `; ${others} more ${others === 1 ? 'file was' : 'files were'} not written`;
    process.exitCode = exitCode;
    stderr.write(`${TOOL.name}: ${error}${rest}\n`);
  }
  if (outcome.error !== undefined) stderr.write(`${TOOL.name}: ${outcome.error}\n`);
}

/** A file or a device takes all of it at once, or throws. */
function writeOut(text: string): void {
  try {
    stdout.write(text);
  } catch (error) {
    cannotWrite(error as NodeJS.ErrnoException);
  }
}

/** Standard output, or standard error, takes no more. */
function cannotWrite(cause: NodeJS.ErrnoException): never {
  const named = Object.assign(cause, { path: 'standard output' });
  const { exitCode, error = '' } = outcomeOfError(named, false);
  try {
    stderr.write(`${TOOL.name}: ${error}\n`);
  } catch {
    // It was standard error.
  }
  process.exit(exitCode);
}
