/** A client of QEMU's qtest protocol: one command a line, one reply a line, in order. */
import type { Socket } from 'node:net';
import { TargetError } from '../target.ts';
import { loseAfter } from './patience.ts';

interface Waiting {
  readonly command: string;
  readonly resolve: (reply: string) => void;
  readonly reject: (error: Error) => void;
}

export class QtestClient {
  readonly #socket: Socket;
  readonly #timeoutMs: number;
  readonly #waiting: Waiting[] = [];
  #partial = '';
  #failure: Error | undefined;

  constructor(socket: Socket, timeoutMs: number) {
    this.#socket = socket;
    this.#timeoutMs = timeoutMs;
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => this.#receive(text));
    // The process's end says why a connection broke, so its owner calls fail().
    socket.on('error', () => {});
  }

  /**
   * Sends the commands in one write and returns their replies (`OK …`).
   * @throws TargetError when one of them fails, or when the last reply does not come in time.
   */
  async send(commands: readonly string[]): Promise<readonly string[]> {
    for (const command of commands)
      if (!/^[a-z][^\r\n]*$/.test(command))
        throw new TargetError(
          'QEMU',
          `expected one qtest command on one line, found ${JSON.stringify(command)}`,
        );
    if (this.#failure !== undefined) throw this.#failure;
    if (commands.length === 0) return [];
    const replies = Promise.all(
      commands.map(
        (command) =>
          new Promise<string>((resolve, reject) => this.#waiting.push({ command, resolve, reject })),
      ),
    );
    const callOff = loseAfter(this.#timeoutMs, () => this.#hang());
    try {
      this.#socket.write(`${commands.join('\n')}\n`);
      return await replies;
    } finally {
      callOff();
    }
  }

  /** Rejects everything that waits, and everything sent from now on. The first reason stays. */
  fail(error: Error): void {
    this.#failure ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(this.#failure);
  }

  #hang(): void {
    const command = this.#waiting[0]?.command ?? '';
    // A late reply would be taken for the next command's, so the connection is of no use any more.
    this.fail(
      new TargetError(
        'QEMU',
        `QEMU did not answer the qtest command "${command}" within ${this.#timeoutMs} ms`,
      ),
    );
    this.#socket.destroy();
  }

  #receive(text: string): void {
    const lines = (this.#partial + text).split('\n');
    this.#partial = lines.pop() ?? '';
    for (const line of lines) this.#receiveLine(line.trimEnd());
  }

  #receiveLine(line: string): void {
    // Interrupt lines come at any time and answer nothing.
    if (line === '' || line.startsWith('IRQ')) return;
    const first = this.#waiting.shift();
    if (first === undefined) return;
    if (line.startsWith('OK')) first.resolve(line);
    else first.reject(new TargetError('QEMU', `QEMU refused the qtest command "${first.command}": ${line}`));
  }
}
