/**
 * Live migration without a second process: the machine's state goes to an internal snapshot and comes back
 * into the same process, wiped in between. The state is written and read by the same code of QEMU as on its
 * way to another process, and starting a process is what takes most of a migration's time.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { TargetError } from '../target.ts';
import type { QemuProcess } from './process.ts';
import { isObject, type JsonObject } from './qmp-client.ts';

const FILE_NODE = 'snapshotFile';
const IMAGE_NODE = 'snapshots';
const TAG = 'machine';
/** A disk that holds nothing but the snapshot; QEMU makes the file longer as it needs to. */
const IMAGE_BYTES = 65_536;
const POLL_MS = 1;
const POLLS_MIN = 50;

/** Of mixed migrations, the first and then one in so many takes a fresh process after all. */
export const FRESH_PROCESS_EVERY = 25;

export class SnapshotStore {
  readonly process: QemuProcess;
  readonly #timeoutMs: number;
  #jobs = 0;

  private constructor(process: QemuProcess, timeoutMs: number) {
    this.process = process;
    this.#timeoutMs = timeoutMs;
  }

  /** Gives the machine an image for snapshots, which no device of it sees. */
  static async open(process: QemuProcess, timeoutMs: number): Promise<SnapshotStore> {
    const store = new SnapshotStore(process, timeoutMs);
    const filename = join(process.directory, 'snapshots');
    writeFileSync(filename, '');
    const cache = { 'no-flush': true };
    await process.qmp.execute('blockdev-add', { driver: 'file', 'node-name': FILE_NODE, filename, cache });
    await store.#run('blockdev-create', { options: { driver: 'qcow2', file: FILE_NODE, size: IMAGE_BYTES } });
    await process.qmp.execute('blockdev-add', {
      driver: 'qcow2',
      'node-name': IMAGE_NODE,
      file: FILE_NODE,
      cache,
    });
    return store;
  }

  async save(): Promise<void> {
    await this.#run('snapshot-save', { tag: TAG, vmstate: IMAGE_NODE, devices: [IMAGE_NODE] });
  }

  /** Loads what was saved, and forgets it. */
  async load(): Promise<void> {
    await this.#run('snapshot-load', { tag: TAG, vmstate: IMAGE_NODE, devices: [IMAGE_NODE] });
    await this.#run('snapshot-delete', { tag: TAG, devices: [IMAGE_NODE] });
  }

  async #run(command: string, args: JsonObject): Promise<void> {
    const { qmp } = this.process;
    const id = `job${++this.#jobs}`;
    await qmp.execute(command, { 'job-id': id, ...args });
    const deadline = Date.now() + this.#timeoutMs;
    for (let polls = 0; ; polls++) {
      const jobs = await qmp.execute('query-jobs');
      const job = Array.isArray(jobs) ? jobs.find((each) => isObject(each) && each.id === id) : undefined;
      if (!isObject(job) || job.status === 'concluded') {
        await qmp.execute('job-dismiss', { id });
        if (isObject(job) && job.error === undefined) return;
        throw new TargetError(
          'QEMU',
          `${command} failed: ${isObject(job) ? String(job.error) : 'no such job'}`,
        );
      }
      // Not before it was asked often: this process may have been busy with something else meanwhile.
      if (polls > POLLS_MIN && Date.now() > deadline)
        throw new TargetError('QEMU', `${command} did not end within ${this.#timeoutMs} ms`);
      await sleep(POLL_MS);
    }
  }
}
