/**
 * JSON text with errors that say the line, the column and what belongs there. The engine's own messages
 * differ between Node versions, and some of them carry no position at all.
 */
import { BadFileError } from '../errors/errors.ts';

/** Where JSON text stops being JSON, and what would have been right there. */
export interface JsonFault {
  readonly at: number;
  readonly expected: string;
}

const STRING = String.raw`"[ !#-[\]-\uffff]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[ !#-[\]-\uffff]*)*"`;
const NUMBER = String.raw`-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?`;
const SPACE = /[ \t\n\r]*/y;
const KEY = new RegExp(STRING, 'y');
const SCALAR = new RegExp(`${STRING}|${NUMBER}|true|false|null`, 'y');

/** The end of what `pattern` matches at `at`, or undefined if it does not match there. */
function endOf(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

const VALUE = 'a value (an object, a list, a string in double quotes, a number, true, false or null)';
const FIELD = 'a field name in double quotes';

/** Finds the first fault in JSON text; undefined when the text is JSON. A stack, so that depth is no limit. */
export function findJsonFault(text: string): JsonFault | undefined {
  const open: ('}' | ']')[] = [];
  let at = 0;
  let want: 'value' | 'firstValue' | 'key' | 'firstKey' | 'after' = 'value';
  const skip = () => {
    at = endOf(SPACE, text, at) ?? at;
  };
  for (;;) {
    skip();
    const char = text[at];
    if (want === 'after') {
      const close = open.at(-1);
      if (close === undefined)
        return at === text.length ? undefined : { at, expected: 'the end of the file' };
      if (char === close) open.pop();
      else if (char === ',') want = close === '}' ? 'key' : 'value';
      else return { at, expected: `"," or "${close}"` };
      at += 1;
    } else if (want === 'key' || want === 'firstKey') {
      if (want === 'firstKey' && char === '}') {
        want = 'after';
        continue;
      }
      const end = endOf(KEY, text, at);
      if (end === undefined) return { at, expected: want === 'firstKey' ? `${FIELD} or "}"` : FIELD };
      at = end;
      skip();
      if (text[at] !== ':') return { at, expected: '":"' };
      at += 1;
      want = 'value';
    } else if (char === '{' || char === '[') {
      open.push(char === '{' ? '}' : ']');
      want = char === '{' ? 'firstKey' : 'firstValue';
      at += 1;
    } else if (want === 'firstValue' && char === ']') {
      want = 'after';
    } else {
      const end = endOf(SCALAR, text, at);
      if (end === undefined) return { at, expected: VALUE };
      at = end;
      want = 'after';
    }
  }
}

/** The place of an offset, as editors count: both from 1. */
function lineAndColumn(text: string, at: number): string {
  const before = text.slice(0, at).split(/\r\n|\r|\n/);
  return `line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`;
}

function foundAt(text: string, at: number): string {
  const code = text.codePointAt(at);
  if (code === undefined) return 'the end of the file';
  const word = /^[\w.+-]+/.exec(text.slice(at, at + 20));
  if (word !== null) return `\`${word[0]}\``;
  const visible = /[\p{L}\p{P}\p{S}]/u.test(String.fromCodePoint(code));
  return visible
    ? `\`${String.fromCodePoint(code)}\``
    : `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

/**
 * JSON text as a value.
 * @throws BadFileError with line and column when the text is not JSON.
 */
export function parseJson(text: string, file: string, next?: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const fault = findJsonFault(text) ?? { at: 0, expected: 'JSON' };
    throw new BadFileError(
      {
        file,
        place: lineAndColumn(text, fault.at),
        expected: fault.expected,
        found: foundAt(text, fault.at),
        ...(next === undefined ? {} : { next }),
      },
      { cause },
    );
  }
}

/**
 * JSON text without raw control characters. `JSON.stringify` escapes those below the space, but not DEL and
 * the C1 set, which a terminal may obey; escaped, they read back the same.
 */
export const escapeControls = (json: string): string =>
  json.replace(/[\u007f-\u009f]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
