/** The figures in README.md are true. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CATALOGUE } from '../machines/semantics/catalogue/index.ts';
import { ALL_SCENARIOS, chooseScenarios } from '../src/scenarios/choose.ts';
import { THREAD_SCENARIOS } from '../src/scenarios/force-modern.ts';

const README = readFileSync('README.md', 'utf8').replaceAll('\n', ' ');
/** A number as README writes it. */
const written = (count: number): string => count.toLocaleString('en-US');

it('the argument has as many scenarios and states as README says', () => {
  const counts = readFileSync('test/golden/thread-counts.txt', 'utf8').trim().split('\n');
  const states = counts.reduce((sum, line) => sum + Number(/: (\d+) states/.exec(line)?.[1]), 0);
  expect(counts.length).toBe(THREAD_SCENARIOS.length);
  expect(README).toContain(
    `${counts.length} scenarios with ${written(Math.round(states / 10_000) * 10_000)} states`,
  );
});

it('as many scenarios are shipped as README says', () => {
  expect(README).toContain(`is ${written(chooseScenarios(ALL_SCENARIOS).scenarios.length)} scenarios`);
});

it('the catalogue has as many bugs as README says', () => {
  expect(CATALOGUE.length).toBe(30);
  expect(README).toContain('thirty real bugs');
});
