/**
 * Which C functions a diff touches, from hunk headers, from definitions among the hunk's lines, and from the
 * lines that change. This reads layout, not C: a definition begins in the first column and its body ends with
 * a brace there, as in QEMU and Linux.
 */
import type { Change, Chunk, File } from 'parse-diff';

export interface TouchedFunction {
  readonly name: string;
  readonly file: string;
  readonly how: 'added' | 'removed' | 'changed';
}

export interface TouchedFile {
  readonly file: string;
  readonly functions: readonly TouchedFunction[];
  /** Names with a bracket after them on changed lines: what is called, declared or defined there. */
  readonly mentions: readonly string[];
  /**
   * Changed lines in no function that the diff names: declarations, types, tables, and what stands in a hunk
   * whose header names a label. Blank lines and comments do not count.
   */
  readonly linesElsewhere: number;
}

const NOT_FUNCTIONS = new Set(
  'if for while switch return sizeof do else case default typeof defined int void char bool long short unsigned signed static inline const struct union enum'.split(
    ' ',
  ),
);

interface Line {
  readonly text: string;
  readonly changed: boolean;
}

/** Of others, such as meson.build and Python, the layout says nothing; a quoted hunk may have lost its file's name. */
const IS_C = /\.(?:c|h|cc|cpp|cxx|hh|hpp)(?:\.in|\.inc)?$|\.inc$/i;

/** Reads one file of a parsed diff. A file that is no C has no functions. */
export function touchedFile(file: File): TouchedFile {
  const name = (file.to === undefined || file.to === '/dev/null' ? file.from : file.to) ?? '';
  if (name !== '' && !IS_C.test(name)) return { file: name, functions: [], mentions: [], linesElsewhere: 0 };
  const sides = { old: new Side(), new: new Side() };
  const mentions = new Set<string>();
  for (const chunk of file.chunks) {
    const header = functionIn(headerOf(chunk));
    sides.old.read(linesOf(chunk, 'del'), header);
    sides.new.read(linesOf(chunk, 'add'), header);
    for (const change of chunk.changes.filter(({ type }) => type !== 'normal'))
      for (const mention of mentioned(change.content.slice(1))) mentions.add(mention);
  }
  const touched = new Set([...sides.new.touched, ...sides.old.touched]);
  return {
    file: name,
    functions: [...touched].map((each) => ({ name: each, file: name, how: howTouched(each, sides) })),
    mentions: [...mentions],
    linesElsewhere: sides.old.elsewhere + sides.new.elsewhere,
  };
}

function howTouched(name: string, sides: { readonly old: Side; readonly new: Side }): TouchedFunction['how'] {
  const [was, is] = [sides.old.defined.has(name), sides.new.defined.has(name)];
  if (is && !was && !sides.old.seen.has(name)) return 'added';
  if (was && !is && !sides.new.seen.has(name)) return 'removed';
  return 'changed';
}

/** What stands behind the second `@@`. */
const headerOf = (chunk: Chunk): string => chunk.content.replace(/^@@[^@]*@@/, '').trim();

const linesOf = (chunk: Chunk, changed: Change['type']): readonly Line[] =>
  chunk.changes
    .filter(({ type, content }) => (type === 'normal' || type === changed) && !content.startsWith('\\'))
    .map(({ type, content }) => ({ text: content.slice(1), changed: type !== 'normal' }));

/** One side of a diff, the file before or after it. */
class Side {
  readonly touched = new Set<string>();
  /** Whose definition is a changed line. */
  readonly defined = new Set<string>();
  /** Every function that shows, changed or not. */
  readonly seen = new Set<string>();
  elsewhere = 0;

  read(lines: readonly Line[], header: string | undefined): void {
    let current = header;
    if (current !== undefined) this.seen.add(current);
    for (const [at, { text, changed }] of lines.entries()) {
      const defined = definitionAt(lines, at);
      if (defined !== undefined) {
        current = defined;
        this.seen.add(defined);
        if (changed) this.defined.add(defined);
      } else if (current !== undefined && endsFunction(lines, at)) current = undefined;
      if (changed && current !== undefined) this.touched.add(current);
      else if (changed && isCode(text)) this.elsewhere++;
      if (/^}/.test(text)) current = undefined;
    }
  }
}

const isCode = (text: string): boolean =>
  text.trim() !== '' && !/^\s*(\/\*|\*|\/\/)/.test(text) && !/^[{}]?\s*$/.test(text);

/** A declaration, a type or a directive in the first column: the function of the header has ended before it. */
const endsFunction = (lines: readonly Line[], at: number): boolean => {
  const text = lines[at]?.text ?? '';
  return (
    /^(static|extern|typedef|struct|union|enum|const)\b/.test(text) ||
    (/^[A-Za-z_]\w*(?:\s+\**|\s*\*+)\w+.*[;=,]\s*$/.test(text) && !/:\s*$/.test(text)) ||
    /^(\/\*| \*)/.test(text)
  );
};

/** The function whose definition begins at a line. */
function definitionAt(lines: readonly Line[], at: number): string | undefined {
  const text = lines[at]?.text ?? '';
  if (!/^[A-Za-z_]/.test(text) || /^(typedef|else|return|case|default|goto)\b/.test(text)) return undefined;
  const name = functionIn(text);
  if (name === undefined || /=/.test(text.slice(0, text.indexOf('(')))) return undefined;
  for (let next = at; next < Math.min(lines.length, at + 12); next++) {
    const here = lines[next]?.text ?? '';
    if (next > at && /^[A-Za-z_]/.test(here) && functionIn(here) !== undefined) return undefined;
    if (/^{|\)\s*{/.test(here)) return name;
    if (/;\s*(\/\*.*)?$/.test(here) || /^}/.test(here)) return undefined;
  }
  // The hunk ends first. With a type before the name it is a definition or a declaration; git's own rule says the former.
  return /^[A-Za-z_]\w*[\s*]+.*\w\s*\(/.test(text) && at === lines.length - 1 ? name : undefined;
}

/** The first name with a bracket after it; a macro in capitals only if there is no other. */
function functionIn(text: string): string | undefined {
  const names = mentioned(text);
  if (/^(typedef|struct|union|enum)\b[^(]*$/.test(text)) return undefined;
  return names.find((name) => !/^[A-Z0-9_]+$/.test(name));
}

const mentioned = (text: string): readonly string[] =>
  [...text.matchAll(/\b([A-Za-z_]\w*)\s*\(/g)]
    .map(([, name = '']) => name)
    .filter((name) => !NOT_FUNCTIONS.has(name));
