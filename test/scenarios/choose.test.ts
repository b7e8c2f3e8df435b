/** The whole matrix by name, and parts of it. */
import { describe, expect, it } from 'vitest';
import { RequestError } from '../../src/errors/errors.ts';
import { UnknownNameError } from '../../src/errors/unknown-name.ts';
import { impossible } from '../../src/model/build-model.ts';
import { CHOICES } from '../../src/scenarios/choices.ts';
import { ALL_SCENARIOS, chooseScenarios, SCENARIO_DEFAULTS } from '../../src/scenarios/choose.ts';

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

describe('a request', () => {
  it('of nothing is the default scenario', () => {
    expect(chooseScenarios({}).scenarios).toMatchObject([{ ...SCENARIO_DEFAULTS, patches: [] }]);
  });

  it('counts as an odometer does: the last dimension first', () => {
    const { scenarios } = chooseScenarios({ transport: ['mmio', 'pci'], byteOrder: ['little', 'big'] });
    expect(scenarios.map(({ transport, byteOrder }) => `${transport} ${byteOrder}`)).toEqual([
      'mmio little',
      'mmio big',
      'pci little',
      'pci big',
    ]);
  });

  it.each([
    [
      { transport: ['pcie'] },
      'transport "pcie" is not known (did you mean "pci"?); known: pci, mmio, ccw, all; "virtio-verify list transports" lists them',
    ],
    [
      { device: ['plain'], features: ['constructor'] },
      /^for device plain, feature "constructor" is not known/,
    ],
    [{ semantics: ['toString'] }, /^semantics "toString" is not known/],
  ])('for what does not exist is refused: %j', (request, message) => {
    expect(() => chooseScenarios(request)).toThrow(message);
    expect(() => chooseScenarios(request)).toThrow(UnknownNameError);
  });

  it('that no device fits is refused with the reason', () => {
    expect(() => chooseScenarios({ transport: ['mmio'], flavour: ['transitional'] })).toThrow(RequestError);
  });
});
