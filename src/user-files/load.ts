/**
 * Patches and properties from files outside the project. They may be TypeScript, and need no installation:
 * `virtio-verify` and `xstate` in their imports mean the copies that run here, so that a patch's actions are
 * made by the very xstate that compiles them.
 *
 * To be imported on demand: it brings a compiler.
 */
import { existsSync, statSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { createJiti } from 'jiti';
import { driverHistory } from '../../properties/driver-history.ts';
import { BadFileError } from '../errors/errors.ts';
import { getOrInsert } from '../numbering/get-or-insert.ts';
import type { HistoryVariable } from '../property/history.ts';
import type { Property } from '../property/property.ts';
import type { Patch } from '../statechart/patch.ts';
import { matchSchema } from '../trace/schema-mismatch.ts';
import { saidOf } from './blame.ts';
import { type Config, configSchema } from './config.ts';
import { fileOf } from './file-reference.ts';
import { Realm } from './realm.ts';
import { patchSchema, propertySchema } from './schemas.ts';
import { UserCalls } from './user-calls.ts';
import type { UserFiles } from './user-files.ts';
import { watchPatch } from './watch-patch.ts';
import { watchHistory, watchProperty } from './watch-property.ts';

/** What a file exports, by export name; the default export first. */
type Exports = readonly (readonly [name: string, value: unknown])[];

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const looksLikePatch = (value: unknown): boolean => isObject(value) && 'machines' in value;
const looksLikeProperty = (value: unknown): boolean => isObject(value) && 'claim' in value && 'kind' in value;

/**
 * The patch in a file; `FILE#EXPORT` chooses among several. Its name becomes the reference, which is what
 * scenarios hold and what errors should name.
 * @throws BadFileError
 */
export async function loadPatch(reference: string, files: UserFiles): Promise<Patch> {
  const exports = await load(reference, files);
  const wanted = /#([^#/\\]*)$/.exec(reference)?.[1];
  const candidates =
    wanted === undefined
      ? exports.filter(([name, value]) => name === 'default' || looksLikePatch(value))
      : exports.filter(([name]) => name === wanted);
  const distinct = candidates.filter(
    ([, value], at) => candidates.findIndex(([, other]) => other === value) === at,
  );
  const [found] = distinct;
  if (found === undefined)
    throw new BadFileError({
      file: reference,
      place: wanted === undefined ? '' : `export "${wanted}"`,
      expected: 'an export made with definePatch()',
      found: exportNames(exports),
    });
  if (distinct.length > 1)
    throw new BadFileError({
      file: reference,
      place: '',
      expected: 'one patch',
      found: `${distinct.length} (${distinct.map(([name]) => name).join(', ')})`,
      next: `say which: --patch ${reference}#${distinct[1]?.[0] ?? ''}`,
    });
  const calls = new UserCalls(reference, files);
  const patch = validated(patchSchema, found, calls) as Patch;
  return watchPatch({ ...patch, name: reference }, found[1] as object, calls);
}

/**
 * The properties in a file.
 * @throws BadFileError
 */
export async function loadProperties(reference: string, files: UserFiles): Promise<readonly Property[]> {
  const exports = await load(reference, files);
  const candidates = exports.flatMap(([name, value]): Exports => {
    if (Array.isArray(value)) return value.map((each: unknown, at) => [`${name}[${at}]`, each] as const);
    return name === 'default' || looksLikeProperty(value) ? [[name, value]] : [];
  });
  if (candidates.length === 0)
    throw new BadFileError({
      file: reference,
      place: '',
      expected: 'at least one export that is a property (with id, claim, rules and kind)',
      found: exportNames(exports),
    });
  const calls = new UserCalls(reference, files);
  const loaded = candidates.map((each) =>
    withHistory(
      withLevel(watched(validated(propertySchema, each, calls) as Property, each[1] as Property, calls)),
    ),
  );
  return loaded.filter((property, at) => loaded.findIndex(({ id }) => id === property.id) === at);
}

/**
 * The configuration in a file: its default export.
 * @throws BadFileError
 */
export async function loadConfig(reference: string, files: UserFiles): Promise<Config> {
  const exports = await load(reference, files);
  const found = exports.find(([name]) => name === 'default');
  if (found === undefined)
    throw new BadFileError({
      file: reference,
      place: '',
      expected: 'a default export, the configuration',
      found: exportNames(exports),
    });
  return validated(configSchema, found, new UserCalls(reference, files)) as Config;
}

function watched(property: Property, original: Property, calls: UserCalls): Property {
  const { history } = original as { readonly history?: HistoryVariable };
  const own = watchProperty(property, original, calls);
  if (history === undefined) return own;
  // The catalogue's own variable stays what it is, by which it is known.
  return { ...own, history: history === driverHistory ? history : watchHistory(history, calls) } as Property;
}

/** A file that no compiler has looked at may leave the level out. */
const withLevel = (property: Property): Property => {
  const { level = 'must' } = property as Partial<Property>;
  return level === property.level ? property : { ...property, level };
};

/**
 * A property without a variable sees what the shipped ones see. A variable of a user's own is never asked which steps
 * it may be spared: a wrong answer would change verdicts, and nothing could tell.
 */
function withHistory(property: Property): Property {
  if (!('reads' in property) || !property.reads.includes('history')) return property;
  const { history = driverHistory } = property;
  return {
    ...property,
    history: history === driverHistory ? history : getOrInsert(askedAlways, history, askAlways),
  } as Property;
}

/** One for each variable, because properties that share a variable share its value. */
const askedAlways = new WeakMap<HistoryVariable, HistoryVariable>();

function askAlways(variable: HistoryVariable): HistoryVariable {
  const { addsNothing: _, ...rest } = variable;
  return rest;
}

const exportNames = (exports: Exports): string =>
  exports.length === 0 ? 'no exports' : `the exports ${exports.map(([name]) => name).join(', ')}`;

/** A copy of an export, once it has the right shape. */
function validated(
  schema: typeof patchSchema | typeof propertySchema | typeof configSchema,
  [name, value]: Exports[number],
  calls: UserCalls,
): unknown {
  const { file } = calls;
  const match = calls.run(`export "${name}"`, () => matchSchema<unknown>(schema, value));
  if ('value' in match) return match.value;
  const { place, ...mismatch } = match.mismatch;
  const field = place === '' ? '' : `, field ${place}`;
  throw new BadFileError({ file, place: `export "${name}"${field}`, ...mismatch });
}

async function load(reference: string, files: UserFiles): Promise<Exports> {
  const path = fileOf(reference, files.cwd);
  if (!existsSync(path) || !statSync(path).isFile())
    throw new BadFileError({
      file: reference,
      place: '',
      expected: 'a .ts, .js or .mjs file',
      found: existsSync(path) ? 'a folder' : 'no such file',
      next: 'check the path',
    });
  const module = await importFile(reference, path, files);
  const entries = isObject(module) ? Object.entries(module) : [];
  return entries
    .filter(([name, value]) => name !== '__esModule' && value !== undefined)
    .sort(([left], [right]) => Number(right === 'default') - Number(left === 'default'));
}

async function importFile(reference: string, path: string, files: UserFiles): Promise<unknown> {
  const jiti = createJiti(import.meta.url, {
    fsCache: false,
    moduleCache: false,
    interopDefault: false,
    virtualModules: { ...(await files.modules()) },
  });
  const realm = new Realm();
  const resources = runningResources();
  const run = async (): Promise<unknown> => {
    const loaded = await jiti.import(path);
    // A promise of the file's own that is rejected shows before the next turn.
    await setImmediate();
    return loaded;
  };
  let module: unknown;
  try {
    module = await (files.note?.duringAsync(`${reference}: the file, while it is loaded`, run) ?? run());
  } catch (cause) {
    refuseSideEffects(reference, realm, files, resources);
    throw new BadFileError(
      { file: reference, place: '', expected: 'a module that can be loaded', found: firstLine(cause) },
      { cause },
    );
  }
  refuseSideEffects(reference, realm, files, resources);
  return module;
}

/** @throws BadFileError when loading the file has changed what all code shares, or left something running */
function refuseSideEffects(file: string, realm: Realm, files: UserFiles, before: number): void {
  const changed = realm.change();
  if (changed !== undefined)
    throw new BadFileError({
      file,
      place: '',
      expected: 'a module that changes nothing but itself',
      found: `one that changes ${changed}`,
    });
  // In a thread of its own, where nothing else is set up meanwhile.
  if (files.note !== undefined && runningResources() > before)
    throw new BadFileError({
      file,
      place: '',
      expected: 'a module that is done when it is loaded',
      found: 'one that leaves a timer, a server or a process running',
    });
}

/** Timers, servers and processes of this thread that have not come to their end. */
const runningResources = (): number =>
  process.getActiveResourcesInfo().filter((each) => /^(Timeout|Immediate|ProcessWrap|.*Server.*)$/.test(each))
    .length;

const firstLine = (error: unknown): string => {
  const text = error instanceof Error ? error.message : saidOf(error);
  // A parser says the line and the column below its message.
  const [, line, column] = /:(\d+):(\d+)\s*$/m.exec(text) ?? [];
  const where = line === undefined || column === undefined ? '' : ` at line ${line}, column ${column}`;
  return `${text.split('\n', 1)[0]?.trim() ?? text}${where}`;
};
