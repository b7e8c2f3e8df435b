/**
 * Whether a user's file has changed what all code in its thread shares: the built-in objects and the environment. A
 * patched `Array.prototype.map` could change any verdict, and nothing would show.
 */

/** Built-in objects by name; each one's prototype belongs to it. */
const NAMES = [
  'Object',
  'Function',
  'Array',
  'String',
  'Number',
  'Boolean',
  'Symbol',
  'BigInt',
  'RegExp',
  'Date',
  'Map',
  'Set',
  'WeakMap',
  'WeakSet',
  'Promise',
  'Error',
  'TypeError',
  'RangeError',
  'ArrayBuffer',
  'SharedArrayBuffer',
  'DataView',
  'Int32Array',
  'Uint8Array',
  'Uint16Array',
  'Uint32Array',
  'Float64Array',
  'BigUint64Array',
  'JSON',
  'Math',
  'Reflect',
  'Atomics',
] as const;

/** Globals that are no built-in objects, and that no file has to replace. */
const GLOBALS = ['globalThis', 'process', 'console', 'setTimeout', 'setInterval', 'queueMicrotask'] as const;

/** Of objects that are not only what the language says: their fields that matter. */
const PROCESS_FIELDS = ['exit', 'on', 'emit', 'stdout', 'stderr', 'argv', 'cwd', 'nextTick'] as const;

/** Node's own machinery for stack traces, which loaders set and restore. */
const IGNORED: ReadonlySet<string> = new Set(['Error.prepareStackTrace', 'Error.stackTraceLimit']);

// Held here, because what is looked for is that they have been replaced.
const { ownKeys, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
const same = Object.is;
const isOwn = Object.hasOwn;

type Descriptor = PropertyDescriptor | undefined;

interface Remembered {
  readonly name: string;
  readonly object: object;
  readonly keys: readonly PropertyKey[];
  readonly descriptors: readonly Descriptor[];
}

/** The built-in objects and the environment as they are now. */
export class Realm {
  readonly #objects: readonly Remembered[];
  readonly #globals: readonly (readonly [name: string, value: unknown])[];
  readonly #process: readonly Descriptor[];
  readonly #environment: Readonly<Record<string, string | undefined>>;

  constructor() {
    this.#objects = builtIns().map(([name, object]) => {
      const keys = ownKeys(object);
      return { name, object, keys, descriptors: keys.map((key) => getOwnPropertyDescriptor(object, key)) };
    });
    this.#globals = [...NAMES, ...GLOBALS].map((name) => [name, Reflect.get(globalThis, name)]);
    this.#process = PROCESS_FIELDS.map((field) => getOwnPropertyDescriptor(process, field));
    this.#environment = { ...process.env };
  }

  /** What has changed since then, as one would write it: `Array.prototype.map`; undefined if nothing has. */
  change(): string | undefined {
    // Loops by index, and nothing that a user's file could have replaced.
    for (let at = 0; at < this.#objects.length; at++) {
      const changed = changeOf(this.#objects[at] as Remembered);
      if (changed !== undefined) return changed;
    }
    for (let at = 0; at < this.#globals.length; at++) {
      const [name, value] = this.#globals[at] as readonly [string, unknown];
      if (!same((globalThis as Record<string, unknown>)[name], value)) return `the global ${name}`;
    }
    for (let at = 0; at < PROCESS_FIELDS.length; at++) {
      const field = PROCESS_FIELDS[at] as string;
      if (!isSame(getOwnPropertyDescriptor(process, field), this.#process[at])) return `process.${field}`;
    }
    return this.#changeOfEnvironment();
  }

  #changeOfEnvironment(): string | undefined {
    const before = this.#environment;
    for (const name in before) if (before[name] !== process.env[name]) return `process.env.${name}`;
    for (const name in process.env) if (!isOwn(before, name)) return `process.env.${name}`;
    return undefined;
  }
}

function builtIns(): (readonly [string, object])[] {
  const found: [string, object][] = [];
  for (const name of NAMES) {
    const object: unknown = Reflect.get(globalThis, name);
    if ((typeof object !== 'object' && typeof object !== 'function') || object === null) continue;
    found.push([name, object]);
    const { prototype } = object as { readonly prototype?: unknown };
    if (typeof prototype === 'object' && prototype !== null) found.push([`${name}.prototype`, prototype]);
  }
  found.push(['the prototype of typed arrays', getPrototypeOf(Uint8Array.prototype) as object]);
  found.push(['the prototype of iterators', getPrototypeOf(getPrototypeOf([].values()) as object) as object]);
  found.push(['the prototype of array iterators', getPrototypeOf([].values()) as object]);
  return found;
}

function changeOf({ name, object, keys, descriptors }: Remembered): string | undefined {
  for (let at = 0; at < keys.length; at++) {
    const key = keys[at] as PropertyKey;
    const place = placeOf(name, key);
    if (isSame(getOwnPropertyDescriptor(object, key), descriptors[at]) || IGNORED.has(place)) continue;
    return place;
  }
  const now = ownKeys(object);
  if (now.length === keys.length) return undefined;
  for (let at = 0; at < now.length; at++) {
    const key = now[at] as PropertyKey;
    let isKnown = IGNORED.has(placeOf(name, key));
    for (let other = 0; other < keys.length && !isKnown; other++) isKnown = keys[other] === key;
    if (!isKnown) return placeOf(name, key);
  }
  return undefined;
}

const placeOf = (name: string, key: PropertyKey): string =>
  typeof key === 'symbol' ? `${name}[${String(key)}]` : `${name}.${String(key)}`;

function isSame(one: Descriptor, other: Descriptor): boolean {
  if (one === undefined || other === undefined) return one === other;
  return same(one.value, other.value) && same(one.get, other.get) && same(one.set, other.set);
}
