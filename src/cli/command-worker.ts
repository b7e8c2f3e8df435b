/** A thread that runs one command for src/cli/command-thread.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import { confineThread } from '../jobs/confined-thread.ts';
import { UserCodeNote } from '../user-files/user-code-note.ts';
import { checksWithin, reviewWithin } from '../workers/pools.ts';
import type { FromCommand, ToCommand } from './command-thread.ts';
import { type Context, Interruption } from './commands/context.ts';
import { run } from './program.ts';

const { argv, surroundings, showsProgress, interruption, note: noted, limits } = workerData as ToCommand;
const send = (message: FromCommand) => parentPort?.postMessage(message);
const note = new UserCodeNote(noted);
confineThread(note);
const context: Context = {
  ...surroundings,
  ...(showsProgress ? { showProgress: (line: string) => send({ kind: 'progress', line }) } : {}),
  runChecks: checksWithin(limits),
  runReview: reviewWithin(limits),
  interruption: new Interruption(interruption),
  note,
};
send({ kind: 'outcome', outcome: await run(argv, context) });
