/** A user's patch: its calls are noted, and what its functions answer is checked. */
import type { DeviceInput } from '../../machines/vocabulary/device-input.ts';
import type { Operation } from '../../machines/vocabulary/operation.ts';
import type { Flat } from '../numbering/flat.ts';
import { sameFlat } from '../property/history.ts';
import type { MachinePatch, Patch } from '../statechart/patch.ts';
import { operationSchema } from '../trace/trace-schema.ts';
import { checkFields } from './machine-fields.ts';
import { frontEndSchema, operationsSchema, overlaysSchema } from './overlay-schema.ts';
import type { UserCalls } from './user-calls.ts';
import { watchImplementation } from './watch-implementation.ts';

/**
 * The same patch, watched.
 * @param original what the file exports; its functions see it as `this`
 */
export function watchPatch(patch: Patch, original: object, calls: UserCalls): Patch {
  const { frontEnd, operations, machines } = patch;
  return {
    ...patch,
    ...(frontEnd === undefined
      ? {}
      : {
          frontEnd: (input: DeviceInput) => {
            const answer = calls.run('frontEnd()', () => frontEnd.call(original, frozen(input)));
            return calls.matched('frontEnd()', frontEndSchema, answer) as ReturnType<typeof frontEnd>;
          },
        }),
    ...(operations === undefined
      ? {}
      : {
          operations: (input: DeviceInput) => {
            const answer = calls.run('operations()', () => operations.call(original, frozen(input)));
            return calls.matched('operations()', operationsSchema, answer);
          },
        }),
    machines: (input) => {
      const answer = calls.run('machines()', () => machines.call(original, frozen(input)));
      const overlays = calls.matched('machines()', overlaysSchema, answer);
      return Object.fromEntries(
        Object.entries(overlays).map(([machine, overlay]) => [
          machine,
          watchOverlay(machine, overlay as unknown as MachinePatch, calls),
        ]),
      );
    },
  };
}

/** What a function of a user's is given stays as it is: others are given it too. */
function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const each of Object.values(value)) frozen(each);
  return Object.freeze(value);
}

function watchOverlay(machine: string, overlay: MachinePatch, calls: UserCalls): MachinePatch {
  const watched = (kind: 'action' | 'guard', record: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(
      Object.entries(record).map(([name, value]) => [
        name,
        watchImplementation({ kind, name, machine, calls }, value),
      ]),
    );
  const { actions, guards, view, doesInstead, context } = overlay;
  if (context !== undefined) checkFields(calls, `machines(), context of ${machine}`, machine, context);
  return {
    ...overlay,
    ...(actions === undefined ? {} : { actions: watched('action', actions) }),
    ...(guards === undefined ? {} : { guards: watched('guard', guards) }),
    ...(view === undefined ? {} : { view: watchView(machine, view, calls) }),
    ...(doesInstead === undefined
      ? {}
      : {
          doesInstead: (operation: Operation) => {
            const what = `doesInstead of ${machine}`;
            return calls.matched(
              what,
              operationSchema,
              calls.run(what, () => doesInstead(operation)),
            );
          },
        }),
  };
}

type View = NonNullable<MachinePatch['view']>;

/** Claims and traces read the fields of a view by name: a patch may change and add some, and leave out none. */
function watchView(machine: string, view: View, calls: UserCalls): View {
  const what = `view of ${machine}`;
  return (given, context, value) => {
    const answer: unknown = calls.pure(what, () => view(given, context, value), sameRecord);
    if (typeof answer !== 'object' || answer === null)
      return calls.refuse(what, 'an object with the fields of the view', answer);
    for (const [field, before] of Object.entries(given)) {
      const now: unknown = Object.hasOwn(answer, field) ? Reflect.get(answer, field) : undefined;
      if (typeof now !== typeof before)
        calls.refuse(what, `the field "${field}" of the view, a ${typeof before}`, now);
    }
    for (const [field, now] of Object.entries(answer))
      if (!['string', 'number', 'boolean'].includes(typeof now))
        calls.refuse(what, `a text, a number, true or false in the field "${field}"`, now);
    return answer as Flat;
  };
}

const sameRecord = (one: unknown, other: unknown): boolean =>
  typeof one !== 'object' || typeof other !== 'object' || one === null || other === null
    ? Object.is(one, other)
    : sameFlat(one as Flat, other as Flat);
