/** Colour, only where the caller asks for it. Nothing else in the project writes ANSI codes. */
import { styleText } from 'node:util';

export interface Style {
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly wrong: (text: string) => string;
  readonly changed: (text: string) => string;
}

const plain = (text: string): string => text;
const PLAIN: Style = { strong: plain, faint: plain, wrong: plain, changed: plain };

/** The caller decides (NO_COLOR, a terminal or not); styleText must not look at stdout a second time. */
const ansi =
  (format: 'bold' | 'dim' | 'red' | 'yellow') =>
  (text: string): string =>
    text === '' ? '' : styleText(format, text, { validateStream: false });

const COLOURED: Style = {
  strong: ansi('bold'),
  faint: ansi('dim'),
  wrong: ansi('red'),
  changed: ansi('yellow'),
};

export const styleFor = (color: boolean): Style => (color ? COLOURED : PLAIN);
