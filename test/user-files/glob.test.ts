import fc from 'fast-check';
import { expect, it } from 'vitest';
import { matchesGlob } from '../../src/user-files/glob.ts';

it('globs match as a regular expression would', () => {
  const pattern = fc
    .array(fc.constantFrom('*', '?', 'a', 'b', '.'), { maxLength: 8 })
    .map((all) => all.join(''));
  const name = fc.array(fc.constantFrom('a', 'b', '.'), { maxLength: 10 }).map((all) => all.join(''));
  fc.assert(
    fc.property(pattern, name, (glob, text) => {
      const source = glob.replaceAll('.', '\\.').replaceAll('?', '.').replaceAll('*', '.*');
      expect(matchesGlob(glob, text)).toBe(new RegExp(`^${source}$`).test(text));
    }),
    { numRuns: 2000 },
  );
});

it('globs are quick on patterns that make backtracking slow', () => {
  expect(matchesGlob(`${'*a'.repeat(40)}b`, 'a'.repeat(2000))).toBe(false);
});
