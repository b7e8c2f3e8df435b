import { describe, expect, it } from 'vitest';
import { CheckProgress } from '../../../src/cli/output/check-progress.ts';
import { ALL_SCENARIOS, chooseScenarios } from '../../../src/scenarios/choose.ts';

describe('the line of progress', () => {
  it('counts scenarios that are done, and the states of all', () => {
    const { scenarios } = chooseScenarios({
      ...ALL_SCENARIOS,
      semantics: ['qemu-7.2'],
      driver: ['adversary'],
      byteOrder: ['big'],
    });
    const far = new CheckProgress(scenarios.slice(0, 3), 1000);
    const at = { states: 400, transitions: 9000, depth: 3 };
    expect(far.line(0, at, 1500)).toBe(
      '0/3 scenarios, 400 states, 0 s; qemu-7.2, pci legacy, net, adversary, big-endian guest: 400 states, depth 3',
    );
    expect(far.line(1, { ...at, states: 50 }, 3900)).toMatch(/^0\/3 scenarios, 450 states, 2 s; /);
    const coverage = { states: 700, transitions: 1, depth: 4, complete: true, seconds: 1 };
    expect(far.finished(0, { coverage }, 4000)).toBe('1/3 scenarios, 750 states, 3 s');
    expect(far.line(2, { ...at, states: 0 }, 4000)).toMatch(/: 9000 operations sampled$/);
  });
});
