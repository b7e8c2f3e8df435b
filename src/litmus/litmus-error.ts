/** What is wrong with a litmus text. */
import { BadFileError } from '../errors/errors.ts';
import { nearest } from '../errors/unknown-name.ts';
import { escapeHidden } from './hidden.ts';

/** A litmus text that cannot be read (exit code 2): the line, what belongs there, and what stands there. */
export class LitmusError extends BadFileError {
  /** Counted from 1. */
  readonly line: number;
  /** The known word that a misspelt one most likely stands for. */
  readonly nearest: string | undefined;

  constructor(file: string, line: number, mistake: Mistake) {
    const { nearest: meant } = mistake;
    const [expected, found] = [escapeHidden(mistake.expected), escapeHidden(mistake.found)];
    const hint = meant === undefined ? 'docs/litmus.md has the grammar' : `did you mean "${meant}"?`;
    super({ file, place: `line ${line}`, expected, found, next: hint }, { cause: mistake });
    this.name = 'LitmusError';
    this.line = line;
    this.nearest = meant;
  }
}

/** The same without its place, as the parsers of parts of a line know it. */
export class Mistake extends Error {
  readonly expected: string;
  readonly found: string;
  readonly nearest: string | undefined;

  constructor(expected: string, found: string, meant?: string) {
    super(`expected ${expected}, but found ${found}`);
    this.name = 'Mistake';
    this.expected = expected;
    this.found = found;
    this.nearest = meant;
  }
}

/** As much of a text as fits into a sentence. */
export function quoted(text: string): string {
  if (text.trim() === '') return 'nothing';
  const short = text.length > 60 ? `${text.slice(0, 57)}…` : text;
  return JSON.stringify(short);
}

/** A word that is not in a table. */
export function unknownWord(what: string, word: string, known: readonly string[]): Mistake {
  const all = known.length > 0 && known.length <= 20 ? ` (${known.join(', ')})` : '';
  return new Mistake(`${what}${all}`, quoted(word), nearest(word, known));
}
