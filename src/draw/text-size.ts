/**
 * How much room a text needs, without a browser to ask.
 *
 * The reader's font is unknown, so the widths are those of DejaVu Sans, among the widest of the usual
 * sans-serif fonts: in any other the text sits in its box with a little air.
 */

const EM_CLASSES: readonly (readonly [characters: RegExp, em: number])[] = [
  [/[ijlI|!'.,:;]/, 0.36],
  [/[frt()[\]{}/\\ -]/, 0.42],
  [/[mwMW@%]/, 0.98],
  [/[A-Z&#+=<>~…]/, 0.78],
  [/[ -~]/, 0.635],
];

export function textWidth(text: string, fontSize: number): number {
  let em = 0;
  // Anything outside ASCII may be as wide as it is high.
  for (const character of text) em += EM_CLASSES.find(([set]) => set.test(character))?.[1] ?? 1;
  return em * fontSize;
}

export interface WrappedLine {
  readonly text: string;
  /** Continues the line before: to be indented, so that several transitions stay distinguishable. */
  readonly isContinuation: boolean;
}

/** Where a label breaks best: between the items of a list, before a guard, before the actions. */
const GOOD_BREAK = /(?<=,) (?![^[\]]*\])| (?=\[|\/ )/;

/** Break at spaces so that lines fit `widthMax`; a single longer word keeps a line to itself. */
export function wrapText(text: string, fontSize: number, widthMax: number): readonly WrappedLine[] {
  const isTooWide = (line: string): boolean => textWidth(line, fontSize) > widthMax;
  return text.split('\n').flatMap((paragraph) => {
    const pieces = paragraph
      .split(GOOD_BREAK)
      .flatMap((piece) => (isTooWide(piece) ? piece.split(' ') : [piece]));
    const lines: string[] = [];
    let line = '';
    for (const piece of pieces) {
      const longer = line === '' ? piece : `${line} ${piece}`;
      if (line !== '' && isTooWide(longer)) {
        lines.push(line);
        line = piece;
      } else {
        line = longer;
      }
    }
    return [...lines, line].map((text, index) => ({ text, isContinuation: index > 0 }));
  });
}
