/** Live migration through a file: save in one process, load into a fresh one. Both work with the CPU stopped. */
import { setTimeout as sleep } from 'node:timers/promises';
import { TargetError } from '../target.ts';
import type { QemuProcess } from './process.ts';
import { isObject } from './qmp-client.ts';

const POLL_MS = 2;
const POLLS_MIN = 50;

/** Saves the machine into the file. Afterwards the process still answers, in the state `postmigrate`. */
export async function saveMachine(from: QemuProcess, file: string, timeoutMs: number): Promise<void> {
  await from.qmp.execute('migrate', { uri: `exec:cat > '${file}'` });
  await migrationEnd(from, timeoutMs);
}

/** Loads the file into a process that was started with `-incoming defer` and the same arguments. */
export async function loadMachine(into: QemuProcess, file: string, timeoutMs: number): Promise<void> {
  await into.qmp.execute('migrate-incoming', { uri: `exec:cat '${file}'` });
  await migrationEnd(into, timeoutMs);
}

async function migrationEnd(of: QemuProcess, timeoutMs: number): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  for (let polls = 0; ; polls++) {
    const answer = await of.qmp.execute('query-migrate');
    const status = isObject(answer) ? answer.status : undefined;
    if (status === 'completed') return;
    if (status === 'failed' || status === 'cancelled')
      throw new TargetError('QEMU', `the migration ended as ${status}: ${JSON.stringify(answer)}`);
    // Not before it was asked often: this process may have been busy with something else meanwhile.
    if (polls > POLLS_MIN && Date.now() > deadline)
      throw new TargetError(
        'QEMU',
        `the migration did not end within ${timeoutMs} ms; it is ${String(status)}`,
      );
    await sleep(POLL_MS);
  }
}
