/** Colours and sizes of a drawing. The paper is painted, so that it reads the same on a dark page. */

export const COLOUR = {
  paper: '#ffffff',
  /** Paper that lets a little through. */
  label: '#ffffffc8',
  ink: '#1f2933',
  faint: '#52606d',
  line: '#52708c',
  state: { fill: '#e6f0fa', border: '#2f6690' },
  compound: { fill: '#f1f5f9', border: '#9aa5b1' },
} as const;

/**
 * Graphviz measures text by tables of its own, for a few fonts that it knows. This one is among the widest of the
 * usual sans-serif fonts, so whatever font the reader has, words stay in their boxes.
 */
export const MEASURED_FONT = 'DejaVu Sans';

/** Points. */
export const FONT_SIZE = { name: 12, detail: 10 } as const;

/** Characters after which a line is broken: on an edge, in a state's description, and in a column of a state. */
export const LINE_MAX = { edge: 26, description: 34, column: 44 } as const;
