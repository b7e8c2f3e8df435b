/** Diffs that a reply quotes with `> `. */

/** `> > +`: the marks and what follows them; a space after a mark belongs to it. */
const MARKS = /^((?:> ?)+)(.*)$/s;
const DEPTH_MAX = 12;

/** Where a diff begins, or a hunk of it whose beginning the reply leaves out. */
const BEGINS = /^(?:diff --git |--- \S|@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@)/;

/**
 * The lines of the shallowest quotation that has a diff in it, without their marks and without what the reply
 * says in between; undefined if there is none.
 */
export function quotedDiff(text: string): string | undefined {
  const lines = text.split('\n').map((line) => ({ line, depth: depthOf(line) }));
  const deepest = Math.min(DEPTH_MAX, Math.max(0, ...new Set(lines.map(({ depth }) => depth))));
  for (let depth = 1; depth <= deepest; depth++) {
    const quoted = lines.filter((each) => each.depth === depth).map(({ line }) => line);
    const spaced = quoted.map((line) => strip(line, depth, true));
    const lines_ = spaced.some((line) => BEGINS.test(line) && !line.startsWith(' ')) ? spaced : [];
    const tight = quoted.map((line) => strip(line, depth, false));
    // Some programs write no space after the mark; then the space is the diff's own.
    const isTight = tight.some((line) => BEGINS.test(line));
    if (isTight) return tight.join('\n');
    if (lines_.length > 0) return lines_.join('\n');
  }
  return undefined;
}

const depthOf = (line: string): number => (MARKS.exec(line)?.[1] ?? '').replaceAll(' ', '').length;

/** Removes `depth` marks, each with the space after it; the last mark's space only if `spaced`. */
function strip(line: string, depth: number, spaced: boolean): string {
  let rest = line;
  for (let at = 0; at < depth; at++) {
    rest = rest.slice(1);
    if (rest.startsWith(' ') && (spaced || at < depth - 1)) rest = rest.slice(1);
  }
  return rest;
}
