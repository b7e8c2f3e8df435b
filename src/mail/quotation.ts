/** Diffs that a reply quotes with `> `. */

/** `> > +`: the marks and what follows them; a space after a mark belongs to it. Some programs indent a quotation. */
const MARKS = /^[ \t]*((?:> ?)+)(.*)$/s;

/** Where a diff begins, or a hunk of it whose beginning the reply leaves out. */
const BEGINS = /^(?:diff --git |--- \S|@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@)/;

export interface Quotation {
  /** Without marks, and without what the reply says in between. */
  readonly text: string;
  /** `Name <address>`, of the line that says whose words these are. */
  readonly author: string | undefined;
}

/** The shallowest quotation that has a diff in it; undefined if there is none. */
export function quotedDiff(text: string): Quotation | undefined {
  const lines = text.split('\n').map((line) => ({ line, depth: depthOf(line) }));
  const depths = [...new Set(lines.map(({ depth }) => depth))].filter((depth) => depth > 0);
  for (const depth of depths.sort((one, other) => one - other)) {
    const quoted = lines.filter((each) => each.depth === depth).map(({ line }) => line);
    const spaced = quoted.map((line) => strip(line, depth, true));
    const lines_ = spaced.some((line) => BEGINS.test(line) && !line.startsWith(' ')) ? spaced : [];
    const tight = quoted.map((line) => strip(line, depth, false));
    // Some programs write no space after the mark; then the space is the diff's own.
    const found = tight.some((line) => BEGINS.test(line)) ? tight : lines_;
    if (found.length > 0) return { text: found.join('\n'), author: authorOf(lines, depth) };
  }
  return undefined;
}

/** `On Thu, 3 Feb 2033 at 04:05, Name <address> wrote:`; a long one takes two lines. */
const WROTE = /^(.*\S)\s+(?:wrote|writes):\s*$/;
/** What stands before the name where no comma does. */
const TIME = /^.*\b\d{1,2}:\d\d(?::\d\d)?(?:\s*[AP]M)?(?:\s*[+-]\d{4})?\s+/i;

interface Line {
  readonly line: string;
  readonly depth: number;
}

/** Whoever is said to have written a quotation, one level above it and before its diff begins. */
function authorOf(lines: readonly Line[], depth: number): string | undefined {
  const begins = lines.findIndex(
    (each) =>
      each.depth === depth && [true, false].some((spaced) => BEGINS.test(strip(each.line, depth, spaced))),
  );
  const above = lines
    .slice(0, Math.max(0, begins))
    .filter((each) => each.depth === depth - 1)
    .map(({ line }) => strip(line, depth - 1, true).trim());
  const at = above.findLastIndex((line) => WROTE.test(line));
  if (at === -1) return undefined;
  const [, said = ''] = WROTE.exec(above[at] ?? '') ?? [];
  const name = (said.split(',').at(-1) ?? '').trim().replace(TIME, '');
  // Of a day and a name without a comma between them, only the address is sure.
  return /^on\s/i.test(name) ? /<[^<>\s]+@[^<>\s]+>$/.exec(name)?.[0] : name || undefined;
}

const depthOf = (line: string): number => (MARKS.exec(line)?.[1] ?? '').replaceAll(' ', '').length;

/** Removes `depth` marks, each with the space after it; the last mark's space only if `spaced`. */
function strip(line: string, depth: number, spaced: boolean): string {
  let rest = depth === 0 ? line : line.trimStart();
  for (let at = 0; at < depth; at++) {
    rest = rest.slice(1);
    if (rest.startsWith(' ') && (spaced || at < depth - 1)) rest = rest.slice(1);
  }
  return rest;
}
