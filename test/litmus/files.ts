/** The tests of test/litmus/ and their table. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseKinds } from '../../src/litmus/kinds.ts';
import type { Litmus } from '../../src/litmus/litmus.ts';
import { parseLitmus } from '../../src/litmus/parse.ts';

const FOLDER = import.meta.dirname;
const TABLE = 'kinds.txt';

export interface LitmusFile {
  /** Without its extension. */
  readonly name: string;
  readonly text: string;
  readonly litmus: Litmus;
}

export const LITMUS_FILES: readonly LitmusFile[] = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.txt') && file !== TABLE)
  .sort()
  .map((file) => {
    const text = readFileSync(join(FOLDER, file), 'utf8');
    return { name: file.replace(/\.txt$/, ''), text, litmus: parseLitmus(text, file) };
  });

export const KINDS = parseKinds(readFileSync(join(FOLDER, TABLE), 'utf8'), TABLE);
