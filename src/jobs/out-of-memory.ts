/** A thread filled its heap at one stroke; the guard of an exploration stops before that where it can. */
export class OutOfMemoryError extends Error {
  constructor() {
    super('a thread ran out of memory; give it less to explore (statesMax), or more memory');
    this.name = 'OutOfMemoryError';
  }
}
