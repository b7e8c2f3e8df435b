/** A trace as a file: text in, text out. docs/trace-format.md describes the format, docs/trace.schema.json its shape. */
import { BadFileError } from '../errors/errors.ts';
import { escapeControls, parseJson } from './json-text.ts';
import { matchSchema } from './schema-mismatch.ts';
import type { Trace } from './trace.ts';
import { traceSchema } from './trace-schema.ts';

const NEXT = 'correct it there, or write the trace anew with "virtio-verify check --reporter json=FILE"';

/**
 * Reads a trace file's text.
 * @throws BadFileError which names the file, the place, what belongs there and what stands there.
 */
export function parseTrace(text: string, fileName: string): Trace {
  const match = matchSchema<Trace>(traceSchema, parseJson(text, fileName, NEXT));
  if ('value' in match) return match.value;
  throw new BadFileError({ file: fileName, ...match.mismatch, next: NEXT });
}

/** The order in which fields are written: what a reader looks for first comes first. Others follow by name. */
const FIELD_ORDER: readonly string[] = [
  ...[
    'schemaVersion',
    'property',
    'claim',
    'violation',
    'guiltyStep',
    'scenario',
    'initialState',
    'steps',
    'branch',
  ],
  ...['semantics', 'patches', 'transport', 'flavour', 'device', 'backend', 'driver', 'byteOrder', 'features'],
  ...['after', 'operation', 'observations', 'state'],
  ...['kind', 'interface', 'register', 'command', 'event', 'name', 'queue', 'index', 'offset', 'size', 'at'],
  ...['value', 'bytes', 'low', 'high'],
];
const RANK = new Map(FIELD_ORDER.map((name, index) => [name, index]));

function compareFields([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number {
  const rank = (RANK.get(left) ?? FIELD_ORDER.length) - (RANK.get(right) ?? FIELD_ORDER.length);
  // Not localeCompare: the bytes must not depend on where they are written.
  return rank !== 0 ? rank : left < right ? -1 : 1;
}

const ordered = (_key: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(compareFields))
    : value;

/** A trace as the text of a trace file. Equal traces give equal bytes, whatever order their fields are in. */
export function stringifyTrace(trace: Trace): string {
  return `${escapeControls(JSON.stringify(trace, ordered, 2))}\n`;
}
