/** The other end of a line between two threads: messages go out at once, and are taken in their order. */
import type { MessagePort } from 'node:worker_threads';

export class Peer<M> {
  readonly #port: MessagePort;
  readonly #waiting: M[] = [];
  #take: ((message: M) => void) | undefined;

  constructor(port: MessagePort) {
    this.#port = port;
    port.on('message', (message: M) => {
      const take = this.#take;
      this.#take = undefined;
      if (take === undefined) this.#waiting.push(message);
      else take(message);
    });
  }

  send(message: M): void {
    this.#port.postMessage(message);
  }

  /** The next message, as soon as there is one. */
  next(): Promise<M> {
    const message = this.#waiting.shift();
    if (message !== undefined) return Promise.resolve(message);
    return new Promise((resolve) => {
      this.#take = resolve;
    });
  }

  close(): void {
    this.#port.close();
  }
}
