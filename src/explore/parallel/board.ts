/** Numbers that the threads of one exploration share: how far each has come, and whether all should stop. */

const STOP = 0;

export class Board {
  readonly buffer: SharedArrayBuffer;
  readonly #flags: Int32Array;
  /** States, then transitions, of each thread; they may be a little behind. */
  readonly #numbers: Float64Array;
  readonly #count: number;

  constructor(count: number, buffer = new SharedArrayBuffer(8 + 16 * count)) {
    this.buffer = buffer;
    this.#count = count;
    this.#flags = new Int32Array(buffer, 0, 2);
    this.#numbers = new Float64Array(buffer, 8, 2 * count);
  }

  get stops(): boolean {
    return Atomics.load(this.#flags, STOP) !== 0;
  }

  stop(): void {
    Atomics.store(this.#flags, STOP, 1);
  }

  note(thread: number, states: number, transitions: number): void {
    this.#numbers[2 * thread] = states;
    this.#numbers[2 * thread + 1] = transitions;
  }

  /** What all have done together. Each may know states that the others do not know yet. */
  progress(): { readonly states: number; readonly transitions: number } {
    let states = 0;
    let transitions = 0;
    for (let at = 0; at < this.#count; at++) {
      states = Math.max(states, this.#numbers[2 * at] as number);
      transitions += this.#numbers[2 * at + 1] as number;
    }
    return { states, transitions };
  }
}
