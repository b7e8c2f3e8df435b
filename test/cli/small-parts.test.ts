import fc from 'fast-check';
import { expect, it } from 'vitest';
import { matchesGlob } from '../../src/cli/glob.ts';
import { parseDuration } from '../../src/cli/options.ts';
import { shellWord } from '../../src/cli/replay-command.ts';
import { nearest } from '../../src/errors/nearest.ts';

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

it('durations have a unit', () => {
  expect(['500ms', '1.5s', '2m'].map(parseDuration)).toEqual([500, 1500, 120_000]);
  for (const text of ['5', 's', '5 s', '-1s', '1h']) expect(() => parseDuration(text)).toThrow(/such as/);
});

it('the nearest name is near', () => {
  expect(nearest('pcie', ['pci', 'mmio'])).toBe('pci');
  expect(nearest('MMIO', ['pci', 'mmio'])).toBe('mmio');
  expect(nearest('sampel', ['sample', 'simple'])).toBe('sample');
  expect(nearest('xyz', ['pci', 'mmio'])).toBeUndefined();
});

it('shell words need no more quotes than they must', () => {
  expect(shellWord('a/b.json')).toBe('a/b.json');
  expect(shellWord("it's")).toBe(`'it'\\''s'`);
  expect(shellWord('')).toBe("''");
});
