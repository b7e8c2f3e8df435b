/** A property whose every call is noted: which of a user's functions runs at this moment. */
import { getOrInsert } from '../numbering/get-or-insert.ts';
import type { HistoryVariable } from '../property/history.ts';
import type { Property } from '../property/property.ts';
import type { UserCodeNote } from './user-code-note.ts';

/** The same property; every call of its functions is noted. */
export function watchProperty(property: Property, file: string, note: UserCodeNote): Property {
  return watchFunctions(property, `${file}: property "${property.id}"`, note);
}

/** One for each variable, because properties that share a variable share its value. */
const watched = new WeakMap<HistoryVariable, HistoryVariable>();

/** The same variable; every call of its functions is noted. */
export const watchHistory = (variable: HistoryVariable, file: string, note: UserCodeNote): HistoryVariable =>
  getOrInsert(watched, variable, () => watchFunctions(variable, `${file}: history "${variable.name}"`, note));

/** The functions among the fields of an object; they see the object itself as `this`. */
function watchFunctions<T extends object>(object: T, place: string, note: UserCodeNote): T {
  const fields = Object.entries(object).map(([name, value]: [string, unknown]) => [
    name,
    typeof value === 'function'
      ? (...args: unknown[]): unknown => note.during(`${place}, ${name}()`, () => value.apply(object, args))
      : value,
  ]);
  return Object.fromEntries(fields) as T;
}
