/** The shapes of patches and properties that users write. Types are checked by editors; this is for the rest. */
import { z } from 'zod';
import type { TransportView } from '../../machines/vocabulary/views.ts';
import type { HistoryVariable } from '../property/history.ts';
import { LEVELS } from '../property/level.ts';
import type { Property, StepProperty } from '../property/property.ts';
import type { Patch } from '../statechart/patch.ts';
import { aFunction } from './overlay-schema.ts';

const text = z.string().min(1, { error: 'a text that is not empty' });
const optional = aFunction.optional();

/** Names, as options and file names need them. */
const id = z.string().regex(/^[A-Za-z][\w.-]*$/, {
  error: 'a name of letters, digits, "_", "." and "-" that starts with a letter',
});

export const patchSchema = z.strictObject({
  name: text,
  title: text,
  source: text,
  machines: aFunction,
  frontEnd: optional,
  operations: optional,
});

/** Fields of the transport that a property may name; a record, so that a field of the view cannot be missing. */
const TRANSPORT_FIELDS: Readonly<Record<`transport.${keyof TransportView}`, true>> = {
  'transport.shadowLow': true,
  'transport.shadowHigh': true,
  'transport.driverFeatureSelect': true,
  'transport.deviceFeatureSelect': true,
  'transport.queueEnabled': true,
  'transport.revision': true,
};

const PARTS = ['transport', 'core', 'class', 'backend'] as const;
const part = z.enum(PARTS);
const readable = z.enum([...PARTS, 'history', ...Object.keys(TRANSPORT_FIELDS)]);
/** A history variable; what its functions give is checked when they are used. */
const history = z.strictObject({
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
  seenBy: z.enum(['driver', 'backend', 'host', 'nobody']).optional(),
  binds: z.literal('driver').optional(),
  assumes: z.array(text).optional(),
  skips: optional,
};
const reads = { ...base, reads: z.array(readable), history: history.optional(), applies: aFunction };

export const propertySchema = z.discriminatedUnion('kind', [
  z.strictObject({ ...reads, kind: z.literal('state'), demands: optional, violation: aFunction }),
  z.strictObject({
    ...reads,
    kind: z.literal('step'),
    demands: optional,
    concerns: optional,
    violation: aFunction,
  }),
  z.strictObject({
    ...reads,
    kind: z.literal('monitor'),
    demands: optional,
    concerns: optional,
    violation: aFunction,
  }),
  z.strictObject({
    ...reads,
    kind: z.literal('relational'),
    variants: aFunction,
    compareParts: z.array(part).optional(),
  }),
  z.strictObject({ ...reads, kind: z.literal('reachability'), scripts: aFunction, violation: aFunction }),
  z.strictObject({
    ...base,
    kind: z.literal('agreement'),
    partner: aFunction,
    scripts: aFunction,
    outcome: aFunction,
  }),
]);

/** The fields of the schemas are the fields of the types: a renamed field shows here when compiling, and a missing one. */
type Same<Schema, Type> = Exclude<keyof Schema, keyof Type> | Exclude<keyof Type, keyof Schema> extends never
  ? true
  : never;
type Kind<K extends Property['kind']> = Extract<Property, { readonly kind: K }>;
type Shape<K extends Property['kind']> = Extract<z.infer<typeof propertySchema>, { readonly kind: K }>;
const _SAME: readonly true[] = [
  true satisfies Same<z.infer<typeof patchSchema>, Patch>,
  true satisfies Same<Shape<'state'>, Kind<'state'>>,
  true satisfies Same<Shape<'step'>, StepProperty>,
  true satisfies Same<Shape<'relational'>, Kind<'relational'>>,
  true satisfies Same<Shape<'reachability'>, Kind<'reachability'>>,
  true satisfies Same<Shape<'agreement'>, Kind<'agreement'>>,
  true satisfies Same<z.infer<typeof history>, HistoryVariable>,
];
void _SAME;
