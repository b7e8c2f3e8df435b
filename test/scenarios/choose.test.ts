/** The whole matrix by name, and how far a check of it has come. */
import { describe, expect, it } from 'vitest';
import { impossible } from '../../src/model/build-model.ts';
import { CHOICES } from '../../src/scenarios/choices.ts';
import { ALL_SCENARIOS, chooseScenarios } from '../../src/scenarios/choose.ts';

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
