/**
 * A client of QEMU's gdb stub, used for one thing: monitor commands (`qRcmd`).
 *
 * QMP takes its input a byte at a time, each in a turn of QEMU's main loop, so a question of a hundred bytes
 * costs a fifth of a millisecond before it is even understood. The gdb stub takes a whole packet at once,
 * runs the monitor command in it and answers before it looks at anything else.
 */
import type { Socket } from 'node:net';
import { TargetError } from '../target.ts';
import { Conversation } from './conversation.ts';

const nameOf = (command: string): string => `the monitor command "${command}"`;

export class GdbMonitor {
  readonly #conversation: Conversation<string>;
  #partial = '';
  /** What the command under way has printed so far. */
  #printed = '';

  constructor(socket: Socket, timeoutMs: number) {
    const hear = (text: string): void => this.#receive(text);
    this.#conversation = new Conversation(socket, timeoutMs, { encoding: 'latin1', nameOf, hear });
  }

  /**
   * Runs a command of the human monitor and returns what it printed.
   * @throws TargetError when QEMU does not answer in time, or not with a monitor's answer
   */
  async execute(command: string): Promise<string> {
    const request = packet(`qRcmd,${Buffer.from(command, 'latin1').toString('hex')}`);
    const [text = ''] = await this.#conversation.ask([command], request);
    return text;
  }

  /** Rejects everything that waits, and everything asked from now on. The first reason stays. */
  fail(error: Error): void {
    this.#conversation.fail(error);
  }

  #receive(text: string): void {
    this.#partial += text;
    for (;;) {
      const start = this.#partial.indexOf('$');
      const end = this.#partial.indexOf('#', start);
      // Two digits of a checksum follow; between local sockets nothing gets lost that it could tell.
      if (start === -1 || end === -1 || this.#partial.length < end + 3) return;
      const content = this.#partial.slice(start + 1, end);
      this.#partial = this.#partial.slice(end + 3);
      this.#receivePacket(content);
    }
  }

  #receivePacket(content: string): void {
    if (content !== 'OK' && content.startsWith('O')) {
      this.#printed += Buffer.from(content.slice(1), 'hex').toString('latin1');
      return;
    }
    const text = this.#printed;
    this.#printed = '';
    const first = this.#conversation.next();
    if (content === 'OK') first?.resolve(text);
    else
      first?.reject(
        new TargetError(
          'QEMU',
          `the gdb stub answered ${nameOf(first.command)} with "${content}"; expected OK`,
        ),
      );
  }
}

/** A packet of gdb's remote protocol: the content between `$` and `#`, then the sum of its bytes. */
function packet(content: string): string {
  let sum = 0;
  for (let at = 0; at < content.length; at++) sum = (sum + content.charCodeAt(at)) & 0xff;
  return `$${content}#${sum.toString(16).padStart(2, '0')}`;
}
