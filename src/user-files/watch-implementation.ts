/** A user's action or guard: its calls are noted, what it answers is checked, and now and then it is played twice. */
import { observationSchema } from '../trace/trace-schema.ts';
import { checkField, checkFields } from './machine-fields.ts';
import { sameJson, type UserCalls } from './user-calls.ts';

type AnyFunction = ((...values: unknown[]) => unknown) & Record<string, unknown>;

export interface Whose {
  readonly kind: 'action' | 'guard';
  readonly name: string;
  readonly machine: string;
  readonly calls: UserCalls;
}

/** The same action or guard, watched. */
export function watchImplementation(whose: Whose, value: unknown): unknown {
  if (typeof value !== 'function') return value;
  const original = value as AnyFunction;
  if (whose.kind === 'guard') {
    // Guards made with and(), or(), not() are recognised by what they carry; they call others by name.
    return original.check === undefined ? Object.assign(watchGuard(whose, original), original) : original;
  }
  // xstate's actions are functions that carry what the compiled form calls.
  const { assignment, event, collect } = original;
  return Object.assign(
    (...args: unknown[]) => original(...args),
    original,
    assignment === undefined ? {} : { assignment: watchAssignment(whose, assignment) },
    typeof event === 'function' ? { event: watchOutput(whose, event as AnyFunction) } : {},
    // Its text says which actions it may enqueue: src/user-files/patched-machines.ts.
    typeof collect === 'function'
      ? {
          collect: watchCollect(whose, collect as AnyFunction),
          source: Function.prototype.toString.call(collect),
        }
      : {},
  );
}

/** `guard "isModern" of virtio-ccw, on event "reset"` */
const placeOf = ({ kind, name, machine }: Whose, args: unknown): string =>
  `${kind} "${name}" of ${machine}${onEvent(args)}`;

function onEvent(args: unknown): string {
  if (typeof args !== 'object' || args === null || !('event' in args)) return '';
  const { event } = args;
  const isEvent = typeof event === 'object' && event !== null && 'type' in event;
  return isEvent ? `, on event "${String(event.type)}"` : '';
}

function watchGuard(whose: Whose, guard: AnyFunction) {
  const { calls } = whose;
  return (...args: unknown[]): unknown => {
    const what = placeOf(whose, args[0]);
    const answer = calls.pure(
      what,
      () => guard(...args),
      (one, other) => Boolean(one) === Boolean(other),
    );
    // Any value but an object will do, as in xstate; a promise would always hold.
    const isObject = (typeof answer === 'object' && answer !== null) || typeof answer === 'function';
    return isObject ? calls.refuse(what, 'true or false', answer) : answer;
  };
}

function watchAssignment(whose: Whose, assignment: unknown): unknown {
  const { calls, machine } = whose;
  if (typeof assignment === 'function')
    return (...args: unknown[]): unknown => {
      const what = placeOf(whose, args[0]);
      const answer: unknown = calls.pure(what, () => assignment(...args), sameJson);
      if (typeof answer !== 'object' || answer === null || answer instanceof Promise || Array.isArray(answer))
        return calls.refuse(what, 'an object with the fields that change', answer);
      checkFields(calls, what, machine, answer);
      return answer;
    };
  return Object.fromEntries(
    Object.entries(assignment as object).map(([field, value]: [string, unknown]) => {
      if (typeof value !== 'function') {
        checkField(calls, placeOf(whose, undefined), machine, field, value);
        return [field, value];
      }
      return [
        field,
        (...args: unknown[]): unknown => {
          const what = placeOf(whose, args[0]);
          const answer: unknown = calls.pure(what, () => value(...args), Object.is);
          checkField(calls, what, machine, field, answer);
          return answer;
        },
      ];
    }),
  );
}

/** What `call` and `observe` build: `{ type: 'call', to, event }`, or `{ type: 'observe', observation }`. */
function watchOutput(whose: Whose, build: AnyFunction) {
  const { calls } = whose;
  return (...args: unknown[]): unknown => {
    const what = placeOf(whose, args[0]);
    const answer = calls.pure(what, () => build(...args), sameJson);
    if (typeof answer !== 'object' || answer === null) return answer;
    const { type, event, observation } = answer as Readonly<Record<string, unknown>>;
    if (type === 'observe') calls.matched(`${what}, its observation`, observationSchema, observation);
    else if (type === 'call') checkCall(calls, what, event);
    return answer;
  };
}

function checkCall(calls: UserCalls, what: string, event: unknown): void {
  // A call without a type is refused where all calls are, in words that say which there are.
  if (typeof event !== 'object' || event === null || event instanceof Promise)
    calls.refuse(what, 'a call such as { type: "reset" }', event);
  for (const [field, value] of Object.entries(event)) {
    if (typeof value === 'number' && !(Number.isInteger(value) && value >= -1 && value <= 0xffff_ffff))
      calls.refuse(what, `a whole number from 0 to 0xffffffff as "${field}" of the call`, value);
    if (!['string', 'number', 'boolean', 'undefined'].includes(typeof value))
      calls.refuse(what, `a text, a number, true or false as "${field}" of the call`, value);
  }
}

/** What is enqueued is compared in two rehearsals; then comes the play. */
function watchCollect(whose: Whose, collect: AnyFunction) {
  const { calls } = whose;
  return (args: object, params: unknown): unknown => {
    const what = placeOf(whose, args);
    const rehearse = (): readonly unknown[] => {
      const queued: unknown[] = [];
      const note =
        (how: string) =>
        (each: unknown): void =>
          void queued.push([how, each]);
      const kinds = ['cancel', 'raise', 'sendTo', 'sendParent', 'spawnChild', 'stopChild', 'assign', 'emit'];
      const enqueue = Object.assign(note(''), Object.fromEntries(kinds.map((kind) => [kind, note(kind)])));
      collect({ ...args, enqueue }, params);
      return queued;
    };
    calls.pure(what, rehearse, sameJson);
    const answer: unknown = calls.run(what, () => collect(args, params));
    return answer instanceof Promise ? calls.refuse(what, 'nothing', answer) : answer;
  };
}
