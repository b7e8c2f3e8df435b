/** Laying text out: what is fit to print, how wide it is, and how long lines are broken. */

/** Control and formatting characters, which would move a terminal's cursor or reverse a line, and lone halves. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;

/** One line of printable text. A trace file may come from anywhere, also with escape sequences in it. */
export const printable = (text: string): string =>
  text
    .replace(/[\t\r\n]+/g, ' ')
    .replace(UNPRINTABLE, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`);

/** A copy in which every string, however deep, is printable. */
export function printableStrings<T>(value: T): T {
  const copy = (inner: unknown): unknown => {
    if (typeof inner === 'string') return printable(inner);
    if (Array.isArray(inner)) return inner.map(copy);
    if (typeof inner !== 'object' || inner === null) return inner;
    return Object.fromEntries(Object.entries(inner).map(([key, each]) => [key, copy(each)]));
  };
  return copy(value) as T;
}

/** A text's width in columns; characters that some terminals draw two columns wide count as two. */
export function columns(text: string): number {
  let width = 0;
  for (const char of text) width += (char.codePointAt(0) ?? 0) >= 0x1100 ? 2 : 1;
  return width;
}

/** Cuts one word into pieces of at most `width` columns. */
function cut(word: string, width: number): readonly string[] {
  const pieces: string[] = [];
  let piece = '';
  for (const char of word) {
    if (piece !== '' && columns(piece + char) > width) {
      pieces.push(piece);
      piece = '';
    }
    piece += char;
  }
  return [...pieces, piece];
}

export interface WrapOptions {
  readonly width: number;
  /** Before the first line. */
  readonly first?: string;
  /** Before the lines that follow; by default as many spaces as `first` has columns. */
  readonly rest?: string;
}

/** Breaks text at spaces so that no line exceeds `width` columns; a longer word is cut. */
export function wrap(
  text: string,
  { width, first = '', rest = ' '.repeat(columns(first)) }: WrapOptions,
): string[] {
  const room = Math.max(1, width - Math.max(columns(first), columns(rest)));
  const lines: string[] = [];
  let line = '';
  for (const piece of text.split(' ').flatMap((word) => cut(word, room))) {
    if (line !== '' && columns(line) + 1 + columns(piece) > room) {
      lines.push(line);
      line = piece;
    } else {
      line = line === '' ? piece : `${line} ${piece}`;
    }
  }
  return [...lines, line].map((each, index) => `${index === 0 ? first : rest}${each}`.replace(/ +$/, ''));
}

/** A shell's words, quotes kept: a command may be broken between them and nowhere else. */
const SHELL_WORD = /(?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^\s'"\\]|['"\\])+/g;

/**
 * Breaks a shell command so that it can still be pasted: each line but the last ends in a backslash. A word
 * wider than a line is cut as well, and goes on in the first column; that fails only inside single quotes.
 */
export function wrapCommand(command: string, { width, first = '' }: WrapOptions): string[] {
  const hang = `${' '.repeat(columns(first))}  `;
  const room = Math.max(1, width - columns(hang) - 2);
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of command.match(SHELL_WORD) ?? []) {
    for (const [index, piece] of cut(word, room).entries()) {
      if (index > 0) {
        lines.push(`${line}\\`);
        line = piece;
      } else if (empty || columns(line) + 1 + columns(piece) <= width - 2) {
        line = empty ? `${line}${piece}` : `${line} ${piece}`;
      } else {
        lines.push(`${line} \\`);
        line = `${hang}${piece}`;
      }
      empty = false;
    }
  }
  return [...lines, line];
}
