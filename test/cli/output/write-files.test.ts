/** Files that a command makes: whole or not at all, and one failure for all of them. */
import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { outcomeOfError } from '../../../src/cli/output/failure.ts';
import { writeFiles } from '../../../src/cli/output/write-files.ts';
import { temporaryFolder } from '../run-here.ts';

const sentenceOf = (path: string): string | undefined => {
  const failure = writeFiles([{ path, text: 'new' }]);
  if (failure === undefined) return undefined;
  const { exitCode, error } = outcomeOfError(failure.error, false);
  expect(exitCode).toBe(2);
  return error;
};

it('are written with their folders, and nothing is left beside them', () => {
  const folder = temporaryFolder();
  const path = join(folder, 'a', 'b', 'c.json');
  expect(writeFiles([{ path, text: 'text' }])).toBeUndefined();
  expect(readFileSync(path, 'utf8')).toBe('text');
  expect(readdirSync(join(folder, 'a', 'b'))).toEqual(['c.json']);
});

it('take the place of what a link leads to, and leave the link', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'real'), 'old');
  symlinkSync('real', join(folder, 'link'));
  expect(sentenceOf(join(folder, 'link'))).toBeUndefined();
  expect(readFileSync(join(folder, 'real'), 'utf8')).toBe('new');
  expect(lstatSync(join(folder, 'link')).isSymbolicLink()).toBe(true);
});

it('that cannot be written are named in one sentence', () => {
  const folder = temporaryFolder();
  symlinkSync('one', join(folder, 'two'));
  symlinkSync('two', join(folder, 'one'));
  writeFileSync(join(folder, 'file'), '');
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  expect(sentenceOf('/dev/full')).toBe('/dev/full: the disk is full');
  expect(sentenceOf(folder)).toBe(`${folder}: it is a folder`);
  expect(sentenceOf(join(folder, 'one'))).toMatch(/one: the path is a loop of links$/);
  expect(sentenceOf(join(folder, 'one', 'x'))).toMatch(/one\/x: the path is a loop of links$/);
  expect(sentenceOf(join(folder, 'x'.repeat(300)))).toMatch(/x: the name is too long$/);
  expect(sentenceOf(join(folder, 'file', 'x'))).toMatch(/x: part of the path is not a folder$/);
  expect(sentenceOf(join(folder, 'pipe'))).toMatch(/pipe: nobody reads from that pipe$/);
  // Node's own way of making folders never came back from here.
  expect(sentenceOf('/proc/x/y')).toMatch(/^\/proc\/x\/y: /);
  expect(readdirSync(folder).sort()).toEqual(['file', 'one', 'pipe', 'two']);
});

it('after one that cannot be written are not tried', () => {
  const folder = temporaryFolder();
  const paths = ['/dev/full', join(folder, 'a'), join(folder, 'b')];
  const failure = writeFiles(paths.map((path) => ({ path, text: 'new' })));
  expect(failure?.unwritten.map(({ path }) => path)).toEqual(paths);
  expect(paths.slice(1).map((path) => existsSync(path))).toEqual([false, false]);
});
