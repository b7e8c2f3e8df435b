/**
 * Fields of the inner state in a line: `core.lifecycle = legacy, core.guestFeatures = 0x8 {MTU}`. A feature
 * word stands for the two fields of its halves, `guestFeaturesLow` and `guestFeaturesHigh`.
 */
import { formatStatus, STATUS_BITS } from '../../machines/vocabulary/device-status.ts';
import { formatWord } from '../../machines/vocabulary/feature-bits.ts';
import type { InnerState } from '../trace/trace.ts';
import { innerStateSchema } from '../trace/trace-schema.ts';
import { escapeHidden } from './hidden.ts';
import { Mistake, quoted } from './litmus-error.ts';
import { readJsonAs } from './read-json.ts';
import { readFeatureWord, readStatus } from './read-value.ts';
import { inQuotes, readQuoted, splitList } from './text.ts';

type Value = string | number | boolean;
export type Fields = Readonly<Record<string, Value>>;

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['yes', true],
  ['no', false],
  ['true', true],
  ['false', false],
]);

const NAME = /^([A-Za-z][A-Za-z0-9_-]*)\.([A-Za-z][A-Za-z0-9_.-]*)$/;
const PLAIN = /^[A-Za-z][A-Za-z0-9_-]*$/;

/** One state laid over another, field by field. */
export function overlay(base: InnerState, over: InnerState): InnerState {
  const parts = new Map(Object.entries(base).map(([part, fields]) => [part, { ...fields }]));
  for (const [part, fields] of Object.entries(over)) parts.set(part, { ...parts.get(part), ...fields });
  return Object.fromEntries(parts);
}

const isStatusName = (text: string): boolean =>
  text === 'reset' || STATUS_BITS.some(([, name]) => name === text);

function readValue(field: string, text: string): Value {
  const boolean = BOOLEANS.get(text);
  if (boolean !== undefined) return boolean;
  if (text.startsWith('"')) return readQuoted(text);
  if (/^-?\d{1,16}$/.test(text)) return Number(text);
  if (/status$/i.test(field) && (!PLAIN.test(text) || isStatusName(text))) return readStatus(text);
  if (/^0x[0-9a-f]{1,8}$/i.test(text)) return Number(text);
  if (PLAIN.test(text)) return text;
  throw new Mistake('yes, no, a number, a word, or a feature word with its names in {}', quoted(text));
}

function readField(item: string, device: string): InnerState {
  const [, name = '', written = ''] = /^([^=]*?) *= *(.*)$/s.exec(item) ?? [];
  const [, part, field] = NAME.exec(name) ?? [];
  if (part === undefined || field === undefined)
    throw new Mistake('fields as "core.modern = yes", with commas between them', quoted(item));
  if (!written.includes('{') || written.startsWith('"'))
    return Object.fromEntries([[part, Object.fromEntries([[field, readValue(field, written)]])]]);
  const { low, high } = readFeatureWord(written, device);
  const halves: Fields = Object.fromEntries([
    [`${field}Low`, low],
    [`${field}High`, high],
  ]);
  return Object.fromEntries([[part, halves]]);
}

/**
 * Some fields, with commas between them; or a whole state in place of all fields, as `json {…}`.
 * @param before what the fields are laid over
 * @throws Mistake
 */
export function readState(text: string, device: string, before: InnerState): InnerState {
  if (text.startsWith('json ')) return readJsonAs(innerStateSchema, text.slice('json '.length));
  return splitList(text, ',').reduce((state, item) => overlay(state, readField(item, device)), before);
}

const isHalf = (value: Value | undefined): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff;

const own = (fields: Fields, name: string): Value | undefined =>
  Object.hasOwn(fields, name) ? fields[name] : undefined;

function wordsOfValue(field: string, value: Value): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return PLAIN.test(value) && !BOOLEANS.has(value) ? value : inQuotes(value);
  return /status$/i.test(field) && value >= 0 && value <= 0xff ? formatStatus(value) : String(value);
}

/** Each field of a state in words, sorted by name; the halves of a feature word are one. */
export function wordsOfFields(state: InnerState, device: string): readonly string[] {
  return Object.keys(state)
    .sort()
    .flatMap((part) => {
      const fields = state[part] ?? {};
      const items = Object.entries(fields).flatMap(([name, value]): (readonly [string, string])[] => {
        const stem = /^(.+)(?:Low|High)$/.exec(name)?.[1];
        const [low, high] = [own(fields, `${stem}Low`), own(fields, `${stem}High`)];
        if (stem === undefined || !isHalf(low) || !isHalf(high)) return [[name, wordsOfValue(name, value)]];
        return name.endsWith('Low') ? [[stem, formatWord({ low, high }, device)]] : [];
      });
      return items.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => `${part}.${name} = ${value}`);
    });
}

/** The fields that are not as they were. */
function changed(before: InnerState, after: InnerState): InnerState {
  const parts = Object.entries(after).map(([part, fields]): [string, Fields] => {
    const old = Object.hasOwn(before, part) ? (before[part] ?? {}) : {};
    const isNew = (name: string): boolean => own(old, name) !== own(fields, name);
    // A word is said as a whole.
    const other = (name: string): string => name.replace(/(Low|High)$/, (half) => OTHER[half] ?? half);
    const kept = Object.entries(fields).filter(([name]) => isNew(name) || isNew(other(name)));
    return [part, Object.fromEntries(kept)];
  });
  return Object.fromEntries(parts.filter(([, fields]) => Object.keys(fields).length > 0));
}

const OTHER: Readonly<Record<string, string>> = { Low: 'High', High: 'Low' };

/** Lines no wider than this are read without turning one's head. */
const WIDTH = 100;

/** What a state says that the one before it did not, in lines for readState. */
export function wordsOfState(before: InnerState, after: InnerState, device: string): readonly string[] {
  const items = wordsOfFields(changed(before, after), device);
  const lines: string[] = [];
  for (const item of items) {
    const last = lines.at(-1);
    if (last === undefined || last.length + item.length > WIDTH) lines.push(item);
    else lines.splice(-1, 1, `${last}, ${item}`);
  }
  return readsBackAs(lines, device, before, after) ? lines : [`json ${escapeHidden(jsonOf(after))}`];
}

function readsBackAs(
  lines: readonly string[],
  device: string,
  before: InnerState,
  after: InnerState,
): boolean {
  try {
    const read = lines.reduce((state, line) => readState(line, device, state), before);
    return sameState(read, after);
  } catch (error) {
    if (error instanceof Mistake) return false;
    throw error;
  }
}

const sorted = <T>(record: Readonly<Record<string, T>>): readonly (readonly [string, T])[] =>
  Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));

/** JSON whose bytes do not depend on the order of parts and fields. */
const jsonOf = (state: InnerState): string =>
  JSON.stringify(
    Object.fromEntries(sorted(state).map(([part, fields]) => [part, Object.fromEntries(sorted(fields))])),
  );

/** True if both hold the same fields with the same values, in whatever order. */
export const sameState = (left: InnerState, right: InnerState): boolean => jsonOf(left) === jsonOf(right);
