/** The shapes of what a user's patch answers: its overlays of machines, and what the front end does. */
import { z } from 'zod';
import type { FrontEndChange } from '../../machines/vocabulary/front-end.ts';
import type { MachinePatch, TransitionOverlay } from '../statechart/patch.ts';
import { operationSchema } from '../trace/trace-schema.ts';

type AnyFunction = (...values: never[]) => unknown;

/** An async function or a generator answers a promise or an iterator, whatever it is asked. */
export const isLate = (value: unknown): boolean =>
  typeof value === 'function' && /^(Async|Generator)/.test(Object.prototype.toString.call(value).slice(8));

/** A function that answers at once. */
export const aFunction = z.custom<AnyFunction>((value) => typeof value === 'function' && !isLate(value), {
  error: 'a function, not an async one',
});

const text = z.string().min(1, { error: 'a text that is not empty' });
const steps = z.record(z.string(), z.array(text, { error: 'a list of names of actions' }), {
  error: 'an object with a list of actions for each step',
});

/** Marks that `assign`, `call`, `observe` and `enqueueActions` leave on what they make. */
const ACTION_TYPES: readonly unknown[] = ['xstate.assign', 'xstate.emit', 'xstate.enqueueActions'];
const MADE_FROM = ['assignment', 'event', 'collect'] as const;

const action = z.custom<AnyFunction>(
  (value) => {
    if (typeof value !== 'function') return false;
    const { type, ...fields } = value as unknown as Readonly<Record<string, unknown>>;
    return ACTION_TYPES.includes(type) && MADE_FROM.every((field) => !isLate(fields[field]));
  },
  {
    error:
      'an action made with assign(), call(), observe() or enqueueActions(), of a function that is not async',
  },
);

const flatValue = z.union([z.string(), z.boolean(), z.number()], {
  error: 'a text, true, false or a number',
});

const transition = z.strictObject({
  target: text.optional(),
  guard: text.optional(),
  actions: z.array(text, { error: 'a list of names of actions' }).optional(),
  description: z.string().optional(),
});

/** What a patch does to one machine. */
const overlay = z.strictObject({
  actions: z.record(z.string(), action).optional(),
  guards: z.record(z.string(), aFunction).optional(),
  after: steps.optional(),
  before: steps.optional(),
  replace: steps.optional(),
  transitions: z
    .array(
      z.strictObject({
        state: z.string({ error: 'the path of a state, "" for the machine itself' }),
        on: text,
        take: z
          .array(transition, { error: 'a list of transitions' })
          .min(1, { error: 'at least one transition' }),
      }),
      { error: 'a list of { state, on, take }' },
    )
    .optional(),
  states: z.record(z.string(), z.union([z.looseObject({}), z.undefined()])).optional(),
  id: text.optional(),
  context: z
    .record(z.string(), flatValue, { error: 'a flat object of texts, numbers, true and false' })
    .optional(),
  doesInstead: aFunction.optional(),
  view: aFunction.optional(),
});

/** What `machines` answers. */
export const overlaysSchema = z.record(z.string(), overlay, {
  error: 'an object with an overlay for each machine',
});

const bits = z.array(text, { error: 'a list of feature bits' });
/** What `frontEnd` answers. */
export const frontEndSchema = z.strictObject({
  passesOn: z.union([bits, z.literal('all')], { error: 'a list of feature bits, or "all"' }).optional(),
  keepsBack: bits.optional(),
  adds: bits.optional(),
});

/** What `operations` answers. */
export const operationsSchema = z.array(operationSchema, { error: 'a list of operations' });

/** A field of the type that the schema lacks would be refused in a good file. */
type Lacks<Type, Schema> = Exclude<keyof Type, keyof Schema>;
const _NONE: readonly never[] = [] satisfies readonly (
  | Lacks<MachinePatch, z.infer<typeof overlay>>
  | Lacks<TransitionOverlay, z.infer<typeof transition>>
  | Lacks<FrontEndChange, z.infer<typeof frontEndSchema>>
)[];
void _NONE;
