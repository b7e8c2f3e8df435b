/** Turns what zod found wrong into the three things a user needs: the place, what belongs there, what is there. */
import { z } from 'zod';

export interface Mismatch {
  readonly place: string;
  readonly expected: string;
  readonly found: string;
}

type RawIssue = z.core.$ZodRawIssue;

const TYPES: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  array: 'a list',
};

const list = (values: readonly unknown[]): string => {
  const texts = values.map((value) => JSON.stringify(value));
  return texts.length === 1 ? (texts[0] ?? '') : `one of ${texts.join(', ')}`;
};

/** The phrase after "expected". Given to zod as its error map, which alone sees the schema behind an issue. */
function expectedPhrase(issue: RawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return TYPES[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return list(issue.values);
    case 'too_small':
      return `a number from ${issue.minimum}`;
    case 'unrecognized_keys':
      return issue.inst instanceof z.core.$ZodObject
        ? `one of the fields ${Object.keys(issue.inst._zod.def.shape).join(', ')}`
        : 'no such field';
    case 'invalid_union':
      return 'options' in issue && Array.isArray(issue.options)
        ? list(issue.options)
        : 'another kind of value';
    case 'invalid_key':
      return issue.issues[0]?.message ?? 'another name';
    default:
      return 'another value';
  }
}

/** `steps[3].operation.register`, as one would write it in a program. */
const placeOf = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, '');

/** What stands somewhere, as the phrase after "found". */
export function foundPhrase(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'function')
    return Object.prototype.toString.call(value) === '[object AsyncFunction]'
      ? 'an async function'
      : 'a function';
  if (value instanceof Promise) return 'a promise';
  // What JSON does not have.
  if (['bigint', 'symbol'].includes(typeof value) || (typeof value === 'number' && !Number.isFinite(value)))
    return String(value);
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** What stands at a path; undefined where the path leads nowhere. */
const at = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  );

/** The value in the schema's own type, or the first thing that is wrong with it. */
export function matchSchema<Value>(
  schema: z.ZodType<Value>,
  value: unknown,
): { readonly value: Value } | { readonly mismatch: Mismatch } {
  const result = schema.safeParse(value, { error: expectedPhrase });
  if (result.success) return { value: result.data };
  const first = result.error.issues[0];
  if (first === undefined) throw new Error('zod refused a value without an issue');
  // A misspelt field shows as one field too few and one too many; the one too many is what the user can see.
  const parent = placeOf(first.path.slice(0, -1));
  const extra = result.error.issues.find(
    (issue) => issue.code === 'unrecognized_keys' && placeOf(issue.path) === parent,
  );
  const issue = at(value, first.path) === undefined ? (extra ?? first) : first;
  const { message: expected } = issue;
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? '';
    return {
      mismatch: { place: placeOf([...issue.path, key]), expected, found: `a field ${JSON.stringify(key)}` },
    };
  }
  const found =
    issue.code === 'invalid_key' ? foundPhrase(issue.path.at(-1)) : foundPhrase(at(value, issue.path));
  return { mismatch: { place: placeOf(issue.path), expected, found } };
}
