/** Requests to the guest program over qtest: write the mailbox, look for the answer, wake the guest if it sleeps. */
import { setTimeout as sleep } from 'node:timers/promises';
import { TargetError } from '../../target.ts';
import type { QemuProcess } from '../process.ts';
import type { ChannelProgram } from './channel-program.ts';
import { GUEST, GUEST_OPERATION, MAILBOX, SUBCHANNEL } from './guest-program.ts';

/** A request's answer: the mailbox as the guest left it, and the buffer. */
export interface Answer {
  readonly mailbox: Uint8Array;
  readonly result: number;
  readonly filled: Uint8Array;
}

interface Request {
  readonly operation: number;
  readonly argument: number;
  readonly program?: ChannelProgram;
}

const hex = (value: number): string => `0x${value.toString(16)}`;

/** The qtest line that puts these bytes into guest memory, in address order. */
export const writeLine = (address: number, bytes: Uint8Array): string =>
  `write ${hex(address)} ${hex(bytes.length)} 0x${Buffer.from(bytes).toString('hex')}`;

/** The qtest lines of a request. The number comes last: with it the guest begins. */
export function requestLines(number: number, { operation, argument, program }: Request): readonly string[] {
  const fields = new DataView(new ArrayBuffer(12));
  fields.setUint32(0, operation);
  fields.setUint32(4, SUBCHANNEL);
  fields.setUint32(8, argument);
  return [
    ...(program === undefined ? [] : [writeLine(GUEST.commandWord, program.bytes)]),
    writeLine(GUEST.mailbox + MAILBOX.operation, new Uint8Array(fields.buffer)),
    `writel ${hex(GUEST.mailbox + MAILBOX.request)} ${hex(number)}`,
  ];
}

/** The qtest lines that show an answer, and the buffer's first bytes. */
export const answerLines = (fills: number): readonly string[] => [
  `read ${hex(GUEST.mailbox)} ${hex(MAILBOX.bytes)}`,
  ...(fills === 0 ? [] : [`read ${hex(GUEST.data)} ${hex(fills)}`]),
];

/** The bytes in a reply such as `OK 0x00ff`. */
export function replyBytes(reply: string | undefined): Uint8Array {
  const digits = /^OK 0x((?:[0-9a-f]{2})*)$/.exec(reply ?? '')?.[1];
  if (digits === undefined)
    throw new TargetError('QEMU', `qtest answered a read with "${reply ?? ''}"; expected "OK 0x…"`);
  return Uint8Array.from(Buffer.from(digits, 'hex'));
}

const wokenIn = (mailbox: Uint8Array): number =>
  new DataView(mailbox.buffer, mailbox.byteOffset).getUint32(MAILBOX.woken);

/** Looks without a pause between them; an answer is there after two or three. */
const LOOKS_BEFORE_PAUSE = 200;
const PAUSE_MS = 1;

export class GuestChannel {
  readonly #process: QemuProcess;
  readonly #timeoutMs: number;
  #number = 0;
  /** Interrupts sent to this guest; it counts those that woke it. */
  #interrupts = 0;

  constructor(process: QemuProcess, timeoutMs: number) {
    this.#process = process;
    this.#timeoutMs = timeoutMs;
  }

  /**
   * Waits until the guest has done what is in its mailbox: the request that comes with its image, or the last
   * one before a migration.
   */
  async attach(): Promise<Answer> {
    this.#number = 0;
    const [reply] = await this.#process.qtest.send(answerLines(0));
    this.#interrupts = wokenIn(replyBytes(reply));
    return this.#answer(0);
  }

  async startProgram(program: ChannelProgram): Promise<Answer> {
    return this.#request({ operation: GUEST_OPERATION.start, argument: 0, program });
  }

  /** Enables or disables the subchannel; returns the condition code of MSCH. */
  async modifySubchannel(enable: number): Promise<number> {
    return (await this.#request({ operation: GUEST_OPERATION.modify, argument: enable })).result;
  }

  /** Returns what the hypercall left: a cookie, or a negative number as unsigned. */
  async notify(queue: number): Promise<number> {
    return (await this.#request({ operation: GUEST_OPERATION.notify, argument: queue })).result;
  }

  async #request(request: Request): Promise<Answer> {
    this.#number = (this.#number + 1) >>> 0 || 1;
    await this.#process.qtest.send(requestLines(this.#number, request));
    return this.#answer(request.program?.fills ?? 0);
  }

  /** QEMU lets the guest execute a channel instruction only between two batches, so one look is one batch. */
  async #answer(fills: number): Promise<Answer> {
    const deadline = Date.now() + this.#timeoutMs;
    for (let looks = 1; ; looks++) {
      const [mailboxReply, filledReply] = await this.#process.qtest.send(answerLines(fills));
      const mailbox = replyBytes(mailboxReply);
      const view = new DataView(mailbox.buffer);
      const answered = view.getUint32(MAILBOX.answer);
      if (answered !== 0 && answered === view.getUint32(MAILBOX.request)) {
        this.#number = answered;
        const filled = filledReply === undefined ? new Uint8Array(0) : replyBytes(filledReply);
        return { mailbox, result: view.getUint32(MAILBOX.result), filled };
      }
      // One interrupt at a time. The guest may still sleep after one that came between its last look at the
      // mailbox and its going to sleep; then it is woken again.
      if (view.getUint32(MAILBOX.asleep) !== 0 && wokenIn(mailbox) >= this.#interrupts) {
        this.#interrupts = wokenIn(mailbox) + 1;
        await this.#process.qmp.execute('inject-nmi');
      }
      // Not before it was looked at often: this process may have been busy with something else meanwhile.
      if (looks > LOOKS_BEFORE_PAUSE && Date.now() > deadline)
        throw new TargetError('QEMU', `the guest did not answer a request within ${this.#timeoutMs} ms`);
      if (looks > LOOKS_BEFORE_PAUSE) await sleep(PAUSE_MS);
    }
  }
}
