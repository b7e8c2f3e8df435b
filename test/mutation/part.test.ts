import { expect, it } from 'vitest';
import { isInPart, readPart } from './part.ts';

const names = Array.from({ length: 1000 }, (_, at) => `mutant ${at}`);
const partOf = (number: number, seed: string) =>
  names.filter((name) => isInPart(name, { number, of: 10, seed }));

it('every mutant is in one part', () => {
  const all = Array.from({ length: 10 }, (_, at) => partOf(at + 1, 'a commit')).flat();
  expect(all.toSorted()).toEqual(names.toSorted());
});

it('parts are of about one size, and others with another seed', () => {
  const sizes = Array.from({ length: 10 }, (_, at) => partOf(at + 1, 'a commit').length);
  expect(Math.min(...sizes)).toBeGreaterThan(60);
  expect(Math.max(...sizes)).toBeLessThan(140);
  expect(partOf(1, 'a commit')).toEqual(partOf(1, 'a commit'));
  expect(partOf(1, 'a commit')).not.toEqual(partOf(1, 'another'));
});

it('a part is written as a number of parts', () => {
  expect(readPart('3/20')).toEqual({ number: 3, of: 20 });
  for (const text of ['0/4', '5/4', '3', 'a/b', '1/2/3', '-1/2'])
    expect(readPart(text), text).toBeUndefined();
});
