/** A client of QEMU's qtest protocol: one command a line, one reply a line, in order. */
import type { Socket } from 'node:net';
import { TargetError } from '../target.ts';
import { Conversation } from './conversation.ts';

const nameOf = (command: string): string => `the qtest command "${command}"`;

export class QtestClient {
  readonly #conversation: Conversation<string>;
  #partial = '';

  constructor(socket: Socket, timeoutMs: number) {
    const hear = (text: string): void => this.#receive(text);
    this.#conversation = new Conversation(socket, timeoutMs, { encoding: 'utf8', nameOf, hear });
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
    if (commands.length === 0) return [];
    return this.#conversation.ask(commands, `${commands.join('\n')}\n`);
  }

  /** Rejects everything that waits, and everything sent from now on. The first reason stays. */
  fail(error: Error): void {
    this.#conversation.fail(error);
  }

  #receive(text: string): void {
    const lines = (this.#partial + text).split('\n');
    this.#partial = lines.pop() ?? '';
    for (const line of lines) this.#receiveLine(line.trimEnd());
  }

  #receiveLine(line: string): void {
    // Interrupt lines come at any time and answer nothing.
    if (line === '' || line.startsWith('IRQ')) return;
    const first = this.#conversation.next();
    if (first === undefined) return;
    if (line.startsWith('OK')) first.resolve(line);
    else first.reject(new TargetError('QEMU', `QEMU refused ${nameOf(first.command)}: ${line}`));
  }
}
