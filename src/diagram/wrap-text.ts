/** Breaking lines that are too long, at spaces; a single longer word keeps a line to itself. Widths are in characters. */

/** Where a transition breaks best: between the items of a list, before a guard, before the actions. */
const GOOD_BREAK = /(?<=,) (?![^[\]]*\])| (?=\[|\/ )/;

/** For `event [guard] / actions`. */
export function wrapTransition(line: string, widthMax: number): readonly string[] {
  const pieces = line
    .split(GOOD_BREAK)
    .flatMap((piece) => (piece.length > widthMax ? piece.split(' ') : [piece]));
  return fill(pieces, widthMax);
}

export const wrapWords = (text: string, widthMax: number): readonly string[] =>
  fill(text.split(/\s+/), widthMax);

function fill(pieces: readonly string[], widthMax: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of pieces) {
    const longer = line === '' ? piece : `${line} ${piece}`;
    if (line !== '' && longer.length > widthMax) {
      lines.push(line);
      line = piece;
    } else {
      line = longer;
    }
  }
  return [...lines, line];
}
