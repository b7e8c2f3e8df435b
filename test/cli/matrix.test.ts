/** The whole matrix by name, and how far a check of it has come. */
import { describe, expect, it } from 'vitest';
import { CheckProgress } from '../../src/cli/check-progress.ts';
import { CHOICES } from '../../src/cli/choices.ts';
import { ALL_SCENARIOS, chooseScenarios } from '../../src/cli/scenarios.ts';
import { impossible } from '../../src/model/build-model.ts';

describe('all, for every scenario option', () => {
  const { scenarios, leftOut } = chooseScenarios(ALL_SCENARIOS);

  it('is the product of all names, without the devices that cannot be', () => {
    const tables = [
      'semantics',
      'transports',
      'flavours',
      'devices',
      'backends',
      'drivers',
      'byte-orders',
    ] as const;
    const product = tables.reduce((count, table) => count * CHOICES[table].length, 1);
    expect(scenarios.length + leftOut.length).toBe(product);
    expect(scenarios.filter((each) => impossible(each) !== undefined)).toEqual([]);
    expect(new Set(scenarios.map((each) => JSON.stringify(each))).size).toBe(scenarios.length);
  });

  it('has each name in some scenario', () => {
    const named = (
      key: 'semantics' | 'transport' | 'flavour' | 'device' | 'backend' | 'driver' | 'byteOrder',
    ) => new Set<string>(scenarios.map((each) => each[key]));
    const names = (table: keyof typeof CHOICES) => new Set<string>(CHOICES[table].map(({ name }) => name));
    expect(named('semantics')).toEqual(names('semantics'));
    expect(named('transport')).toEqual(names('transports'));
    expect(named('flavour')).toEqual(names('flavours'));
    expect(named('device')).toEqual(names('devices'));
    expect(named('backend')).toEqual(names('backends'));
    expect(named('driver')).toEqual(names('drivers'));
    expect(named('byteOrder')).toEqual(names('byte-orders'));
  });
});

describe('the line of progress', () => {
  it('counts scenarios that are done, and the states of all', () => {
    const { scenarios } = chooseScenarios({
      ...ALL_SCENARIOS,
      semantics: 'qemu-7.2',
      driver: 'adversary',
      byteOrder: 'big',
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
