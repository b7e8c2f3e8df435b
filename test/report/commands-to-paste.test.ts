import { expect, it } from 'vitest';
import { shellWord } from '../../src/report/commands-to-paste.ts';

it('shell words need no more quotes than they must', () => {
  expect(shellWord('a/b.json')).toBe('a/b.json');
  expect(shellWord("it's")).toBe(`'it'\\''s'`);
  expect(shellWord('')).toBe("''");
});
