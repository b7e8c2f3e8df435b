/** A client of QEMU's machine protocol (QMP): JSON objects, one a line, with events in between. */
import type { Socket } from 'node:net';
import { TargetError } from '../target.ts';
import { Conversation } from './conversation.ts';
import { loseAfter } from './patience.ts';

export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** True for a JSON object, as opposed to an array or a plain value. */
export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const nameOf = (command: string): string => `the QMP command ${command}`;

export class QmpClient {
  /** QEMU's version, as its greeting tells it: `7.2.22 (Debian …)`. */
  version = '';
  readonly #conversation: Conversation<Json>;
  readonly #timeoutMs: number;
  #events: string[] = [];
  #eventArrived: () => void = () => {};
  #partial = '';

  private constructor(socket: Socket, timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
    this.#conversation = new Conversation(socket, timeoutMs, {
      encoding: 'utf8',
      nameOf,
      hear: (text) => this.#receive(text),
      failed: () => this.#eventArrived(),
    });
  }

  /** Takes over a connection and leaves QMP's negotiation mode. */
  static async open(socket: Socket, timeoutMs: number): Promise<QmpClient> {
    const client = new QmpClient(socket, timeoutMs);
    await client.execute('qmp_capabilities');
    return client;
  }

  /** @throws TargetError when QEMU refuses the command or does not answer in time. */
  async execute(command: string, args: JsonObject = {}): Promise<Json> {
    const request = `${JSON.stringify({ execute: command, arguments: args })}\n`;
    const [result = null] = await this.#conversation.ask([command], request);
    return result;
  }

  /** Names of the events since the last call. Events of a command's effects come before its answer. */
  takeEvents(): readonly string[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }

  /** Waits until an event of this name has come, and forgets the events before it. */
  async waitForEvent(name: string): Promise<void> {
    const deadline = Date.now() + this.#timeoutMs;
    while (!this.takeEvents().includes(name)) {
      if (this.#conversation.failure !== undefined) throw this.#conversation.failure;
      const left = deadline - Date.now();
      if (left <= 0) throw new TargetError('QEMU', `QEMU did not send ${name} within ${this.#timeoutMs} ms`);
      await new Promise<void>((resolve) => {
        const callOff = loseAfter(left, resolve);
        this.#eventArrived = () => {
          callOff();
          resolve();
        };
      });
    }
  }

  /** Rejects everything that waits, and everything asked from now on. The first reason stays. */
  fail(error: Error): void {
    this.#conversation.fail(error);
  }

  #receive(text: string): void {
    const lines = (this.#partial + text).split('\n');
    this.#partial = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') this.#receiveLine(line);
  }

  #receiveLine(line: string): void {
    try {
      this.#receiveMessage(JSON.parse(line) as JsonObject);
    } catch (cause) {
      const found = line.length > 60 ? `${line.slice(0, 57)}…` : line;
      this.fail(new TargetError('QEMU', `expected a JSON object from QMP, found "${found}"`, { cause }));
    }
  }

  #receiveMessage(message: JsonObject): void {
    if (isObject(message.QMP)) {
      this.version = versionText(message.QMP);
    } else if (typeof message.event === 'string') {
      this.#events.push(message.event);
      this.#eventArrived();
    } else {
      const first = this.#conversation.next();
      if (isObject(message.error))
        first?.reject(
          new TargetError('QEMU', `QEMU refused ${nameOf(first.command)}: ${String(message.error.desc)}`),
        );
      else first?.resolve(message.return ?? null);
    }
  }
}

function versionText(greeting: JsonObject): string {
  const version = isObject(greeting.version) ? greeting.version : {};
  const number = isObject(version.qemu) ? version.qemu : {};
  const vendor = typeof version.package === 'string' && version.package !== '' ? ` (${version.package})` : '';
  return `${String(number.major)}.${String(number.minor)}.${String(number.micro)}${vendor}`;
}
