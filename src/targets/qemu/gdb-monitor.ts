/**
 * A client of QEMU's gdb stub, used for one thing: monitor commands (`qRcmd`).
 *
 * QMP takes its input a byte at a time, each in a turn of QEMU's main loop, so a question of a hundred bytes
 * costs a fifth of a millisecond before it is even understood. The gdb stub takes a whole packet at once,
 * runs the monitor command in it and answers before it looks at anything else.
 */
import type { Socket } from 'node:net';
import { TargetError } from '../target.ts';
import { loseAfter } from './patience.ts';

interface Waiting {
  readonly command: string;
  readonly resolve: (text: string) => void;
  readonly reject: (error: Error) => void;
}

export class GdbMonitor {
  readonly #socket: Socket;
  readonly #timeoutMs: number;
  readonly #waiting: Waiting[] = [];
  #partial = '';
  /** What the command under way has printed so far. */
  #printed = '';
  #failure: Error | undefined;

  constructor(socket: Socket, timeoutMs: number) {
    this.#socket = socket;
    this.#timeoutMs = timeoutMs;
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => this.#receive(text));
    // The process's end says why a connection broke, so its owner calls fail().
    socket.on('error', () => {});
  }

  /**
   * Runs a command of the human monitor and returns what it printed.
   * @throws TargetError when QEMU does not answer in time, or not with a monitor's answer
   */
  async execute(command: string): Promise<string> {
    if (this.#failure !== undefined) throw this.#failure;
    const text = new Promise<string>((resolve, reject) => this.#waiting.push({ command, resolve, reject }));
    const callOff = loseAfter(this.#timeoutMs, () => this.#hang());
    try {
      this.#socket.write(packet(`qRcmd,${Buffer.from(command, 'latin1').toString('hex')}`));
      return await text;
    } finally {
      callOff();
    }
  }

  /** Rejects everything that waits, and everything asked from now on. The first reason stays. */
  fail(error: Error): void {
    this.#failure ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(this.#failure);
  }

  #hang(): void {
    const command = this.#waiting[0]?.command ?? '';
    this.fail(
      new TargetError(
        'QEMU',
        `QEMU did not answer the monitor command "${command}" within ${this.#timeoutMs} ms`,
      ),
    );
    this.#socket.destroy();
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
    const first = this.#waiting.shift();
    if (content === 'OK') first?.resolve(text);
    else
      first?.reject(
        new TargetError(
          'QEMU',
          `the gdb stub answered the monitor command "${first.command}" with "${content}"; expected OK`,
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
