/**
 * Says which piece of a user's file is running, so that a thread that never comes back from it can be ended with a
 * sentence that names the piece. The note lies in shared memory: a thread in an endless loop sends no messages.
 */

const TEXT_MAX = 400;

/** The cells before the text. */
const CELL = { number: 0, length: 1, threadId: 2, exits: 3, exitCode: 4 } as const;
const CELLS = Object.keys(CELL).length;

/** A piece of user code, as the thread that watches sees it. */
interface RunningPiece {
  /** Another one for every piece. */
  readonly number: number;
  /** The file, and which of its functions. */
  readonly place: string;
}

/** What one thread notes, and another reads. */
export class UserCodeNote {
  readonly buffer: SharedArrayBuffer;
  readonly #cells: Int32Array;
  readonly #text: Uint16Array;
  /** What is noted at this moment: the thread that notes need not read it back. */
  #now = '';

  constructor(buffer = new SharedArrayBuffer(4 * CELLS + 2 * TEXT_MAX)) {
    this.buffer = buffer;
    this.#cells = new Int32Array(buffer, 0, CELLS);
    this.#text = new Uint16Array(buffer, 4 * CELLS);
  }

  /** Runs a piece of user code; `place` names it. */
  during<T>(place: string, run: () => T): T {
    const before = this.#now;
    this.#write(place);
    try {
      return run();
    } finally {
      this.#write(before);
    }
  }

  /** As `during`, until the promise is settled. */
  async duringAsync<T>(place: string, run: () => Promise<T>): Promise<T> {
    const before = this.#now;
    this.#write(place);
    try {
      return await run();
    } finally {
      this.#write(before);
    }
  }

  /** What runs at this moment. */
  running(): RunningPiece | undefined {
    const number = Atomics.load(this.#cells, CELL.number);
    const length = Atomics.load(this.#cells, CELL.length);
    if (length === 0) return undefined;
    return {
      number,
      place: String.fromCharCode(...this.#text.subarray(0, length)),
    };
  }

  /** The system's number of the thread that notes; 0 where that is not known. */
  get threadId(): number {
    return Atomics.load(this.#cells, CELL.threadId);
  }

  set threadId(id: number) {
    Atomics.store(this.#cells, CELL.threadId, id);
  }

  /** The code with which somebody in the thread called `process.exit`; undefined while nobody did. */
  get exitCode(): number | undefined {
    return Atomics.load(this.#cells, CELL.exits) === 0 ? undefined : Atomics.load(this.#cells, CELL.exitCode);
  }

  set exitCode(code: number) {
    Atomics.store(this.#cells, CELL.exitCode, code);
    Atomics.store(this.#cells, CELL.exits, 1);
  }

  #write(place: string): void {
    this.#now = place;
    const length = Math.min(place.length, TEXT_MAX);
    for (let at = 0; at < length; at++) this.#text[at] = place.charCodeAt(at);
    Atomics.store(this.#cells, CELL.length, length);
    Atomics.add(this.#cells, CELL.number, 1);
  }
}
