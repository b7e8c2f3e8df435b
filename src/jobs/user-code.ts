/**
 * Says which piece of a user's patch is running, so that a thread that never comes back from it can be ended
 * with a sentence that names the piece. The note lies in shared memory: a thread in an endless loop sends
 * no messages.
 */
import type { MachinePatch, Patch } from '../statechart/patch.ts';

/** A piece of user code may take this long. It takes microseconds; a loaded machine may stretch that. */
export const USER_CODE_MS_MAX = 10_000;

const TEXT_MAX = 400;

/** What one thread notes, and another reads. */
export class UserCodeNote {
  readonly buffer: SharedArrayBuffer;
  readonly #counter: Int32Array;
  readonly #text: Uint16Array;

  constructor(buffer = new SharedArrayBuffer(8 + 2 * TEXT_MAX)) {
    this.buffer = buffer;
    this.#counter = new Int32Array(buffer, 0, 2);
    this.#text = new Uint16Array(buffer, 8);
  }

  /** Runs a piece of user code; `place` names it. */
  during<T>(place: string, run: () => T): T {
    const before = this.#enter(place);
    try {
      return run();
    } finally {
      this.#leave(before);
    }
  }

  /** As `during`, until the promise is settled. */
  async duringAsync<T>(place: string, run: () => Promise<T>): Promise<T> {
    const before = this.#enter(place);
    try {
      return await run();
    } finally {
      this.#leave(before);
    }
  }

  /** What runs at this moment; the number changes with every piece. */
  running(): { readonly number: number; readonly place: string } | undefined {
    const number = Atomics.load(this.#counter, 0);
    const length = Atomics.load(this.#counter, 1);
    if (length === 0) return undefined;
    return { number, place: String.fromCharCode(...this.#text.subarray(0, length)) };
  }

  #enter(place: string): string {
    const before = this.running()?.place ?? '';
    this.#write(place);
    return before;
  }

  #leave(before: string): void {
    this.#write(before);
  }

  #write(place: string): void {
    const text = place.slice(0, TEXT_MAX);
    for (let at = 0; at < text.length; at++) this.#text[at] = text.charCodeAt(at);
    Atomics.store(this.#counter, 1, text.length);
    Atomics.add(this.#counter, 0, 1);
  }
}

type AnyFunction = ((...values: unknown[]) => unknown) & Record<string, unknown>;

/** The same patch; every call of its functions is noted. */
export function watchPatch(patch: Patch, note: UserCodeNote): Patch {
  const { frontEnd } = patch;
  return {
    ...patch,
    ...(frontEnd === undefined
      ? {}
      : {
          frontEnd: (input: Parameters<typeof frontEnd>[0]) =>
            note.during(`${patch.name}: frontEnd()`, () => frontEnd(input)),
        }),
    machines: (input) => {
      const overlays = note.during(`${patch.name}: machines()`, () => patch.machines(input));
      return Object.fromEntries(
        Object.entries(overlays).map(([machine, overlay]) => [
          machine,
          watchOverlay(patch.name, machine, overlay, note),
        ]),
      );
    },
  };
}

function watchOverlay(
  file: string,
  machine: string,
  overlay: MachinePatch,
  note: UserCodeNote,
): MachinePatch {
  const watched = (kind: string, record: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(
      Object.entries(record).map(([name, value]) => [
        name,
        watchImplementation(`${file}: ${kind} "${name}" of ${machine}`, value, note),
      ]),
    );
  const { actions, guards, view } = overlay;
  return {
    ...overlay,
    ...(actions === undefined ? {} : { actions: watched('action', actions) }),
    ...(guards === undefined ? {} : { guards: watched('guard', guards) }),
    ...(view === undefined
      ? {}
      : {
          view: (...args: Parameters<typeof view>) =>
            note.during(`${file}: view of ${machine}`, () => view(...args)),
        }),
  };
}

/** xstate's actions are functions that carry what the compiled form calls: these fields are wrapped. */
const CALLED_FIELDS = ['assignment', 'event', 'collect'] as const;

function watchImplementation(place: string, value: unknown, note: UserCodeNote): unknown {
  if (typeof value !== 'function') return value;
  const original = value as AnyFunction;
  const call =
    (run: AnyFunction) =>
    (...args: unknown[]): unknown =>
      note.during(`${place}${onEvent(args[0])}`, () => run(...args));
  const watchField = (field: unknown): unknown => {
    if (typeof field === 'function') return call(field as AnyFunction);
    if (typeof field !== 'object' || field === null) return field;
    return Object.fromEntries(Object.entries(field).map(([key, each]) => [key, watchField(each)]));
  };
  const fields = CALLED_FIELDS.flatMap((name) =>
    original[name] === undefined ? [] : [[name, watchField(original[name])] as const],
  );
  // Guards made with and(), or(), not() are recognised by what they carry; they call others by name.
  const isPlain = original.type === undefined && original.check === undefined;
  return Object.assign(
    isPlain ? call(original) : (...args: unknown[]) => original(...args),
    original,
    Object.fromEntries(fields),
  );
}

function onEvent(args: unknown): string {
  if (typeof args !== 'object' || args === null || !('event' in args)) return '';
  const { event } = args;
  const isEvent = typeof event === 'object' && event !== null && 'type' in event;
  return isEvent ? `, on event "${String(event.type)}"` : '';
}
