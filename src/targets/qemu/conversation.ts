/**
 * Commands to QEMU over one socket, and their answers: what qtest, QMP and the gdb stub have in common. Answers come in
 * the order of the commands. A late one would be taken for the next command's, so once one has not come in time the
 * connection is of no use any more.
 */
import type { Socket } from 'node:net';
import { TargetError } from '../target.ts';
import { loseAfter } from './patience.ts';

/** A command that waits for its answer. */
export interface Question<Answer> {
  readonly command: string;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

export interface Protocol {
  readonly encoding: 'utf8' | 'latin1';
  /** A command as messages name it: `the qtest command "readb 0x3d"`. */
  readonly nameOf: (command: string) => string;
  /** Hears what QEMU says, in pieces of any length. */
  readonly hear: (text: string) => void;
  /** The conversation has failed: nothing more will be answered. */
  readonly failed?: () => void;
}

/** More than any answer has. Whoever sends more without answering does not stop, and would fill our memory. */
const UNANSWERED_CHARACTERS_MAX = 4_000_000;

export class Conversation<Answer> {
  readonly #socket: Socket;
  readonly #timeoutMs: number;
  readonly #protocol: Protocol;
  readonly #waiting: Question<Answer>[] = [];
  #failure: Error | undefined;
  /** Heard since the last answer. */
  #heard = 0;

  constructor(socket: Socket, timeoutMs: number, protocol: Protocol) {
    this.#socket = socket;
    this.#timeoutMs = timeoutMs;
    this.#protocol = protocol;
    socket.setEncoding(protocol.encoding);
    socket.on('data', (text: string) => this.#hear(text));
    // The process's end says why a connection broke, so its owner calls fail().
    socket.on('error', () => {});
  }

  /** Why nothing more is answered. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /**
   * Sends commands in one write, as `text`, and returns their answers.
   * @throws TargetError when one of them is refused, or when the last answer does not come in time
   */
  async ask(commands: readonly string[], text: string): Promise<readonly Answer[]> {
    if (this.#failure !== undefined) throw this.#failure;
    const answers = Promise.all(
      commands.map(
        (command) =>
          new Promise<Answer>((resolve, reject) => this.#waiting.push({ command, resolve, reject })),
      ),
    );
    const callOff = loseAfter(this.#timeoutMs, () => this.#hang());
    try {
      this.#socket.write(text);
      return await answers;
    } finally {
      callOff();
    }
  }

  /** The question that has waited longest, to which the next answer belongs; it waits no more. */
  next(): Question<Answer> | undefined {
    this.#heard = 0;
    return this.#waiting.shift();
  }

  /** Rejects everything that waits, and everything asked from now on. The first reason stays. */
  fail(error: Error): void {
    this.#failure ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(this.#failure);
    this.#protocol.failed?.();
  }

  #hear(text: string): void {
    if (this.#failure !== undefined) return;
    this.#heard += text.length;
    if (this.#heard > UNANSWERED_CHARACTERS_MAX)
      this.#lose('QEMU does not stop talking, and answers nothing');
    else this.#protocol.hear(text);
  }

  #hang(): void {
    const named = this.#protocol.nameOf(this.#waiting[0]?.command ?? '');
    this.#lose(`QEMU did not answer ${named} within ${this.#timeoutMs} ms`);
  }

  #lose(message: string): void {
    this.fail(new TargetError('QEMU', message));
    this.#socket.destroy();
  }
}
