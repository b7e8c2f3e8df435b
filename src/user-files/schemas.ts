/** The shapes of patches and properties that users write. Types are checked by editors; this is for the rest. */
import { z } from 'zod';
import { LEVELS } from '../property/level.ts';
import type { Property } from '../property/property.ts';
import type { Patch } from '../statechart/patch.ts';

type AnyFunction = (...values: never[]) => unknown;

const text = z.string().min(1, { error: 'a text that is not empty' });
const aFunction = z.custom<AnyFunction>((value) => typeof value === 'function', { error: 'a function' });
const optional = aFunction.optional();

/** Names, as options and file names need them. */
const id = z.string().regex(/^[A-Za-z][\w.-]*$/, {
  error: 'a name of letters, digits, "_", "." and "-" that starts with a letter',
});

export const patchSchema = z.object({
  name: text,
  title: text,
  source: text,
  machines: aFunction,
  frontEnd: optional,
  operations: optional,
});

const readable = z.enum(['transport', 'core', 'class', 'backend', 'history']);
/** A history variable; what its functions give is checked when they are used. */
const history = z.object({
  name: text,
  initial: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]), {
    error: 'a flat record of texts, numbers and booleans',
  }),
  ofOperation: aFunction,
  noticesCall: optional,
  ofDevice: optional,
  next: aFunction,
  addsNothing: optional,
});
const base = {
  id,
  claim: text,
  rules: z.array(text),
  level: z.enum(LEVELS).optional(),
  assumes: z.array(text).optional(),
  skips: optional,
};
const reads = { ...base, reads: z.array(readable), history: history.optional(), applies: aFunction };

export const propertySchema = z.discriminatedUnion('kind', [
  z.object({ ...reads, kind: z.literal('state'), violation: aFunction }),
  z.object({ ...reads, kind: z.literal('step'), concerns: optional, violation: aFunction }),
  z.object({ ...reads, kind: z.literal('monitor'), concerns: optional, violation: aFunction }),
  z.object({
    ...reads,
    kind: z.literal('relational'),
    variants: aFunction,
    compareParts: z.array(readable.exclude(['history'])).optional(),
  }),
  z.object({ ...reads, kind: z.literal('reachability'), scripts: aFunction, violation: aFunction }),
  z.object({
    ...base,
    kind: z.literal('agreement'),
    partner: aFunction,
    scripts: aFunction,
    outcome: aFunction,
  }),
]);

/** The fields of the schemas are the fields of the types: a renamed field shows here when compiling. */
type Same<Schema, Type> = Exclude<keyof Schema, keyof Type> extends never ? true : never;
type Kind<K extends Property['kind']> = Extract<Property, { readonly kind: K }>;
type Shape<K extends Property['kind']> = Extract<z.infer<typeof propertySchema>, { readonly kind: K }>;
const _SAME: readonly true[] = [
  true satisfies Same<z.infer<typeof patchSchema>, Patch>,
  true satisfies Same<Shape<'state'>, Kind<'state'>>,
  true satisfies Same<Shape<'relational'>, Kind<'relational'>>,
  true satisfies Same<Shape<'reachability'>, Kind<'reachability'>>,
  true satisfies Same<Shape<'agreement'>, Kind<'agreement'>>,
];
void _SAME;
