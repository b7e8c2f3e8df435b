/** What a thread does first that will run a user's code, so that the thread that watches it knows what goes on. */
import { readlinkSync } from 'node:fs';
import type { UserCodeNote } from '../user-files/user-code-note.ts';

/**
 * Prepares this thread, which is not the main one. `process.exit` ends a thread and not the program: here it is noted
 * who called it, before the thread ends. Signals for the program itself are refused.
 */
export function confineThread(note: UserCodeNote): void {
  note.threadId = systemThreadId();
  const { exit, kill } = process;
  process.exit = (code) => {
    note.exitCode = Number(code ?? process.exitCode ?? 0) || 0;
    return exit.call(process, code);
  };
  process.kill = (pid, signal) => {
    if (pid === process.pid || pid <= 0) throw new Error('a user’s file may not send signals to the program');
    return kill.call(process, pid, signal);
  };
}

/** Linux tells each thread its number, by which its processor time can be read from outside; 0 elsewhere. */
function systemThreadId(): number {
  try {
    return Number(/\d+$/.exec(readlinkSync('/proc/thread-self'))?.[0] ?? 0);
  } catch {
    return 0;
  }
}
