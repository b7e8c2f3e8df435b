/**
 * Records and lists that note what is read of them: stand-ins for an operation, or for a transcript, whose fields
 * differ from one to the next. Slow, and used only where something is read for the first time.
 */

/** Makes a reader of one value, which notes that it was read: `valueIn` finds it, given the number of its source. */
type Note = (name: string, valueIn: (source: number) => unknown) => () => unknown;

type Fields = Readonly<Record<string, unknown>>;

/** Stands for any record where the value of a field is noted: what is in it is noted by itself. */
const NESTED = Symbol('nested');
/** The same for a list. */
const LIST = Symbol('list');

const isNested = (value: unknown): value is object => typeof value === 'object' && value !== null;
const isIndex = (key: string): boolean => /^\d+$/.test(key);

/**
 * A stand-in for the record that `of` gives for the source at hand: it has the same fields, lists and elements,
 * and each primitive that is read of it, each list's length and each record's set of fields is noted.
 */
export const trackedRecord = (name: string, of: (source: number) => object, note: Note): object =>
  tracked(name, of, note, false);

function tracked(name: string, of: (source: number) => unknown, note: Note, isList: boolean): object {
  const readers = new Map<string, () => unknown>();
  const children = new Map<string, object>();
  const noted = (key: string, valueIn: (value: object) => unknown): unknown => {
    let reader = readers.get(key);
    if (reader === undefined) {
      reader = note(`${name}${key}`, (source) => valueIn(of(source) as object));
      readers.set(key, reader);
    }
    return reader();
  };
  const lengthOf = (): number => noted('length', (list) => (list as readonly unknown[]).length) as number;
  const has = (key: string): boolean => noted(`${key}?`, (value) => key in value) as boolean;
  const value = (key: string): unknown => {
    const found = noted(key, (each) => {
      const inside = (each as Fields)[key];
      return isNested(inside) ? (Array.isArray(inside) ? LIST : NESTED) : inside;
    });
    if (found !== NESTED && found !== LIST) return found;
    let child = children.get(key);
    if (child === undefined) {
      child = tracked(`${name}${key}.`, (source) => (of(source) as Fields)[key], note, found === LIST);
      children.set(key, child);
    }
    return child;
  };
  return new Proxy(isList ? [] : {}, {
    get: (target, key) => {
      if (typeof key === 'symbol') return Reflect.get(target, key);
      if (!isList) return value(key);
      if (key === 'length') return lengthOf();
      // A list's methods come here again for its length and its elements.
      if (!isIndex(key)) return Reflect.get(target, key);
      return Number(key) < lengthOf() ? value(key) : undefined;
    },
    has: (target, key) =>
      typeof key === 'symbol' || (isList && !isIndex(key)) ? Reflect.has(target, key) : has(key),
    ownKeys: (target) => {
      const keys = String(noted('(names)', (each) => Object.keys(each).join('\n')));
      return [...new Set([...(keys === '' ? [] : keys.split('\n')), ...Reflect.ownKeys(target)])];
    },
    getOwnPropertyDescriptor: (target, key) => {
      if (typeof key === 'symbol' || (isList && !isIndex(key)))
        return Reflect.getOwnPropertyDescriptor(target, key);
      return has(key)
        ? { configurable: true, enumerable: true, writable: true, value: value(key) }
        : undefined;
    },
    set: () => false,
  });
}
