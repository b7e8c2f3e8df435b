/** A patch whose every call is noted: which of a user's functions runs at this moment. */
import type { MachinePatch, Patch } from '../statechart/patch.ts';
import type { UserCodeNote } from './user-code-note.ts';

type AnyFunction = ((...values: unknown[]) => unknown) & Record<string, unknown>;

/** The same patch; every call of its functions is noted. */
export function watchPatch(patch: Patch, note: UserCodeNote): Patch {
  const { frontEnd, operations } = patch;
  const noted = <Input, Answer>(name: string, run: (input: Input) => Answer) => ({
    [name]: (input: Input) => note.during(`${patch.name}: ${name}()`, () => run(input)),
  });
  return {
    ...patch,
    ...(frontEnd === undefined ? {} : noted('frontEnd', frontEnd)),
    ...(operations === undefined ? {} : noted('operations', operations)),
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
  const { actions, guards, view, doesInstead } = overlay;
  const during = <T>(what: string, run: () => T): T => note.during(`${file}: ${what} of ${machine}`, run);
  return {
    ...overlay,
    ...(actions === undefined ? {} : { actions: watched('action', actions) }),
    ...(guards === undefined ? {} : { guards: watched('guard', guards) }),
    ...(view === undefined
      ? {}
      : { view: (...args: Parameters<typeof view>) => during('view', () => view(...args)) }),
    ...(doesInstead === undefined
      ? {}
      : {
          doesInstead: (operation: Parameters<typeof doesInstead>[0]) =>
            during('doesInstead', () => doesInstead(operation)),
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
