/** A user's property: its calls are noted, and what its functions answer is checked. */
import { z } from 'zod';
import { getOrInsert } from '../numbering/get-or-insert.ts';
import type { HistoryVariable } from '../property/history.ts';
import type { Property } from '../property/property.ts';
import { operationSchema, scenarioSchema } from '../trace/trace-schema.ts';
import { sameJson, type UserCalls } from './user-calls.ts';

type Check = (calls: UserCalls, what: string, answer: unknown) => unknown;

/** A test of a single value, said in the words after "expected". */
const answers =
  (expected: string, fits: (answer: unknown) => boolean): Check =>
  (calls, what, answer) =>
    fits(answer) ? answer : calls.refuse(what, expected, answer);

const isBoolean = (answer: unknown): boolean => typeof answer === 'boolean';
const isSentence = (answer: unknown): boolean =>
  answer === undefined || (typeof answer === 'string' && answer !== '');
const isObject = (answer: unknown): boolean =>
  typeof answer === 'object' && answer !== null && !(answer instanceof Promise) && !Array.isArray(answer);
const isNoObject = (answer: unknown): boolean => typeof answer !== 'object' || answer === null;

const fitting =
  (schema: z.ZodType): Check =>
  (calls, what, answer) =>
    calls.matched(what, schema, answer);

const operations = z.array(operationSchema, { error: 'a list of operations' });
const scripts = (...lists: readonly string[]) =>
  z.array(
    z.strictObject({ name: z.string(), ...Object.fromEntries(lists.map((list) => [list, operations])) }),
    {
      error: 'a list of scripts',
    },
  );
const variants = z.array(
  z.strictObject({
    name: z.string(),
    left: operations,
    right: operations,
    rightFrom: z.exactOptional(z.enum(['here', 'powerOn'])),
    probes: operations,
  }),
  { error: 'a list of variants' },
);
const flat = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]), {
  error: 'a flat object of texts, numbers, true and false',
});

/** What each function of a property must answer. */
const CHECKS: ReadonlyMap<string, Check> = new Map([
  ['applies', answers('true or false', isBoolean)],
  ['concerns', answers('true or false', isBoolean)],
  ['violation', answers('a sentence, or undefined where the claim holds', isSentence)],
  ['skips', answers('a sentence, or undefined where the claim speaks', isSentence)],
  ['demands', answers('an object with the fields that are wrong', isObject)],
  ['variants', fitting(variants)],
  ['outcome', fitting(flat)],
  ['partner', fitting(scenarioSchema.optional())],
  ['ofOperation', answers('a flat object', isObject)],
  ['ofDevice', answers('a flat object', isObject)],
  ['next', answers('a flat object', isObject)],
  ['noticesCall', answers('true or false', isNoObject)],
  ['addsNothing', answers('true or false', isNoObject)],
]);
const SCRIPTS: Readonly<Record<'reachability' | 'agreement', Check>> = {
  reachability: fitting(scripts('operations')),
  agreement: fitting(scripts('here', 'there')),
};

/**
 * The same property, watched.
 * @param original what the file exports; its functions see it as `this`
 */
export function watchProperty(property: Property, original: object, calls: UserCalls): Property {
  const { kind } = property;
  const ofKind = kind === 'agreement' || kind === 'reachability' ? SCRIPTS[kind] : undefined;
  return watchFunctions(property, original, calls, `property "${property.id}"`, ofKind);
}

/** One for each variable, because properties that share a variable share its value. */
const watched = new WeakMap<HistoryVariable, HistoryVariable>();

/** The same history variable, watched; its functions see what the file has as `this`. */
export const watchHistory = (variable: HistoryVariable, calls: UserCalls): HistoryVariable =>
  getOrInsert(watched, variable, () =>
    watchFunctions(variable, variable, calls, `history "${variable.name}"`, undefined),
  );

function watchFunctions<T extends object>(
  object: T,
  original: object,
  calls: UserCalls,
  of: string,
  checkOfScripts: Check | undefined,
): T {
  const isHistory = 'ofOperation' in object;
  const fields = Object.entries(object).map(([name, value]: [string, unknown]) => {
    if (typeof value !== 'function') return [name, value];
    const what = `${of}, ${name}()`;
    const check = name === 'scripts' ? checkOfScripts : CHECKS.get(name);
    return [
      name,
      (...args: unknown[]): unknown => {
        const evaluate = (): unknown => value.apply(original, args);
        // Histories are played twice wherever they are used.
        const answer = isHistory ? calls.run(what, evaluate) : calls.pure(what, evaluate, sameJson);
        return check === undefined ? answer : check(calls, what, answer);
      },
    ];
  });
  return Object.fromEntries(fields) as T;
}
