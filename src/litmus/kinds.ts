/** The table of litmus tests: a test's name, semantics, and whether they show what the test says. */
import { LitmusError, Mistake, quoted, unknownWord } from './litmus-error.ts';
import type { ChosenSemantics } from './play.ts';
import { readSemantics } from './scenario-line.ts';
import { withoutComment } from './text.ts';

/** `allowed`: the semantics show everything that the test says. `forbidden`: they do not. */
export type Kind = 'allowed' | 'forbidden';

export interface KindRow extends ChosenSemantics {
  readonly name: string;
  readonly kind: Kind;
  /** Counted from 1. */
  readonly line: number;
}

const KINDS: readonly Kind[] = ['allowed', 'forbidden'];

/**
 * Reads the table: `NAME SEMANTICS allowed|forbidden` in each line, semantics as `qemu-7.2+force-modern-v2`.
 * @throws LitmusError
 */
export function parseKinds(text: string, fileName: string): readonly KindRow[] {
  const seen = new Set<string>();
  return text.split(/\r\n|\r|\n/).flatMap((raw, index): KindRow[] => {
    const words = withoutComment(raw)
      .split(/\s+/)
      .filter((word) => word !== '');
    if (words.length === 0) return [];
    try {
      const row = readRow(words, index + 1);
      const key = JSON.stringify([row.name, row.semantics, row.patches]);
      if (seen.has(key)) throw new Mistake('one row for each test and semantics', 'a second one');
      seen.add(key);
      return [row];
    } catch (error) {
      throw error instanceof Mistake ? new LitmusError(fileName, index + 1, error) : error;
    }
  });
}

function readRow(words: readonly string[], line: number): KindRow {
  const [name = '', semantics = '', word = '', ...more] = words;
  if (word === '' || more.length > 0)
    throw new Mistake('a name, semantics, and "allowed" or "forbidden"', quoted(words.join(' ')));
  const kind = KINDS.find((each) => each === word);
  if (kind === undefined) throw unknownWord('a kind', word, KINDS);
  return { name, ...readSemantics(semantics), kind, line };
}
