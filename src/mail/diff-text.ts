/**
 * Finds the diffs in a text and mends what mailing does to them, so that a parser for clean diffs can read
 * them: blanks cut off at line ends, lines wrapped, a signature or a comment behind the last hunk.
 */

export interface FoundDiff {
  /** The diffs alone, clean; '' without any. */
  readonly diff: string;
  /** The lines before the first one. */
  readonly before: readonly string[];
  /** Lines that were joined again. */
  readonly wrapped: number;
  /** Hunks with fewer lines than their headers say. */
  readonly shortHunks: number;
}

const HUNK = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/;
const FILE_HEADER =
  /^(?:index |new file mode |deleted file mode |old mode |new mode |similarity index |dissimilarity index |rename |copy |--- |\+\+\+ |Binary files |GIT binary patch)/;

/** Whether a diff begins at this line. */
const begins = (lines: readonly string[], at: number): boolean => {
  const line = lines[at] ?? '';
  if (/^diff --(?:git|cc) /.test(line)) return true;
  return /^--- \S/.test(line) && /^\+\+\+ \S/.test(lines[at + 1] ?? '');
};

/** Finds and mends; hunks that stand alone, as in a quotation, count if `loose`. */
export function findDiff(text: string, { loose = false } = {}): FoundDiff {
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
  const starts = (at: number) => begins(lines, at) || (loose && HUNK.test(lines[at] ?? ''));
  const first = lines.findIndex((_, at) => starts(at));
  if (first === -1) return { diff: '', before: lines, wrapped: 0, shortHunks: 0 };
  const out: string[] = [];
  let wrapped = 0;
  let shortHunks = 0;
  let inHeader = false;
  for (let at = first; at < lines.length; ) {
    const line = lines[at] ?? '';
    if (HUNK.test(line) && (loose || out.length > 0)) {
      const hunk = readHunk(lines, at, loose);
      for (const each of hunk.lines) out.push(each);
      wrapped += hunk.wrapped;
      if (hunk.short) shortHunks++;
      at = hunk.next;
      inHeader = false;
    } else {
      if (begins(lines, at)) inHeader = true;
      if (inHeader && (begins(lines, at) || FILE_HEADER.test(line))) out.push(line);
      else inHeader = false;
      at++;
    }
  }
  return { diff: out.join('\n'), before: lines.slice(0, first), wrapped, shortHunks };
}

/** In one hunk; with more, this is something else than a diff with some long lines. */
const WRAPPED_MAX = 100;

/** A hunk has at most three lines of context behind its last change. */
const BLANKS_LOST_MAX = 3;

interface Hunk {
  readonly lines: readonly string[];
  readonly next: number;
  readonly wrapped: number;
  readonly short: boolean;
}

function readHunk(lines: readonly string[], start: number, loose: boolean): Hunk {
  const [, old = '1', new_ = '1'] = HUNK.exec(lines[start] ?? '') ?? [];
  let [oldLeft, newLeft] = [Number(old), Number(new_)];
  // Some pages double the space before the function.
  const out = [(lines[start] ?? '').replace(/^(@@ [^@]* @@) +/, '$1 ')];
  let wrapped = 0;
  let at = start + 1;
  for (; at < lines.length && (oldLeft > 0 || newLeft > 0); at++) {
    const line = lines[at] ?? '';
    if (HUNK.test(line) || begins(lines, at) || (loose && /^-- ?$/.test(line))) break;
    const mark = line[0] ?? ' ';
    if (mark === '+') newLeft--;
    else if (mark === '-') oldLeft--;
    else if (mark === ' ' || mark === '\t') {
      oldLeft--;
      newLeft--;
    } else if (mark !== '\\' && wrapped === WRAPPED_MAX) break;
    else if (mark !== '\\') {
      // Not a line of a diff: the end of the one before it, which was too long for somebody's mail program.
      out.push(`${out.pop() ?? ''}${line}`);
      wrapped++;
      continue;
    }
    out.push(line === '' ? ' ' : line);
  }
  // Whoever copies a page loses the blank lines at its end.
  const hasChange = out.some((line) => /^[+-]/.test(line));
  const onlyBlanksLost = hasChange && at >= lines.length && oldLeft === newLeft && oldLeft <= BLANKS_LOST_MAX;
  const short = (oldLeft > 0 || newLeft > 0) && !onlyBlanksLost;
  return { lines: withCounts(out, oldLeft, newLeft), next: at, wrapped, short };
}

/** A parser that counts would take what follows for the rest of the hunk: the header says what is there. */
function withCounts(lines: readonly string[], oldLeft: number, newLeft: number): readonly string[] {
  const [header = '', ...rest] = lines;
  const [, oldStart = '1', old = '1', newStart = '1', new_ = '1'] =
    /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(header) ?? [];
  const range = `@@ -${oldStart},${Number(old) - oldLeft} +${newStart},${Number(new_) - newLeft} @@`;
  return [header.replace(/^@@ [^@]* @@/, range), ...rest];
}
