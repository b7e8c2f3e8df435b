import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findBeside, isFileReference } from '../../src/user-files/file-reference.ts';
import { temporaryFolder } from '../cli/run-here.ts';

it('tells a file from a name', () => {
  for (const file of ['a/b', './a', 'a.ts', 'a.mjs#late', 'a\\b']) expect(isFileReference(file)).toBe(true);
  for (const name of ['force-modern-v2', 'a.b', 'a.tsx2']) expect(isFileReference(name)).toBe(false);
});

it('a patch that lies beside the trace is found there, unless it lies where the trace says', () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'moved'));
  writeFileSync(join(folder, 'moved/fix.ts'), '');
  expect(findBeside('./fix.ts', 'moved/trace.json', folder)).toBe('moved/fix.ts');
  expect(findBeside('force-modern-v2', 'moved/trace.json', folder)).toBe('force-modern-v2');
  expect(findBeside('./none.ts', 'moved/trace.json', folder)).toBe('./none.ts');
  writeFileSync(join(folder, 'fix.ts'), '');
  expect(findBeside('./fix.ts', 'moved/trace.json', folder)).toBe('./fix.ts');
});
