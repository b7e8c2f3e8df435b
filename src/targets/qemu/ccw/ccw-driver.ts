/** A driver of the channel-I/O device of one QEMU process: operations as requests to the guest program. */
import type { Observation } from '../../../../machines/vocabulary/operation.ts';
import { TargetError } from '../../target.ts';
import { IDLE_COMMAND } from '../play.ts';
import type { QemuProcess } from '../process.ts';
import { type CcwOperation, channelProgram, endingOf, shownBy, writeConfig } from './channel-program.ts';
import { GuestChannel } from './guest-channel.ts';
import { ENABLED, GUEST } from './guest-program.ts';

export class CcwDriver {
  readonly process: QemuProcess;
  /** As the driver knows it: it sets the form of SET_VQ's block. -1 while unset. */
  revision: number;
  readonly #guest: GuestChannel;

  /** A machine that goes on after a migration goes on with the revision that it had. */
  constructor(process: QemuProcess, timeoutMs: number, revision = -1) {
    this.process = process;
    this.revision = revision;
    this.#guest = new GuestChannel(process, timeoutMs);
  }

  /** Waits until the guest runs, its first request done: to enable the subchannel. */
  async attach(): Promise<void> {
    await this.#guest.attach();
  }

  /** Back to power-on, and the subchannel enabled. */
  async systemReset(): Promise<void> {
    const { qmp } = this.process;
    qmp.takeEvents();
    await qmp.execute('system_reset');
    await qmp.waitForEvent('RESET');
    await this.#guest.attach();
    this.revision = -1;
  }

  async command(operation: CcwOperation): Promise<readonly Observation[]> {
    const program =
      operation.command === 'WRITE_CONF'
        ? writeConfig(operation, await this.#config(), this.revision)
        : channelProgram(operation, this.revision);
    if (operation.command === 'SET_VQ') await this.#clearRings();
    const { mailbox, filled } = await this.#guest.startProgram(program);
    const ending = endingOf(operation, mailbox);
    if (ending === 'notStarted') return [];
    if (ending === 'commandReject') return [{ kind: 'commandReject' }];
    if (operation.command === 'SET_VIRTIO_REV') this.revision = (operation.value ?? 0) & 0xffff;
    if (operation.command === 'WRITE_STATUS') await this.#settle();
    return shownBy(operation, filled);
  }

  async enableSubchannel(enable: boolean): Promise<void> {
    const conditionCode = await this.#guest.modifySubchannel(enable ? ENABLED : 0);
    if (conditionCode !== 0)
      throw new TargetError('QEMU', `MSCH ended with condition code ${conditionCode}; expected 0`);
    if (!enable) this.revision = -1;
  }

  async notify(queue: number): Promise<void> {
    const result = await this.#guest.notify(queue);
    if (result !== 0)
      throw new TargetError('QEMU', `the notification of queue ${queue} returned ${result | 0}; expected 0`);
    await this.#settle();
  }

  /** What a driver reads before it writes a part of it; zeros where the read is refused, as the write will be. */
  async #config(): Promise<Uint8Array> {
    const read = channelProgram({ kind: 'ccw', command: 'READ_CONF' }, this.revision);
    return (await this.#guest.startProgram(read)).filled;
  }

  /** QEMU looks at a queue whose notifier was signalled a turn of its main loop later. */
  async #settle(): Promise<void> {
    await this.process.qtest.send([IDLE_COMMAND]);
    await this.process.qtest.send([IDLE_COMMAND]);
  }

  async #clearRings(): Promise<void> {
    await this.process.qtest.send([`memset ${GUEST.rings} ${GUEST.ringBytes} 0x0`]);
  }
}
