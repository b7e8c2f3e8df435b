/** The small pieces of a line: comments, lists, words in quotes, numbers. */
import { escapeHidden, holdsHidden } from './hidden.ts';
import { Mistake, quoted } from './litmus-error.ts';

const QUOTED = /"(?:[^"\\]|\\.)*"/y;

/** The end of the text in quotes that begins at `at`; of an unfinished one, the end of the line. */
function endOfQuoted(line: string, at: number): number {
  QUOTED.lastIndex = at;
  return QUOTED.test(line) ? QUOTED.lastIndex : line.length;
}

/** A line without its comment (a `#` at its start or after a space, not inside quotes) and the space around it. */
export function withoutComment(line: string): string {
  let at = 0;
  while (at < line.length) {
    if (line[at] === '"') at = endOfQuoted(line, at);
    else if (line[at] === '#' && (at === 0 || /\s/.test(line[at - 1] ?? ''))) return line.slice(0, at).trim();
    else at += 1;
  }
  return line.trim();
}

const OPENING = '{([';
const CLOSING = '})]';

/** The items between separators that stand outside quotes and brackets, without the space around them. */
export function splitList(text: string, separator: string): readonly string[] {
  const items: string[] = [];
  let [from, at, depth] = [0, 0, 0];
  while (at < text.length) {
    const char = text[at] ?? '';
    if (char === '"') {
      at = endOfQuoted(text, at);
      continue;
    }
    if (OPENING.includes(char)) depth += 1;
    if (CLOSING.includes(char)) depth -= 1;
    if (depth === 0 && char === separator) {
      items.push(text.slice(from, at));
      from = at + 1;
    }
    at += 1;
  }
  return [...items, text.slice(from)].map((item) => item.trim());
}

/** A string in double quotes, as JSON has it, of visible characters only. */
export const inQuotes = (text: string): string => escapeHidden(JSON.stringify(text));

/** A string in quotes as itself. */
export function readQuoted(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'string') return value;
  } catch {
    // Said below.
  }
  throw new Mistake('a text in double quotes, as JSON has it', quoted(text));
}

/** True for one line that shows all it holds, and that a reader gets back whole. */
export const isPlainLine = (line: string): boolean => !holdsHidden(line) && withoutComment(line) === line;

const PLAIN_WORD = /^[A-Za-z0-9_.@:-]+$/;
const PLAIN_PATH = /^[A-Za-z0-9_.@:/-]+$/;

/** A name as it stands in a line: in quotes where it is not a plain word. */
export const word = (name: string, reserved: readonly string[] = []): string =>
  PLAIN_WORD.test(name) && !reserved.includes(name) ? name : inQuotes(name);

/** The same for a name that may be a path. */
export const path = (name: string, reserved: readonly string[] = []): string =>
  PLAIN_PATH.test(name) && !reserved.includes(name) ? name : inQuotes(name);

/** A name, in quotes or a word without spaces. */
export function readWord(text: string, what: string): string {
  if (text.startsWith('"')) return readQuoted(text);
  if (text === '' || /[\s"]/.test(text)) throw new Mistake(what, quoted(text));
  return text;
}

const VISIBLE = /^[^\s"#](?:[^\s#]| (?! ))*$/u;

/** Free text to the end of the line: in quotes where a line would not hold it as it is. */
export const freeText = (text: string): string =>
  VISIBLE.test(text) && !text.endsWith(' ') && isPlainLine(text) ? text : inQuotes(text);

export const readFreeText = (text: string): string => (text.startsWith('"') ? readQuoted(text) : text);

/** A whole number, decimal or after `0x`. */
export function readNumber(text: string, what: string, max = 0xffff_ffff): number {
  const value = /^(?:0x[0-9a-f]{1,16}|\d{1,16})$/i.test(text) ? Number(text) : Number.NaN;
  if (!(value <= max)) throw new Mistake(what, quoted(text));
  return value;
}
