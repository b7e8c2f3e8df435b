/** A thread that gives malformed inputs to the command line, one after the other, for fuzz.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import { confineThread } from '../../src/jobs/confined-thread.ts';
import { Realm } from '../../src/user-files/realm.ts';
import { UserCodeNote } from '../../src/user-files/user-code-note.ts';
import type { FromFuzzWorker, ToFuzzWorker } from './fuzz.ts';
import { inputOf } from './inputs.ts';
import { faultOf, runInput } from './run-input.ts';

const { seed, kinds, note: noted } = workerData as ToFuzzWorker;
const note = new UserCodeNote(noted);
confineThread(note);

parentPort?.on('message', async (number: number) => {
  const port = parentPort;
  const realm = new Realm();
  // Whatever waits for what never comes then ends the thread, as in the program.
  port?.unref();
  const outcome = await runInput(inputOf(seed, number, kinds), note);
  port?.ref();
  const changed = realm.change();
  const unseen =
    changed === undefined || outcome.exitCode === 2 ? undefined : `${changed} was changed unseen`;
  const { exitCode } = outcome;
  const answer: FromFuzzWorker = {
    number,
    exitCode,
    fault: faultOf(outcome) ?? unseen,
    isDirty: changed !== undefined,
  };
  port?.postMessage(answer);
});
